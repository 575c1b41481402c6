import { covariances, scaleColumns, squaredNorms } from '../../predictor/gp/kernel';
import { product } from '../../predictor/math/product';

/** What a Gaussian process has learned: docs/search.md gives its kernel. */
export interface GpHyperparameters {
  readonly weights: ArrayLike<number>;
  readonly amplitude: number;
  readonly linear: number;
  /** Variance of the noise. */
  readonly noise: number;
}

/** What a process believes of every candidate, given those measured. Values are without noise. */
export interface CandidatePosterior {
  /** `[candidates]`. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Variance of a measurement's noise. */
  readonly noise: number;
  /**
   * Learns that these were measured, in addition; a candidate may be measured again. `trainings`: of how many each value is
   * the mean, 1 where it is left out.
   */
  observe(candidates: readonly number[], trainings?: readonly number[]): Promise<void>;
  /**
   * Sets what was measured, in the order observed, and with it `mean`. `prior` `[candidates]`: what was expected of each
   * before anything was measured; 0 where it is absent.
   */
  setTargets(values: ArrayLike<number>, prior?: ArrayLike<number>): void;
  /** Values of what was observed, in that order, made independent of each other: `L⁻¹ values`. */
  whitened(values: ArrayLike<number>): Float64Array;
  /** Covariances among some candidates, `[n, n]`. */
  covariance(candidates: readonly number[]): Promise<Float64Array>;
  /** How alike candidates are by the weights learned, whatever was measured, `[n, n]`: 1 for equal ones, towards 0. */
  likeness(candidates: readonly number[]): Promise<Float64Array>;
}

const jitter = 1e-4;

/** So many are observed at a time. */
const block = 64;
/** What fewer at once have in common with those known is computed one by one, without a call of the backend. */
const fewAtOnce = 16;

/**
 * Kept by rows of `V = L⁻¹k(X, candidates)`, one for each measurement, so that one more measurement costs one more row.
 * The Cholesky factor needs no place of its own: its row for a candidate is that candidate's column of V. `inputs`
 * `[candidates, weights]`, standardised.
 */
export function createCandidatePosterior(
  inputs: Float32Array,
  parameters: GpHyperparameters,
): CandidatePosterior {
  const { amplitude, linear } = parameters;
  const width = parameters.weights.length;
  const count = inputs.length / width;
  const noise = parameters.noise + jitter;
  const noiseOf = (trainings = 1) => parameters.noise / trainings + jitter;
  const weighed = scaleColumns(inputs, parameters.weights);
  const lengths = squaredNorms(weighed, width);
  const variance = lengths.map(square => amplitude + linear * square);
  const mean = new Float64Array(count);
  const rows: Float32Array[] = [];
  const observed: number[] = [];
  const pivots: number[] = [];

  const rowOf = (index: number) => weighed.subarray(index * width, (index + 1) * width);

  async function observeBlock(candidates: readonly number[], trainings: readonly number[]): Promise<void> {
    const asked = concatenated(candidates.map(rowOf), width);
    const k = await covariances(weighed, asked, width, amplitude, linear, lengths);
    const b = candidates.length;
    const before = b < fewAtOnce ? 0 : rows.length;
    const explained = before > 0 ? await explainedBy(rows, candidates) : undefined;
    for (const [i, index] of candidates.entries()) {
      const row = new Float64Array(count);
      for (let c = 0; c < count; c++) row[c] = k[c * b + i]! - (explained?.[i * count + c] ?? 0);
      const later = rows.slice(before);
      subtractCombination(
        row,
        later,
        later.map(known => known[index]!),
      );
      const pivot = Math.sqrt(variance[index]! + noiseOf(trainings[i]));
      const kept = new Float32Array(count);
      for (let c = 0; c < count; c++) {
        const value = row[c]! / pivot;
        kept[c] = value;
        variance[c] = Math.max(1e-9, variance[c]! - value * value);
      }
      rows.push(kept);
      observed.push(index);
      pivots.push(pivot);
    }
  }

  function whitened(values: ArrayLike<number>): Float64Array {
    const solved = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      let left = values[i]!;
      for (let j = 0; j < i; j++) left -= rows[j]![observed[i]!]! * solved[j]!;
      solved[i] = left / pivots[i]!;
    }
    return solved;
  }

  return {
    mean,
    variance,
    noise,
    async observe(candidates, trainings = []) {
      for (let start = 0; start < candidates.length; start += block)
        await observeBlock(candidates.slice(start, start + block), trainings.slice(start, start + block));
    },
    whitened,
    setTargets(values, prior) {
      const solved = whitened(
        prior ? Float64Array.from(observed, (index, i) => values[i]! - prior[index]!) : values,
      );
      for (let c = 0; c < count; c++) mean[c] = prior?.[c] ?? 0;
      subtractCombination(
        mean,
        rows,
        Array.from(solved, value => -value),
      );
    },
    async likeness(candidates) {
      const asked = concatenated(candidates.map(rowOf), width);
      return Float64Array.from(await covariances(asked, asked, width, 1, 0));
    },
    async covariance(candidates) {
      const n = candidates.length;
      const asked = concatenated(candidates.map(rowOf), width);
      const result = Float64Array.from(await covariances(asked, asked, width, amplitude, linear));
      const parts = candidates.map(index => Float64Array.from(rows, row => row[index]!));
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const value = result[i * n + j]! - dot(parts[i]!, parts[j]!);
          result[i * n + j] = value;
          result[j * n + i] = value;
        }
      return result;
    },
  };
}

/** What rows known say of each of some candidates' covariances, `[candidates, count]`: a product on the backend. */
function explainedBy(rows: readonly Float32Array[], candidates: readonly number[]): Promise<Float32Array> {
  const n = rows.length;
  const count = rows[0]!.length;
  const factors = new Float32Array(candidates.length * n);
  for (const [i, index] of candidates.entries())
    for (let j = 0; j < n; j++) factors[i * n + j] = rows[j]![index]!;
  return product(factors, concatenated(rows, count), { rows: candidates.length, inner: n, columns: count });
}

/** `out −= Σ factors · rows`, four rows at a time so that `out` is passed over less often. */
function subtractCombination(
  out: Float64Array,
  rows: readonly Float32Array[],
  factors: readonly number[],
): void {
  let j = 0;
  for (; j + 3 < factors.length; j += 4) {
    const [a, b, c, d] = [rows[j]!, rows[j + 1]!, rows[j + 2]!, rows[j + 3]!];
    const [fa, fb, fc, fd] = [factors[j]!, factors[j + 1]!, factors[j + 2]!, factors[j + 3]!];
    for (let k = 0; k < out.length; k++) out[k]! -= fa * a[k]! + fb * b[k]! + fc * c[k]! + fd * d[k]!;
  }
  for (; j < factors.length; j++) {
    const row = rows[j]!;
    const factor = factors[j]!;
    for (let k = 0; k < out.length; k++) out[k]! -= factor * row[k]!;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function concatenated(rows: readonly Float32Array[], width: number): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) out.set(row, i * width);
  return out;
}
