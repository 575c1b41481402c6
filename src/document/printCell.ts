import type { Cell } from '../cells/cell';
import { vertexNames } from '../cells/kinds/graph/vertexNames';
import type { SearchSpace } from '../cells/space';
import { writeSpelling } from '../cells/spelling';
import { writeMetricName } from '../language/metricName';
import type { MeasuredFigure } from './readCell';

export interface PrintOptions {
  readonly name: string;
  /** Lines of documentation, without markers. */
  readonly doc?: string;
  /** Of the vertices, `input` and `output` included. */
  readonly names?: readonly string[];
  readonly measured?: readonly PrintedFigure[];
}

type PrintedFigure = Omit<MeasuredFigure, 'percent'> & { readonly percent?: boolean };

/** A `measured` line, without its indentation. */
export function printMeasured({ metric, value, percent, ...given }: PrintedFigure): string {
  const args = (['epochs', 'seeds', 'deviation', 'goal'] as const).flatMap(name =>
    given[name] === undefined ? [] : `${name}: ${given[name]}`,
  );
  return `measured ${writeMetricName(metric)} = ${value}${percent ? ' %' : ''}${args.length > 0 ? ` (${args.join(', ')})` : ''}`;
}

/** One formatted `cell` declaration that reads back to the same cell, its vertices in the same order. */
export function printCell(space: SearchSpace, cell: Cell, options: PrintOptions): string {
  const names = options.names ?? vertexNames(space, cell.vertices);
  const lines = (options.doc?.split(/\r\n|\r|\n/) ?? []).map(line => `/// ${line}`.trimEnd());
  const bindings =
    space.operationsOn === 'vertices' ? onVertices(space, cell, names) : onEdges(space, cell, names);
  const head = `cell ${options.name} : ${space.name}`;
  if (!bindings) return `${[...lines, `${head} = "${writeSpelling(space, cell)}"`].join('\n')}\n`;
  const measured = (options.measured ?? []).map(printMeasured);
  const body = [...bindings, ...measured].map(line => `  ${line}`);
  return `${[...lines, `${head} {`, ...body, '}'].join('\n')}\n`;
}

function onVertices(
  space: SearchSpace,
  { vertices: n, edges, operations }: Cell,
  names: readonly string[],
): string[] {
  return Array.from({ length: n - 1 }, (_, i) => {
    const to = i + 1;
    const inputs = names.slice(0, to).filter((_, from) => edges[from * n + to]);
    if (to < n - 1) return `${names[to]} = ${space.operations[operations[i]!]!.name}(${inputs.join(' + ')})`;
    return space.output === 'concat'
      ? `output = concat(${inputs.join(', ')})`
      : `output = ${inputs.join(' + ')}`;
  });
}

/** `undefined`: a vertex that nothing flows into, in a space without a `zero` operation, has only the spelling. */
function onEdges(
  space: SearchSpace,
  { vertices: n, edges }: Cell,
  names: readonly string[],
): string[] | undefined {
  const zero = space.operations.findIndex(operation => operation.definition.kind === 'zero');
  const lines: string[] = [];
  for (let to = 1; to < n; to++) {
    const terms: string[] = [];
    for (let from = 0; from < to; from++) {
      const entry = edges[from * n + to]!;
      if (entry !== 0 && entry - 1 !== zero)
        terms.push(`${space.operations[entry - 1]!.name}(${names[from]})`);
    }
    if (terms.length === 0 && zero < 0) return undefined;
    lines.push(`${names[to]} = ${terms.join(' + ') || `${space.operations[zero]!.name}(input)`}`);
  }
  return lines;
}
