import { labelledGraphOf } from '../../cells/drawing/diagram';
import type { NamedCell } from '../../cells/network/buildNetwork';

/** The graph for Graphviz: operations stand on the vertices or on the edges, as in the cell's space. */
export function writeDot({ space, cell, name, names }: NamedCell): string {
  const { vertices, edges } = labelledGraphOf(space, cell, names);
  const lines = [`digraph ${quoted(name)} {`, '  rankdir=LR;', '  node [shape=box, style=rounded];'];
  for (const [v, label] of vertices.entries()) lines.push(`  v${v} [label=${quoted(label)}];`);
  for (const { from, to, label } of edges)
    lines.push(`  v${from} -> v${to}${label === '' ? '' : ` [label=${quoted(label)}]`};`);
  return `${[...lines, '}'].join('\n')}\n`;
}

/** A string of the DOT language. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
