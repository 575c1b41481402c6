import type { GraphCell } from '../../../src/cells/cell';
import type { GraphSpace } from '../../../src/cells/space';
import { builtInGraphs } from '../../graphs';

export const nasbench101 = builtInGraphs('nasbench101');
export const nasbench201 = builtInGraphs('nasbench201');

/** A space small enough to train on in a moment. */
export const tiny: GraphSpace = {
  ...nasbench101,
  name: 'tiny',
  vertices: 5,
  skeleton: { ...nasbench101.skeleton, stem: 16, stacks: 1, cells: 2 },
};

/** `input → operations one after another → output`, and further edges. */
export function chain(
  space: GraphSpace,
  operations: readonly string[],
  more: readonly [number, number][] = [],
): GraphCell {
  const n = operations.length + 2;
  const edges: number[] = new Array(n * n).fill(0);
  for (let v = 0; v + 1 < n; v++) edges[v * n + v + 1] = 1;
  for (const [from, to] of more) edges[from * n + to] = 1;
  return {
    vertices: n,
    edges,
    operations: operations.map(name => space.operations.findIndex(operation => operation.name === name)),
  };
}

/** The same graph, its inner vertices numbered another way where that is possible. */
export function swapVertices(cell: GraphCell, a: number, b: number): GraphCell {
  const n = cell.vertices;
  const at = (v: number) => (v === a ? b : v === b ? a : v);
  const edges: number[] = new Array(n * n).fill(0);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) edges[at(i) * n + at(j)] = cell.edges[i * n + j]!;
  const operations = cell.operations.map((_, i) => cell.operations[at(i + 1) - 1]!);
  return { vertices: n, edges, operations };
}
