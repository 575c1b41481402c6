/**
 * The gradient by each output of the mean, over all ordered pairs of a batch, of the cross-entropy between
 * `σ(oᵢ − oⱼ)` and `σ((yᵢ − yⱼ)/temperature)`: the network learns only which of two is better, and hardly more than that
 * from pairs that are nearly equal. Written with `σ(a − b) = eᵃ/(eᵃ + eᵇ)`, which needs one exponential a row and none a
 * pair.
 */
export function pairGradient(
  outputs: Float32Array,
  targets: ArrayLike<number>,
  temperature: number,
): Float32Array {
  const n = outputs.length;
  const predicted = exponentials(outputs, 1);
  const wanted = exponentials(targets, 1 / temperature);
  const gradient = new Float32Array(n);
  const scale = 2 / (n * n);
  for (let i = 0; i < n; i++) {
    const p = predicted[i]!;
    const w = wanted[i]!;
    let sum = gradient[i]!;
    for (let j = 0; j < i; j++) {
      const g = (p / (p + predicted[j]!) - w / (w + wanted[j]!)) * scale;
      sum += g;
      gradient[j]! -= g;
    }
    gradient[i] = sum;
  }
  return gradient;
}

/** The cross-entropy over the pairs, in nats a pair: what `pairGradient` lowers. */
export function pairLoss(outputs: Float32Array, targets: ArrayLike<number>, temperature: number): number {
  const n = outputs.length;
  const predicted = exponentials(outputs, 1);
  const wanted = exponentials(targets, 1 / temperature);
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const [p, w] = [predicted[i]! + predicted[j]!, wanted[i]! + wanted[j]!];
      sum -= (wanted[i]! / w) * Math.log(predicted[i]! / p) + (wanted[j]! / w) * Math.log(predicted[j]! / p);
    }
  return n > 1 ? (2 * sum) / (n * (n - 1)) : 0;
}

/** `exp(scale·(x − middle))`, held within what a double can tell apart from 0 and ∞. */
function exponentials(values: ArrayLike<number>, scale: number): Float64Array {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = Math.exp(Math.max(-330, Math.min(330, scale * (values[i]! - mean))));
  return out;
}
