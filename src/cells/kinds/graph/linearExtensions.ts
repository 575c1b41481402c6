/**
 * In how many orders the inner vertices of a graph can stand so that every edge goes forward. Row-major `n × n`; time and
 * memory grow as 2ⁿ.
 */
export function countLinearExtensions(n: number, edges: ArrayLike<number>): number {
  const inner = n - 2;
  const before: number[] = [];
  for (let v = 1; v <= inner; v++) {
    let bits = 0;
    for (let u = 1; u < v; u++) if (edges[u * n + v]) bits |= 1 << (u - 1);
    before.push(bits);
  }
  const counts = new Float64Array(2 ** inner);
  counts[0] = 1;
  for (let placed = 0; placed < counts.length; placed++) {
    const count = counts[placed]!;
    if (count === 0) continue;
    for (let v = 0; v < inner; v++)
      if (!((placed >> v) & 1) && (before[v]! & ~placed) === 0) counts[placed | (1 << v)]! += count;
  }
  return counts[counts.length - 1]!;
}
