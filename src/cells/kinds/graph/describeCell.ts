import type { GraphCell } from '../../cell';
import type { GraphSpace } from '../../space';
import { isZero } from './limits';
import { vertexNames } from './vertexNames';

/** The cell as the GraphCell language has it, one binding a line: for screen readers and plain text. */
export function describeCell(
  space: GraphSpace,
  cell: GraphCell,
  names: readonly string[] = vertexNames(space, cell.vertices),
): string[] {
  const lines: string[] = [];
  for (let v = 1; v < cell.vertices; v++) {
    const inputs = [...inputsOf(space, cell, v)];
    if (space.operationsOn === 'edges') {
      const terms = inputs.map(u => {
        const operation = space.operations[cell.edges[u * cell.vertices + v]! - 1]!;
        return `${operation.name}(${names[u]})`;
      });
      lines.push(`${names[v]} = ${terms.length > 0 ? terms.join(' + ') : 'nothing'}`);
    } else if (v < cell.vertices - 1) {
      const operation = space.operations[cell.operations[v - 1]!]!;
      lines.push(`${names[v]} = ${operation.name}(${inputs.map(u => names[u]).join(' + ')})`);
    } else {
      const terms = inputs.map(u => names[u]);
      lines.push(`output = ${space.output === 'concat' ? `concat(${terms.join(', ')})` : terms.join(' + ')}`);
    }
  }
  return lines;
}

function* inputsOf(space: GraphSpace, cell: GraphCell, vertex: number): Iterable<number> {
  for (let u = 0; u < vertex; u++) {
    const entry = cell.edges[u * cell.vertices + vertex]!;
    if (space.operationsOn === 'edges' ? !isZero(space, entry) : entry !== 0) yield u;
  }
}
