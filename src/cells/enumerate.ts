import { canonicalCell } from './canonical';
import type { Cell } from './cell';
import { countEdgeCells, drawEdgeCell, edgeCells, increment } from './edgeCells';
import { type Graph, prunedGraphs } from './graphs';
import type { Random } from './random';
import type { SearchSpace } from './space';
import { estimateVertexSpace, vertexDraws } from './vertexDraws';

/** Listing more cells than this would take minutes and hold up whoever asked. */
export const mostEnumerable = 5_000_000;

/** The most vertices whose graphs are listed to count a space; larger spaces' sizes are estimated. */
const mostListedVertices = 7;

/**
 * Every distinct cell of a space, always in the same order. Operations on vertices: the canonical cell of each graph,
 * fewer vertices first. Operations on edges: every labelling, whether its graph is new or not, as NAS-Bench-201 counts.
 * Throws, in one sentence, for a space of more than five million cells.
 */
export function enumerateCells(space: SearchSpace): Iterable<Cell> {
  const size = spaceSize(space);
  if (size > mostEnumerable)
    throw new RangeError(
      `${space.name} has about ${size.toPrecision(2)} cells, too many to go through one by one: sample or search it instead.`,
    );
  return space.operationsOn === 'vertices' ? vertexCells(space) : edgeCells(space);
}

const sizes = new WeakMap<SearchSpace, number>();

/**
 * How many cells `enumerateCells` gives. Exact for operations on edges and up to seven vertices; beyond that an
 * estimate, always the same and good to about two per cent (above fourteen vertices an upper bound, which counts
 * numberings of a graph apart).
 */
export function spaceSize(space: SearchSpace): number {
  let size = sizes.get(space);
  if (size === undefined) {
    size = countCells(space);
    sizes.set(space, size);
  }
  return size;
}

/**
 * `count` different cells, uniform over the space: every cell that `enumerateCells` would give is equally likely (above
 * fourteen vertices, every numbering of a graph is). All of them, in random order, where there are no more. Cells with
 * operations on vertices are canonical.
 */
export function sampleCells(space: SearchSpace, count: number, random: Random): Cell[] {
  const size = spaceSize(space);
  if (2 * count > size && size <= mostEnumerable)
    return random.shuffle([...enumerateCells(space)]).slice(0, Math.max(0, count));
  return distinct(
    count,
    space.operationsOn === 'vertices' ? vertexDrawer(space, random) : () => drawEdgeCell(space, random),
  );
}

/**
 * As `sampleCells`, but quick in a space too large to list, where a uniform sample is not: there every numbering of a
 * graph is equally likely, so that graphs with many of them, those with much side by side, come more often.
 */
export function drawCells(space: SearchSpace, count: number, random: Random): Cell[] {
  if (space.operationsOn === 'edges' || spaceSize(space) <= mostEnumerable)
    return sampleCells(space, count, random);
  const { draw } = vertexDraws(space);
  return distinct(count, () => canonicalCell(space, draw(random)));
}

function distinct(count: number, draw: () => Cell): Cell[] {
  const cells = new Map<string, Cell>();
  while (cells.size < count) {
    const cell = draw();
    cells.set(`${cell.edges.join('')}:${cell.operations.join()}`, cell);
  }
  return [...cells.values()];
}

function countCells(space: SearchSpace): number {
  if (space.operationsOn === 'edges') return countEdgeCells(space);
  if (space.vertices > mostListedVertices) return estimateVertexSpace(space);
  let total = 0;
  for (const graph of prunedGraphs(space.vertices, space.edges))
    total += countLabellings(graph, space.operations.length);
  return total;
}

/** Labellings up to the graph's automorphisms, by Burnside's lemma. */
function countLabellings({ automorphisms }: Graph, labels: number): number {
  let fixed = 0;
  for (const automorphism of automorphisms) fixed += labels ** cycles(automorphism);
  return fixed / automorphisms.length;
}

function cycles(permutation: readonly number[]): number {
  const seen = new Set<number>();
  let count = 0;
  for (const start of permutation) {
    if (seen.has(start)) continue;
    count++;
    for (let v = start; !seen.has(v); v = permutation[v]!) seen.add(v);
  }
  return count;
}

function* vertexCells(space: SearchSpace): Iterable<Cell> {
  for (const cell of labelledGraphs(space)) yield canonicalCell(space, cell);
}

/**
 * Each graph of a space with operations on vertices once, in the order of `enumerateCells`, but not numbered
 * canonically, which saves most of the time. Those of one shape, one after the other, share their `edges`.
 */
export function* labelledGraphs(space: SearchSpace): Iterable<Cell> {
  for (const { vertices, edges, automorphisms } of prunedGraphs(space.vertices, space.edges)) {
    const labels: number[] = new Array(vertices - 2).fill(0);
    do {
      if (isLeast(labels, automorphisms)) yield { vertices, edges, operations: labels.slice() };
    } while (increment(labels, space.operations.length));
  }
}

/** Whether no automorphism turns the labels into some that come earlier. */
function isLeast(labels: readonly number[], automorphisms: Graph['automorphisms']): boolean {
  for (const automorphism of automorphisms)
    for (let i = 0; i < labels.length; i++) {
      const difference = labels[automorphism[i]!]! - labels[i]!;
      if (difference < 0) return false;
      if (difference > 0) break;
    }
  return true;
}

/** Numberings are equally likely, so a graph is kept with a probability of one to its number of them. */
function vertexDrawer(space: SearchSpace, random: Random): () => Cell {
  const { draw, weight } = vertexDraws(space);
  return () => {
    for (;;) {
      const cell = draw(random);
      if (random.next() < weight(cell)) return canonicalCell(space, cell);
    }
  };
}
