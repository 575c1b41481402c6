import type { Cell } from '../../cells/cell';
import { type Goal, goalOfName } from '../../cells/goal';
import type { SearchSpace } from '../../cells/space';
import { commentLine } from '../../document/commentLine';
import { printMeasured as measuredLine, printCell } from '../../document/printCell';
import { printSpace } from '../../document/printSpace';
import { writeMetricName } from '../../language/metricName';

export interface FileHead {
  /** Each a line of comment at the top. */
  readonly lines: readonly string[];
  /** Whether the space is one that every reader knows, so that the file need not declare it. */
  readonly builtIn: boolean;
}

/** A column that is measured, and which of its values are better. */
export interface MeasuredLabel {
  readonly name: string;
  readonly goal: Goal;
}

/** What a `measured` line has to say of the goal: nothing where the name tells, and of one that no one would take for another. */
function goalArgument({ name, goal }: MeasuredLabel): string {
  const isKnown = (goalOfName(name) ?? 'max') === goal;
  return isKnown ? '' : ` (goal: ${goal})`;
}

/** A `.cell` file of cells to measure: each, where a label is given, with a comment that becomes its `measured` line. */
export function writeSuggested(
  space: SearchSpace,
  cells: readonly Cell[],
  label: MeasuredLabel | undefined,
  head: FileHead,
): string {
  return [
    ...openings(space, head),
    ...cells.map((cell, i) => {
      const source = printCell(space, cell, { name: `suggested${i + 1}` });
      if (!label) return source;
      const room = `// measured ${writeMetricName(label.name)} = ${goalArgument(label)}`;
      return source.endsWith('}\n') ? `${source.slice(0, -2)}  ${room}\n}\n` : `${source}${room}\n`;
    }),
  ].join('\n');
}

/** One cell with what was measured of it, by column; `label` says what its own is. */
export function printMeasured(
  space: SearchSpace,
  cell: Cell,
  name: string,
  values: Readonly<Record<string, number>>,
  label?: MeasuredLabel,
): string {
  const measured = Object.entries(values).map(([metric, value]) => ({
    metric,
    value,
    ...(label?.name === metric && goalArgument(label) !== '' ? { goal: label.goal } : {}),
  }));
  const source = printCell(space, cell, { name, measured });
  if (source.endsWith('}\n')) return source;
  return source + measured.map(figure => `// ${measuredLine(figure)}\n`).join('');
}

/** A `.cell` file of cells as `printMeasured` gives them. */
export function writeMeasured(space: SearchSpace, cells: readonly string[], head: FileHead): string {
  return [...openings(space, head), ...cells].join('\n');
}

function openings(space: SearchSpace, { lines, builtIn }: FileHead): string[] {
  const comment = `${lines.map(commentLine).join('\n')}\n`;
  return builtIn ? [comment] : [comment, `${printSpace(space).trimEnd()}\n`];
}
