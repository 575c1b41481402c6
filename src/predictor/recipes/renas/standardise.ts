/** Per entry of a feature tensor. */
export interface Standards {
  readonly mean: Float32Array;
  /** 1 / deviation; 0 for an entry that never varied in training, about which nothing was learned. */
  readonly scale: Float32Array;
}

/** Mean and deviation of every entry over the rows of `[rows, size]`. */
export function measureStandards(features: Float32Array, size: number): Standards {
  const rows = features.length / size;
  const mean = new Float32Array(size);
  const scale = new Float32Array(size);
  for (let entry = 0; entry < size; entry++) {
    let sum = 0;
    for (let at = entry; at < features.length; at += size) sum += features[at]!;
    const middle = sum / rows;
    let squares = 0;
    for (let at = entry; at < features.length; at += size) squares += (features[at]! - middle) ** 2;
    const deviation = Math.sqrt(squares / rows);
    mean[entry] = middle;
    scale[entry] = deviation > 1e-6 * Math.abs(middle) ? 1 / deviation : 0;
  }
  return { mean, scale };
}

/** In place; returns the same array. */
export function standardise(features: Float32Array, { mean, scale }: Standards): Float32Array {
  const size = mean.length;
  for (let at = 0; at < features.length; at += size)
    for (let entry = 0; entry < size; entry++)
      features[at + entry] = (features[at + entry]! - mean[entry]!) * scale[entry]!;
  return features;
}
