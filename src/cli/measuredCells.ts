import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { commentLine } from '../document/commentLine';
import { printCell } from '../document/printCell';
import { printSpace } from '../document/printSpace';

/** How a column is called in a `measured` line, whose names have letters, digits, `_`, `.` and `-`. */
export function metricOf(label: string): string {
  const name = label
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+(?=.)/, '')
    .replace(/(?<=.)_+$/, '');
  return /^[\p{L}_]/u.test(name) ? name : `m_${name}`;
}

export interface FileHead {
  /** Each a line of comment at the top. */
  readonly lines: readonly string[];
  /** Whether the space is one that every reader knows, so that the file need not declare it. */
  readonly builtIn: boolean;
}

/** A `.cell` file of cells to measure: each with a comment that becomes its `measured` line. */
export function writeSuggested(
  space: SearchSpace,
  cells: readonly Cell[],
  label: string,
  head: FileHead,
): string {
  return [
    ...openings(space, head),
    ...cells.map((cell, i) => {
      const source = printCell(space, cell, { name: `suggested${i + 1}` });
      const room = `// measured ${metricOf(label)} = `;
      return source.endsWith('}\n') ? `${source.slice(0, -2)}  ${room}\n}\n` : `${source}${room}\n`;
    }),
  ].join('\n');
}

/** One cell with what was measured of it, by column. */
export function printMeasured(
  space: SearchSpace,
  cell: Cell,
  name: string,
  values: Readonly<Record<string, number>>,
): string {
  const measured = Object.entries(values).map(([label, value]) => ({ metric: metricOf(label), value }));
  const source = printCell(space, cell, { name, measured });
  if (source.endsWith('}\n')) return source;
  return source + measured.map(({ metric, value }) => `// measured ${metric} = ${value}\n`).join('');
}

/** A `.cell` file of cells as `printMeasured` gives them. */
export function writeMeasured(space: SearchSpace, cells: readonly string[], head: FileHead): string {
  return [...openings(space, head), ...cells].join('\n');
}

function openings(space: SearchSpace, { lines, builtIn }: FileHead): string[] {
  const comment = `${lines.map(commentLine).join('\n')}\n`;
  return builtIn ? [comment] : [comment, `${printSpace(space).trimEnd()}\n`];
}
