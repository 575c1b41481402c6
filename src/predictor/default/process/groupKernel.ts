/**
 * A kernel on groups of features: each group has a Matérn-5/2 kernel and a linear one of its own, and all together share
 * one more, `K = Σ [a M(d/s) + l⟨x, z⟩] + p M(√Σ d²/t²)`, with d the distance within a group. Parameters are kept as
 * logarithms, `a, s, l, t` of each group in turn, then p and the variance of the noise.
 */
export interface GroupKernel {
  readonly groups: number;
  readonly logs: Float64Array;
}

const perGroup = 4;
const root5 = Math.sqrt(5);

export function firstGroupLogs(groups: number): Float64Array {
  const logs = new Float64Array(groups * perGroup + 2);
  for (let g = 0; g < groups; g++)
    logs.set([0.3 / groups, 1.5, 0.1 / groups, 1.5 * Math.sqrt(groups)].map(Math.log), g * perGroup);
  logs.set([0.5, 0.15].map(Math.log), groups * perGroup);
  return logs;
}

/** The covariance of two cells, from their inner product and squared distance in each group. */
export function groupCovariance(
  parameters: Float64Array,
  inner: Float64Array,
  squares: Float64Array,
): number {
  const groups = inner.length;
  let sum = 0;
  let together = 0;
  for (let g = 0; g < groups; g++) {
    const at = g * perGroup;
    const square = squares[g]!;
    sum +=
      parameters[at]! * matern(Math.sqrt(square) / parameters[at + 1]!) + parameters[at + 2]! * inner[g]!;
    together += square / parameters[at + 3]! ** 2;
  }
  return sum + parameters[groups * perGroup]! * matern(Math.sqrt(together));
}

/** Adds `weight` times the derivative of the covariance by each logarithm. */
export function addGroupGradient(
  parameters: Float64Array,
  inner: Float64Array,
  squares: Float64Array,
  weight: number,
  gradient: Float64Array,
): void {
  const groups = inner.length;
  let together = 0;
  for (let g = 0; g < groups; g++) together += squares[g]! / parameters[g * perGroup + 3]! ** 2;
  const shared = parameters[groups * perGroup]!;
  const r = Math.sqrt(together);
  const fall = Math.exp(-root5 * r);
  const byTogether = weight * shared * (5 / 3) * (1 + root5 * r) * fall;
  for (let g = 0; g < groups; g++) {
    const at = g * perGroup;
    const x = Math.sqrt(squares[g]!) / parameters[at + 1]!;
    const e = Math.exp(-root5 * x);
    const a = weight * parameters[at]!;
    gradient[at]! += a * (1 + root5 * x + (5 / 3) * x * x) * e;
    gradient[at + 1]! += a * (5 / 3) * x * x * (1 + root5 * x) * e;
    gradient[at + 2]! += weight * parameters[at + 2]! * inner[g]!;
    gradient[at + 3]! += (byTogether * squares[g]!) / parameters[at + 3]! ** 2;
  }
  gradient[groups * perGroup]! += weight * shared * (1 + root5 * r + (5 / 3) * together) * fall;
}

function matern(r: number): number {
  return (1 + root5 * r + (5 / 3) * r * r) * Math.exp(-root5 * r);
}
