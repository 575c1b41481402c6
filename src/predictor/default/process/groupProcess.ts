import type { Random } from '../../../cells/random';
import { createAdam } from '../math/adam';
import { cholesky, inverseOf, solve } from '../math/cholesky';
import { product } from '../math/product';
import { chooseRows, type ProcessSettings, takeRows } from './gaussianProcess';
import { addGroupGradient, firstGroupLogs, groupCovariance } from './groupKernel';
import { squares as squaredLengths } from './processObjective';

/** One matrix of standardised features, `[rows, width]`, each row divided by `√width`. */
export interface FeatureBlock {
  readonly width: number;
  readonly values: Float32Array;
}

/** A Gaussian process that sees features in groups, and learns how much each group matters and how far it reaches. */
export interface GroupProcess {
  readonly parameters: Float64Array;
  readonly known: readonly FeatureBlock[];
  readonly alpha: Float64Array;
}

const jitter = 1e-3;
/** How strongly parameters are held to where they start. */
const hold = 0.25;

export async function trainGroupProcess(
  blocks: readonly FeatureBlock[],
  targets: Float64Array,
  settings: ProcessSettings,
  random: Random,
  onStep: (step: number) => void | Promise<void> = () => {},
): Promise<GroupProcess> {
  const rows = chooseRows(targets.length, settings.mostRows, random);
  const some = rows ? blocks.map(block => takeBlock(block, rows)) : blocks;
  const someTargets = rows ? Float64Array.from(rows, row => targets[row]!) : targets;
  const distances = await distancesBetween(some, some);
  const logs = firstGroupLogs(blocks.length);
  const adam = createAdam(logs);
  for (let step = 1; step <= settings.steps; step++) {
    const objective = groupObjective(distances, someTargets, logs);
    if (!objective) break;
    adam.step(objective.gradient, settings.rate);
    await onStep(step);
  }
  const parameters = logs.map(Math.exp);
  const n = targets.length;
  const K = covariances(rows ? await distancesBetween(blocks, blocks) : distances, parameters, n, n);
  let L: Float64Array | undefined;
  for (let extra = jitter; !L; extra *= 10) {
    const noisy = K.slice();
    for (let i = 0; i < n; i++) noisy[i * n + i]! += parameters[parameters.length - 1]! + extra;
    L = cholesky(noisy, n);
  }
  return { parameters, known: blocks, alpha: solve(L, n, targets) };
}

const chunk = 1024;

export async function predictGroupProcess(
  { parameters, known, alpha }: GroupProcess,
  blocks: readonly FeatureBlock[],
): Promise<Float64Array> {
  const rows = blocks[0]!.values.length / blocks[0]!.width;
  const n = alpha.length;
  const mean = new Float64Array(rows);
  for (let start = 0; start < rows; start += chunk) {
    const count = Math.min(chunk, rows - start);
    const part = blocks.map(({ width, values }) => ({
      width,
      values: values.subarray(start * width, (start + count) * width),
    }));
    const K = covariances(await distancesBetween(part, known), parameters, count, n);
    for (let i = 0; i < count; i++) for (let j = 0; j < n; j++) mean[start + i]! += K[i * n + j]! * alpha[j]!;
  }
  return mean;
}

export interface Distances {
  /** Of each group `[rows, columns]`. */
  readonly inner: readonly Float32Array[];
  readonly left: readonly Float64Array[];
  readonly right: readonly Float64Array[];
}

export async function distancesBetween(
  a: readonly FeatureBlock[],
  b: readonly FeatureBlock[],
): Promise<Distances> {
  const inner: Float32Array[] = [];
  for (const [g, { width, values }] of a.entries()) {
    const shape = {
      rows: values.length / width,
      inner: width,
      columns: b[g]!.values.length / width,
      transposeB: true,
    };
    inner.push(await product(values, b[g]!.values, shape));
  }
  const lengths = (blocks: readonly FeatureBlock[]) =>
    blocks.map(({ width, values }) => squaredLengths(values, width));
  return { inner, left: lengths(a), right: lengths(b) };
}

/**
 * `½ yᵀK⁻¹y + ½ log|K|`, and what holds the parameters to their start, all divided by n, with the gradient by the
 * logarithms; undefined where K is not positive definite.
 */
export function groupObjective(
  distances: Distances,
  targets: Float64Array,
  logs: Float64Array,
): { value: number; gradient: Float64Array } | undefined {
  const n = targets.length;
  const parameters = logs.map(Math.exp);
  const noise = parameters[parameters.length - 1]!;
  const K = covariances(distances, parameters, n, n);
  for (let i = 0; i < n; i++) K[i * n + i]! += noise + jitter;
  const L = cholesky(K, n);
  if (!L) return undefined;
  const inverse = inverseOf(L, n);
  const alpha = solve(L, n, targets);
  const gradient = new Float64Array(logs.length);
  const look = pairReader(distances, n);
  let value = 0;
  let trace = 0;
  for (let i = 0; i < n; i++) {
    value += 0.5 * targets[i]! * alpha[i]! + Math.log(L[i * n + i]!);
    for (let j = 0; j <= i; j++) {
      const weight = (i === j ? 0.5 : 1) * (inverse[i * n + j]! - alpha[i]! * alpha[j]!);
      look.read(i, j);
      addGroupGradient(parameters, look.inner, look.squares, weight, gradient);
      if (i === j) trace += weight;
    }
  }
  gradient[gradient.length - 1] = noise * trace;
  const first = firstGroupLogs(distances.inner.length);
  for (let k = 0; k < logs.length; k++) {
    const off = logs[k]! - first[k]!;
    value += hold * off * off;
    gradient[k] = (gradient[k]! + 2 * hold * off) / n;
  }
  return { value: value / n, gradient };
}

/** `[rows, columns]`, without noise. */
function covariances(
  distances: Distances,
  parameters: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const look = pairReader(distances, columns);
  const K = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      look.read(i, j);
      K[i * columns + j] = groupCovariance(parameters, look.inner, look.squares);
    }
  return K;
}

function pairReader({ inner, left, right }: Distances, columns: number) {
  const groups = inner.length;
  const between = new Float64Array(groups);
  const squares = new Float64Array(groups);
  return {
    inner: between,
    squares,
    read(i: number, j: number) {
      for (let g = 0; g < groups; g++) {
        const p = inner[g]![i * columns + j]!;
        between[g] = p;
        squares[g] = Math.max(0, left[g]![i]! + right[g]![j]! - 2 * p);
      }
    },
  };
}

function takeBlock({ width, values }: FeatureBlock, rows: readonly number[]): FeatureBlock {
  return { width, values: takeRows(values, width, rows) };
}
