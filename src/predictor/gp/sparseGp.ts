import { inverseFactor } from '../math/cholesky';
import { product } from '../math/product';
import { covariances, scaleColumns, squaredNorms } from './kernel';
import {
  type ConditionedGp,
  choleskyWith,
  minVariance,
  rowsAtOnce,
  takeRows,
  times,
  timesTransposed,
  unpackHyperparameters,
} from './posterior';

/** Keeps the covariances of anchors that are nearly the same from being singular. */
const jitter = 1e-4;

/**
 * The process with these parameters that knows all rows through the first few of them, its anchors: of a row it sees what
 * the row's covariances with the anchors say ("deterministic training conditional", Quiñonero-Candela and Rasmussen,
 * 2005). Time grows with the rows, not with their cube, and memory with the anchors' square.
 *
 * With `L·Lᵀ` the anchors' covariances, row x is `v = L⁻¹k(x)`, and the rest is linear regression on v, of which the
 * errors on rows left out are known without leaving any out. `asked`: the rows of which those are wanted.
 */
export async function conditionSparseGp(
  inputs: Float32Array,
  targets: Float64Array,
  logs: Float64Array,
  anchors: number,
  asked: readonly number[],
): Promise<ConditionedGp> {
  const parameters = unpackHyperparameters(logs);
  const { width, weights, amplitude, linear, noise } = parameters;
  const m = anchors;
  const known = scaleColumns(inputs.subarray(0, m * width), weights);
  const K = Float64Array.from(await covariances(known, known, width, amplitude, linear));
  const factor = inverseFactor(choleskyWith(K, m, jitter), m);
  const whiten = Float32Array.from(factor);
  const seenFrom = async (rows: Float32Array) => {
    const k = await covariances(rows, known, width, amplitude, linear);
    return product(k, whiten, { rows: rows.length / width, inner: m, columns: m });
  };

  const n = targets.length;
  const precision = new Float64Array(m * m);
  const moments = new Float64Array(m);
  for (let start = 0; start < n; start += rowsAtOnce) {
    const end = Math.min(n, start + rowsAtOnce);
    const v = await seenFrom(scaleColumns(inputs.subarray(start * width, end * width), weights));
    const gram = await product(v, v, { rows: m, inner: end - start, columns: m, transposeA: true });
    for (let at = 0; at < gram.length; at++) precision[at]! += gram[at]!;
    for (let i = start, at = 0; i < end; i++)
      for (let j = 0; j < m; j++, at++) moments[j]! += v[at]! * targets[i]!;
  }
  const back = inverseFactor(choleskyWith(precision, m, noise), m);
  const slopes = timesTransposed(back, back, moments);
  const backSingle = Float32Array.from(back);

  const askedRows = scaleColumns(takeRows(inputs, width, asked), weights);
  const leaveOneOut = { mean: new Float64Array(asked.length), variance: new Float64Array(asked.length) };
  const lengths = squaredNorms(askedRows, width);
  for (let start = 0; start < asked.length; start += rowsAtOnce) {
    const end = Math.min(asked.length, start + rowsAtOnce);
    const v = await seenFrom(askedRows.subarray(start * width, end * width));
    const turned = await product(v, backSingle, { rows: end - start, inner: m, columns: m });
    for (let i = start, at = 0; i < end; i++) {
      let fitted = 0;
      let seen = 0;
      let leverage = 0;
      for (let j = 0; j < m; j++, at++) {
        fitted += v[at]! * slopes[j]!;
        seen += v[at]! * v[at]!;
        leverage += turned[at]! * turned[at]!;
      }
      const target = targets[asked[i]!]!;
      const free = Math.max(1e-3, 1 - leverage);
      leaveOneOut.mean[i] = target - (target - fitted) / free;
      const unseen = Math.max(0, amplitude + linear * lengths[i]! - seen);
      leaveOneOut.variance[i] = Math.max(minVariance, unseen + (noise * leverage) / free);
    }
  }

  // Of v the variance that is explained is |v|² − noise·|v·back|² = v·(1 − noise·back·backᵀ)·vᵀ.
  const covered = new Float64Array(m * m);
  const inverse = await product(backSingle, backSingle, { rows: m, inner: m, columns: m, transposeB: true });
  for (let at = 0; at < inverse.length; at++) covered[at] = -noise * inverse[at]!;
  const root = choleskyWith(covered, m, 1);
  const whitenedInverse = await product(whiten, Float32Array.from(root), { rows: m, inner: m, columns: m });
  return { ...parameters, known, alpha: times(factor, slopes), whitenedInverse, leaveOneOut };
}
