import type { PackedGraphs } from './packedGraphs';

/** `1/indegree` of each edge's target and `1/outdegree` of its source: a vertex sees the means of both its sides. */
export interface EdgeShares {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

export function edgeShares({ starts, from, to }: PackedGraphs): EdgeShares {
  const vertices = starts[starts.length - 1]!;
  const indegree = new Int32Array(vertices);
  const outdegree = new Int32Array(vertices);
  for (let e = 0; e < from.length; e++) {
    outdegree[from[e]!]!++;
    indegree[to[e]!]!++;
  }
  return {
    before: Float32Array.from(to, v => 1 / indegree[v]!),
    after: Float32Array.from(from, u => 1 / outdegree[u]!),
  };
}

/** `[vertices, 3d]`: of each vertex its own values, the mean of its predecessors' and that of its successors'. */
export function gather(
  h: Float32Array,
  d: number,
  { from, to }: PackedGraphs,
  shares: EdgeShares,
): Float32Array {
  const vertices = h.length / d;
  const out = new Float32Array(vertices * 3 * d);
  for (let v = 0; v < vertices; v++) out.set(h.subarray(v * d, (v + 1) * d), v * 3 * d);
  for (let e = 0; e < from.length; e++) {
    const u = from[e]! * d;
    const v = to[e]! * d;
    const before = shares.before[e]!;
    const after = shares.after[e]!;
    for (let k = 0; k < d; k++) {
      out[3 * v + d + k]! += before * h[u + k]!;
      out[3 * u + 2 * d + k]! += after * h[v + k]!;
    }
  }
  return out;
}

/** The gradient by `h` of `gather`, added to `dh`. */
export function scatter(
  dm: Float32Array,
  d: number,
  { from, to }: PackedGraphs,
  shares: EdgeShares,
  dh: Float32Array,
): void {
  for (let v = 0, at = 0; at < dh.length; v++)
    for (let k = 0; k < d; k++, at++) dh[at]! += dm[3 * v * d + k]!;
  for (let e = 0; e < from.length; e++) {
    const u = from[e]! * d;
    const v = to[e]! * d;
    const before = shares.before[e]!;
    const after = shares.after[e]!;
    for (let k = 0; k < d; k++) {
      dh[u + k]! += before * dm[3 * v + d + k]!;
      dh[v + k]! += after * dm[3 * u + 2 * d + k]!;
    }
  }
}
