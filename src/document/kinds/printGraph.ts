import type { GraphCell } from '../../cells/cell';
import { vertexNames } from '../../cells/kinds/graph/vertexNames';
import type { GraphSpace } from '../../cells/space';

/** The bindings of a cell; `undefined` where it has its published spelling alone. */
export function printGraph(
  space: GraphSpace,
  cell: GraphCell,
  given: readonly string[] | undefined,
): string[] | undefined {
  const names = given ?? vertexNames(space, cell.vertices);
  return space.operationsOn === 'vertices' ? onVertices(space, cell, names) : onEdges(space, cell, names);
}

function onVertices(
  space: GraphSpace,
  { vertices: n, edges, operations }: GraphCell,
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
  space: GraphSpace,
  { vertices: n, edges }: GraphCell,
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
