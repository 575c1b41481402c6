import type { GraphCell } from '../../cell';
import type { GraphSpace } from '../../space';

/**
 * Removes every vertex that does not lie on a path from input to output, as NAS-Bench-101's `ModelSpec` does; the others
 * keep their order. `kept` holds the old index of each vertex that is left. `undefined`: no path reaches the output.
 *
 * A cell with operations on edges has a fixed number of vertices and keeps them all.
 */
export function prune(space: GraphSpace, cell: GraphCell): { cell: GraphCell; kept: number[] } | undefined {
  const n = cell.vertices;
  if (space.operationsOn === 'edges') return { cell, kept: Array.from({ length: n }, (_, v) => v) };
  const { edges } = cell;
  const fromInput = new Uint8Array(n);
  const toOutput = new Uint8Array(n);
  fromInput[0] = 1;
  toOutput[n - 1] = 1;
  for (let v = 1; v < n; v++)
    for (let u = 0; u < v && !fromInput[v]; u++) if (fromInput[u] && edges[u * n + v]) fromInput[v] = 1;
  for (let v = n - 2; v >= 0; v--)
    for (let w = v + 1; w < n && !toOutput[v]; w++) if (toOutput[w] && edges[v * n + w]) toOutput[v] = 1;
  if (!toOutput[0]) return undefined;

  const kept: number[] = [];
  for (let v = 0; v < n; v++) if (fromInput[v] && toOutput[v]) kept.push(v);
  if (kept.length === n) return { cell, kept };
  const pruned: number[] = [];
  for (const from of kept) for (const to of kept) pruned.push(edges[from * n + to] ?? 0);
  const operations = kept.slice(1, -1).map(v => cell.operations[v - 1] ?? 0);
  return { cell: { vertices: kept.length, edges: pruned, operations }, kept };
}
