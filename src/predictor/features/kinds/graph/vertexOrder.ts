import type { GraphCell } from '../../../../cells/cell';
import { canonicalCell } from '../../../../cells/kinds/graph/canonical';
import { totalCosts } from '../../../../cells/kinds/graph/costs';
import type { GraphSpace } from '../../../../cells/space';

/** Above this many inner vertices there are too many orders to look at each of them. */
const fewVertices = 6;

/**
 * The numbering in which a cell is read, the same for every numbering of one graph, so that a graph has one score.
 *
 * For cells with operations on vertices it is the topological order whose adjacency matrix is the least binary number,
 * the last column first and in each column the nearest vertex first; among those, the one with the costlier operations
 * first. NAS-Bench-101 enumerated matrices as such numbers, its operations in that order, and kept the first of each graph
 * (`generate_graphs.py`), so this is the benchmark's own numbering, which the published features were made from.
 */
export function readingOrder(space: GraphSpace, cell: GraphCell): GraphCell {
  const inner = cell.vertices - 2;
  if (space.operationsOn === 'edges' || inner > fewVertices) return canonicalCell(space, cell);
  if (inner <= 1) return cell;
  const { edges, vertices: n } = cell;
  const places = costPlaces(space);
  const order: number[] = new Array(n);
  order[0] = 0;
  order[n - 1] = n - 1;
  let best: number[] | undefined;
  let bestNumber = 0;

  // Places are filled from the last to the first; a vertex can take one once all its inner successors have theirs.
  function place(at: number, used: number): void {
    if (at === 0) {
      const number = matrixNumber(edges, n, order);
      if (
        best === undefined ||
        number < bestNumber ||
        (number === bestNumber && costlierFirst(cell, places, order, best))
      ) {
        best = [...order];
        bestNumber = number;
      }
      return;
    }
    for (let v = 1; v < n - 1; v++) {
      if (used & (1 << v)) continue;
      let free = true;
      for (let w = v + 1; w < n - 1 && free; w++) if (edges[v * n + w] && !(used & (1 << w))) free = false;
      if (!free) continue;
      order[at] = v;
      place(at - 1, used | (1 << v));
    }
  }
  place(n - 2, 0);
  return renumber(cell, best!);
}

/** At most 28 bits for eight vertices. */
function matrixNumber(edges: readonly number[], n: number, order: readonly number[]): number {
  let number = 0;
  for (let to = n - 1; to > 0; to--)
    for (let from = to - 1; from >= 0; from--)
      number = (number << 1) | (edges[order[from]! * n + order[to]!] ? 1 : 0);
  return number;
}

function costlierFirst(
  { operations }: GraphCell,
  places: readonly number[],
  a: readonly number[],
  b: readonly number[],
): boolean {
  for (let i = 1; i < a.length - 1; i++) {
    const difference = places[operations[a[i]! - 1]!]! - places[operations[b[i]! - 1]!]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const known = new WeakMap<GraphSpace, readonly number[]>();

/** For each operation its place among all, from the one of most parameters, then of most FLOPs, to the cheapest. */
function costPlaces(space: GraphSpace): readonly number[] {
  let places = known.get(space);
  if (!places) {
    const costs = space.operations.map((_, operation) =>
      totalCosts(space, { vertices: 3, edges: [0, 1, 0, 0, 0, 1, 0, 0, 0], operations: [operation] }),
    );
    const order = [...costs.keys()].sort(
      (a, b) => costs[b]!.parameters - costs[a]!.parameters || costs[b]!.flops - costs[a]!.flops,
    );
    places = costs.map((_, operation) => order.indexOf(operation));
    known.set(space, places);
  }
  return places;
}

function renumber(cell: GraphCell, order: readonly number[]): GraphCell {
  const n = cell.vertices;
  if (order.every((v, i) => v === i)) return cell;
  const edges: number[] = new Array(n * n).fill(0);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) edges[i * n + j] = cell.edges[order[i]! * n + order[j]!]!;
  return { vertices: n, edges, operations: order.slice(1, -1).map(v => cell.operations[v - 1]!) };
}
