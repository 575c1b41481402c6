import type { Random } from '../../../cells/random';
import { atOwnPace, type Pace } from '../../checkpoint';
import { createAdam } from '../math/adam';
import { cholesky, inverseOf } from '../math/cholesky';
import { product } from '../math/product';
import { covariances, firstLogs, processObjective, squares, weigh } from './processObjective';

export interface ProcessSettings {
  /** Adam's rate and steps from fixed start values: stopping early is what keeps the weights from fitting too well. */
  readonly rate: number;
  readonly steps: number;
  /** Deviation of the start weights' logarithms: processes that begin elsewhere say more together. */
  readonly startSpread: number;
  /** Its weights are learned from this share of the rows, drawn at random, and from so many of them at most. */
  readonly learnShare: number;
  readonly mostLearned: number;
  /** So many random rows, at most, are known to it when it predicts. */
  readonly mostKnown: number;
}

/** What a Gaussian process has learned of its inputs. */
export interface LearnedProcess {
  /** Logarithms of its parameters, as `processObjective` has them. */
  readonly logs: Float64Array;
  /** The rows that it knows, of those it was given. */
  readonly rows: Int32Array;
  /** 1 for each of `rows` that `logs` were learned from. */
  readonly learned: Uint8Array;
}

/** A Gaussian process that knows some rows and what was measured there. */
export interface GaussianProcess {
  readonly width: number;
  readonly weights: Float64Array;
  readonly amplitude: number;
  readonly linear: number;
  /** Variance of the noise. */
  readonly noise: number;
  /** `[n, width]`, weighed. */
  readonly known: Float32Array;
  readonly targets: Float64Array;
  readonly alpha: Float64Array;
  /** Inverse of the covariances with noise, `[n, n]`. */
  readonly inverse: Float64Array;
}

export interface Prediction {
  readonly mean: Float64Array;
  /** Of the value without noise. */
  readonly variance: Float64Array;
}

/** `inputs` `[n, width]`, standardised; `targets` are normal scores, so mean 0 and deviation 1. */
export async function learnProcess(
  inputs: Float32Array,
  targets: Float64Array,
  settings: ProcessSettings,
  random: Random,
  pace: Pace = atOwnPace,
): Promise<LearnedProcess> {
  const width = inputs.length / targets.length;
  const order = random.shuffle(Array.from(targets.keys()));
  const known = order.slice(0, settings.mostKnown);
  const learnFrom = Math.ceil(settings.learnShare * known.length);
  const learned = known.slice(0, Math.min(settings.mostLearned, learnFrom));
  const learnedInputs = takeRows(inputs, width, learned);
  const learnedTargets = Float64Array.from(learned, row => targets[row]!);
  const logs = firstLogs(width);
  for (let k = 0; k < width; k++) logs[k]! += settings.startSpread * (random.normal() - settings.startSpread);
  const adam = createAdam(logs);
  let step = 0;
  const { logs: logsBefore, first, second, counters } = pace.from ?? {};
  if (logsBefore?.length === logs.length && first && second && counters) {
    step = counters[0]!;
    logs.set(logsBefore);
    adam.goOn(first, second, step);
  }
  while (step < settings.steps) {
    const objective = await processObjective(learnedInputs, learnedTargets, width, logs);
    if (!objective) break;
    adam.step(objective.gradient, settings.rate);
    step++;
    await pace.step(step, () => ({
      logs: logs.slice(),
      first: adam.first.slice(),
      second: adam.second.slice(),
      counters: Int32Array.of(step),
    }));
  }
  return {
    logs,
    rows: Int32Array.from(known),
    learned: Uint8Array.from(known, (_, i) => (i < learned.length ? 1 : 0)),
  };
}

/** The process that has learned so much, with the rows it knows. */
export function knowing(
  { logs, rows }: LearnedProcess,
  inputs: Float32Array,
  targets: Float64Array,
): Promise<GaussianProcess> {
  const width = inputs.length / targets.length;
  return condition(
    takeRows(inputs, width, rows),
    Float64Array.from(rows, row => targets[row]!),
    width,
    logs,
  );
}

/** The process with these parameters that knows these rows. */
export async function condition(
  inputs: Float32Array,
  targets: Float64Array,
  width: number,
  logs: Float64Array,
): Promise<GaussianProcess> {
  const n = targets.length;
  const weights = logs.slice(0, width).map(Math.exp);
  const [amplitude, linear, noise] = [...logs.slice(width)].map(Math.exp) as [number, number, number];
  const known = weigh(inputs, weights);
  const K = Float64Array.from(await covariances(known, known, width, amplitude, linear));
  let L: Float64Array | undefined;
  for (let extra = 1e-4; !L; extra *= 10) {
    const noisy = K.slice();
    for (let i = 0; i < n; i++) noisy[i * n + i]! += noise + extra;
    L = cholesky(noisy, n);
  }
  const inverse = inverseOf(L, n);
  const alpha = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) alpha[i]! += inverse[i * n + j]! * targets[j]!;
  return { width, weights, amplitude, linear, noise, known, targets, alpha, inverse };
}

/** Rows predicted at a time: keeps the covariances within some tens of megabytes. */
const chunk = 2048;

/** `inputs` `[rows, width]`, scaled as in training. */
export async function predictProcess(process: GaussianProcess, inputs: Float32Array): Promise<Prediction> {
  const { width, known, alpha, amplitude, linear } = process;
  const rows = inputs.length / width;
  const n = alpha.length;
  const inverse = Float32Array.from(process.inverse);
  const mean = new Float64Array(rows);
  const variance = new Float64Array(rows);
  for (let start = 0; start < rows; start += chunk) {
    const end = Math.min(rows, start + chunk);
    const part = weigh(inputs.subarray(start * width, end * width), process.weights);
    const k = await covariances(part, known, width, amplitude, linear);
    const solved = await product(k, inverse, { rows: end - start, inner: n, columns: n });
    const lengths = squares(part, width);
    for (let i = 0; i < end - start; i++) {
      let sum = 0;
      let explained = 0;
      for (let j = 0, at = i * n; j < n; j++, at++) {
        sum += k[at]! * alpha[j]!;
        explained += k[at]! * solved[at]!;
      }
      mean[start + i] = sum;
      variance[start + i] = Math.max(1e-6, amplitude + linear * lengths[i]! - explained);
    }
  }
  return { mean, variance };
}

/** What the process would say of each row it knows, had it not known it (Rasmussen and Williams, eq. 5.12). */
export function leaveOneOut({ targets, alpha, inverse, noise }: GaussianProcess): Prediction {
  const n = targets.length;
  const mean = new Float64Array(n);
  const variance = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const precision = inverse[i * n + i]!;
    mean[i] = targets[i]! - alpha[i]! / precision;
    variance[i] = Math.max(1e-6, 1 / precision - noise);
  }
  return { mean, variance };
}

export function takeRows(matrix: Float32Array, width: number, rows: ArrayLike<number>): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    out.set(matrix.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  return out;
}
