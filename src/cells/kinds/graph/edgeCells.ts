import type { GraphCell } from '../../cell';
import type { Random } from '../../random';
import type { GraphSpace } from '../../space';
import { absentEdge, isZero } from './limits';

/** The entries that an edge of a space with operations on edges can have, the one for no edge first. */
export function edgeEntries(space: GraphSpace): number[] {
  const present = space.operations
    .map((_, operation) => operation + 1)
    .filter(entry => !isZero(space, entry));
  return [absentEdge(space), ...present];
}

/** Where in `GraphCell.edges` the edges stand: from a lower to a higher vertex. */
export function forwardPairs(n: number): number[] {
  const pairs: number[] = [];
  for (let u = 0; u < n; u++) for (let v = u + 1; v < n; v++) pairs.push(u * n + v);
  return pairs;
}

/** Every labelling of the edges, the first edge changing fastest. */
export function* edgeCells(space: GraphSpace): Iterable<GraphCell> {
  const pairs = forwardPairs(space.vertices);
  const entries = edgeEntries(space);
  const limit = space.edges ?? pairs.length;
  const choice: number[] = new Array(pairs.length).fill(0);
  do {
    const present = choice.reduce((count, which) => (which === 0 ? count : count + 1), 0);
    if (present <= limit)
      yield build(
        space,
        pairs,
        choice.map(which => entries[which]!),
      );
  } while (increment(choice, entries.length));
}

export function countEdgeCells(space: GraphSpace): number {
  return waysByCount(space).reduce((a, b) => a + b, 0);
}

/** One of the space's labellings, all equally likely. */
export function drawEdgeCell(space: GraphSpace, random: Random): GraphCell {
  const pairs = random.shuffle(forwardPairs(space.vertices));
  const [absent, ...present] = edgeEntries(space);
  const ways = waysByCount(space);
  let at = random.next() * ways.reduce((a, b) => a + b, 0);
  let count = 0;
  while (count < ways.length - 1 && at >= ways[count]!) at -= ways[count++]!;
  const values = pairs.map((_, i) => (i < count ? present[random.integer(present.length)]! : absent!));
  return build(space, pairs, values);
}

/** Counts up in place, the first digit fastest; false when it starts again from zeros. */
export function increment(digits: number[], base: number): boolean {
  for (let place = 0; place < digits.length; place++) {
    if (++digits[place]! < base) return true;
    digits[place] = 0;
  }
  return false;
}

/** The number of labellings with 0, 1, 2, … edges. */
function waysByCount(space: GraphSpace): number[] {
  const pairs = (space.vertices * (space.vertices - 1)) / 2;
  const present = edgeEntries(space).length - 1;
  const ways = [1];
  for (let count = 0; count < Math.min(pairs, space.edges ?? pairs); count++)
    ways.push(Math.round((ways[count]! * (pairs - count)) / (count + 1)));
  return ways.map((subsets, count) => subsets * present ** count);
}

function build(space: GraphSpace, pairs: readonly number[], values: readonly number[]): GraphCell {
  const edges: number[] = new Array(space.vertices ** 2).fill(0);
  for (let i = 0; i < pairs.length; i++) edges[pairs[i]!] = values[i]!;
  return { vertices: space.vertices, edges, operations: [] };
}
