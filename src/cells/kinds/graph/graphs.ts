import { canonicalOrder } from './canonicalOrder';

/** The shape of a cell with operations on vertices: its edges without its operations. */
export interface Graph {
  readonly vertices: number;
  /** Row-major, as `GraphCell.edges`. */
  readonly edges: readonly number[];
  /**
   * Every automorphism, the identity first: `image[i]` is the inner vertex (from 0) that takes the place of the i-th.
   */
  readonly automorphisms: readonly (readonly number[])[];
}

const known = new Map<string, readonly Graph[]>();

/**
 * Every graph of 2 to `vertices` vertices and at most `edges` edges whose vertices all lie on a path from input to
 * output, one for each class of isomorphic ones; fewer vertices first.
 *
 * Built vertex by vertex: each such graph without its output and its later vertices is one whose vertices the input all
 * reaches, and a new vertex takes its inputs from those before it.
 */
export function prunedGraphs(vertices: number, edges: number | null): readonly Graph[] {
  const limit = Math.min(edges ?? Number.POSITIVE_INFINITY, (vertices * (vertices - 1)) / 2);
  const key = `${vertices} ${limit}`;
  let graphs = known.get(key);
  if (!graphs) {
    graphs = build(vertices, limit);
    known.set(key, graphs);
  }
  return graphs;
}

function build(vertices: number, limit: number): Graph[] {
  const graphs: Graph[] = [];
  let reached: number[][] = [[0]];
  for (let n = 1; n < vertices; n++) {
    const larger = new Map<string, number[]>();
    for (const edges of reached) {
      const finished = new Map<string, number[]>();
      const room = limit - sum(edges);
      const open = sinks(n, edges);
      for (let inputs = 1; inputs < 2 ** n; inputs++) {
        const added = bitCount(inputs);
        if (added > room) continue;
        const grown = canonical(n + 1, withVertex(n, edges, inputs));
        if ((inputs & open) === open) finished.set(grown.join(''), grown);
        // Each vertex without a successor will need an edge more.
        if (n + 1 < vertices && added + bitCount(open & ~inputs) + 1 <= room)
          larger.set(grown.join(''), grown);
      }
      for (const grown of finished.values())
        graphs.push({ vertices: n + 1, edges: grown, automorphisms: automorphisms(n + 1, grown) });
    }
    reached = [...larger.values()];
  }
  return graphs;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The vertices without a successor, as bits. */
function sinks(n: number, edges: readonly number[]): number {
  let bits = 0;
  for (let u = 0; u < n; u++) {
    let successors = 0;
    for (let v = u + 1; v < n; v++) successors += edges[u * n + v]!;
    if (successors === 0) bits |= 1 << u;
  }
  return bits;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function withVertex(n: number, edges: readonly number[], inputs: number): number[] {
  const grown: number[] = new Array((n + 1) ** 2).fill(0);
  for (let u = 0; u < n; u++) {
    for (let v = u + 1; v < n; v++) grown[u * (n + 1) + v] = edges[u * n + v]!;
    grown[u * (n + 1) + n] = (inputs >> u) & 1;
  }
  return grown;
}

function canonical(n: number, edges: readonly number[]): number[] {
  const depths: number[] = [];
  for (let v = 0; v < n; v++) {
    let depth = 0;
    for (let u = 0; u < v; u++) if (edges[u * n + v]) depth = Math.max(depth, depths[u]! + 1);
    depths.push(depth);
  }
  const order = canonicalOrder(n, edges, depths);
  const result: number[] = new Array(n * n).fill(0);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) result[i * n + j] = edges[order[i]! * n + order[j]!]!;
  return result;
}

function automorphisms(n: number, edges: readonly number[]): number[][] {
  const found: number[][] = [];
  const image = [0];
  const used = new Set<number>();
  const extend = (v: number) => {
    if (v === n - 1) {
      if (fits(v, v)) found.push(image.slice(1).map(w => w - 1));
      return;
    }
    for (let w = 1; w < n - 1; w++) {
      if (used.has(w) || !fits(v, w)) continue;
      image.push(w);
      used.add(w);
      extend(v + 1);
      used.delete(w);
      image.pop();
    }
  };
  const fits = (v: number, w: number) => {
    for (let u = 0; u < v; u++) {
      const t = image[u]!;
      if (edges[u * n + v] !== edges[t * n + w] || edges[w * n + t]) return false;
    }
    return true;
  };
  extend(1);
  return found;
}
