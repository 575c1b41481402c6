import type { GraphCell } from '../../cell';
import type { Random } from '../../random';
import type { GraphSpace } from '../../space';
import { canonicalCell } from './canonical';
import { countEdgeCells, drawEdgeCell, edgeCells, increment } from './edgeCells';
import { type Graph, prunedGraphs } from './graphs';
import { estimateVertexSpace, vertexDraws } from './vertexDraws';

/** The most vertices whose graphs are listed to count a space; larger spaces' sizes are estimated. */
const maxListedVertices = 7;
/** The input comes first and the output last. */
const maxNumberings = 120;

/**
 * Every distinct cell of a space, always in the same order. Operations on vertices: the canonical cell of each graph,
 * fewer vertices first. Operations on edges: every labelling, whether its graph is new or not, as NAS-Bench-201 counts.
 */
export function enumerateGraphs(space: GraphSpace): Iterable<GraphCell> {
  return space.operationsOn === 'vertices' ? vertexCells(space) : edgeCells(space);
}

/**
 * Draws uniformly over `enumerateGraphs` (above fourteen vertices, every numbering of a graph is equally likely). Cells
 * with operations on vertices are canonical.
 */
export function sampler(space: GraphSpace, random: Random): () => GraphCell {
  return space.operationsOn === 'vertices' ? vertexDrawer(space, random) : () => drawEdgeCell(space, random);
}

/**
 * Of up to seven vertices a graph has 120 numberings at most, so that a uniform draw is quick, and there are at least a 120th
 * as many graphs as numberings.
 */
export function samplesQuickly(space: GraphSpace, count: number): boolean {
  if (space.operationsOn === 'edges' || space.vertices > maxListedVertices) return false;
  return vertexDraws(space).total > 2 * count * maxNumberings;
}

/**
 * Quick in a space too large to list, where a uniform sampler is not: there every numbering of a graph is equally likely,
 * so that graphs with many of them, those with much side by side, come more often.
 */
export function quickSampler(space: GraphSpace, random: Random): () => GraphCell {
  if (space.operationsOn === 'edges') return sampler(space, random);
  const { draw } = vertexDraws(space);
  return () => canonicalCell(space, draw(random));
}

/**
 * How many cells `enumerateGraphs` gives. Exact for operations on edges and up to seven vertices; beyond that an
 * estimate, always the same and good to about two per cent (above fourteen vertices an upper bound, which counts
 * numberings of a graph apart).
 */
export function countCells(space: GraphSpace): number {
  if (space.operationsOn === 'edges') return countEdgeCells(space);
  if (space.vertices > maxListedVertices) return estimateVertexSpace(space);
  let total = 0;
  for (const graph of prunedGraphs(space.vertices, space.edges))
    total += countLabellings(graph, space.operations.length);
  return total;
}

export function isExactlyCounted(space: GraphSpace): boolean {
  return space.operationsOn === 'edges' || space.vertices <= maxListedVertices;
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

function* vertexCells(space: GraphSpace): Iterable<GraphCell> {
  for (const cell of labelledGraphs(space)) yield canonicalCell(space, cell);
}

/**
 * Each graph of a space with operations on vertices once, in the order of `enumerateCells`, but not numbered
 * canonically, which saves most of the time. Those of one shape, one after the other, share their `edges`.
 */
export function* labelledGraphs(space: GraphSpace): Iterable<GraphCell> {
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
function vertexDrawer(space: GraphSpace, random: Random): () => GraphCell {
  const { draw, weight } = vertexDraws(space);
  return () => {
    for (;;) {
      const cell = draw(random);
      if (random.next() < weight(cell)) return canonicalCell(space, cell);
    }
  };
}
