import { isZero } from '../../cells/limits';
import type { NamedCell } from '../../cells/network/buildNetwork';
import { vertexNames } from '../../cells/vertexNames';

/** The graph for Graphviz: operations stand on the vertices or on the edges, as in the cell's space. */
export function writeDot({ space, cell, name, names }: NamedCell): string {
  const n = cell.vertices;
  const onVertices = space.operationsOn === 'vertices';
  const called = names?.length === n ? names : vertexNames(space, n);
  const lines = [`digraph ${quoted(name)} {`, '  rankdir=LR;', '  node [shape=box, style=rounded];'];
  for (let v = 0; v < n; v++) {
    const operation =
      onVertices && v > 0 && v < n - 1 ? space.operations[cell.operations[v - 1]!] : undefined;
    const label = operation ? `${called[v]}\n${operation.name}` : called[v]!;
    lines.push(`  v${v} [label=${quoted(label)}];`);
  }
  for (let u = 0; u < n; u++)
    for (let v = u + 1; v < n; v++) {
      const entry = cell.edges[u * n + v]!;
      if (onVertices ? entry === 0 : isZero(space, entry)) continue;
      const label = onVertices ? '' : ` [label=${quoted(space.operations[entry - 1]!.name)}]`;
      lines.push(`  v${u} -> v${v}${label};`);
    }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** A string of the DOT language. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
