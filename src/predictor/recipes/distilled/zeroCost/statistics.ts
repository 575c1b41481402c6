import { scenes, versions } from './images';

/** What is measured of the output of one stack. */
export const statisticNames = [
  'strength',
  'unevenness',
  'offset',
  'similarity',
  'sceneDimensions',
  'channelDimensions',
  'pooled',
  'roughness1',
  'roughness2',
  'kurtosis',
  'zeros',
  'byNoise',
  'byMoving',
  'byBlurring',
] as const;

/**
 * The output `[versions · scenes, side, side, channels]` of a stack in numbers, logarithms where they are positive: the
 * variance of a channel over images and places and how it differs between channels; the squared mean against it; the cosine
 * between scenes; in how many dimensions the scenes lie, and the channels (the participation ratio of their covariance);
 * the variance of the mean over places against that of single ones; how far places one and two apart differ; the fourth
 * moment; the share of zeros; and how far noise, moving and blurring move the output, against the spread of the scenes.
 */
export function statisticsOf(values: Float32Array, side: number, channels: number): number[] {
  const places = side * side;
  const length = places * channels;
  const rows = scenes * places;
  const plain = values.subarray(0, scenes * length);

  const mean = new Float64Array(channels);
  for (let at = 0; at < plain.length; at++) mean[at % channels]! += plain[at]! / rows;
  const centred = new Float32Array(plain.length);
  for (let at = 0; at < plain.length; at++) centred[at] = plain[at]! - mean[at % channels]!;
  const covariance = gram(centred, rows, channels);
  const variance = Float64Array.from({ length: channels }, (_, c) => covariance[c * channels + c]! / rows);
  const power = average(variance);
  const spread = Math.sqrt(average(variance.map(value => (value - power) ** 2)));

  let fourth = 0;
  for (let at = 0; at < centred.length; at++)
    fourth += (centred[at]! ** 2 / (variance[at % channels]! + tiny)) ** 2 / centred.length;
  let zeros = 0;
  for (const value of plain) if (Math.abs(value) <= 1e-6) zeros += 1 / plain.length;

  const middle = new Float64Array(length);
  for (let at = 0; at < plain.length; at++) middle[at % length]! += plain[at]! / scenes;
  let scattered = 0;
  const apart = new Float32Array(plain.length);
  for (let at = 0; at < plain.length; at++) {
    apart[at] = plain[at]! - middle[at % length]!;
    scattered += apart[at]! ** 2;
  }
  let pooled = 0;
  for (let scene = 0; scene < scenes; scene++)
    for (let c = 0; c < channels; c++) {
      let total = 0;
      for (let place = 0; place < places; place++) total += apart[scene * length + place * channels + c]!;
      pooled += total ** 2 / places;
    }
  const moved = (version: number) => {
    let distance = 0;
    for (let at = 0, other = version * plain.length; at < plain.length; at++, other++)
      distance += (values[other]! - plain[at]!) ** 2;
    return distance;
  };
  return [
    log(power),
    spread / (power + tiny),
    log(average(mean.map(value => value ** 2)) / (power + tiny)),
    similarity(plain, length),
    dimensions(transposedGram(apart, scenes, length), scenes),
    dimensions(covariance, channels),
    log(pooled / (scattered + tiny)),
    log(difference(plain, side, channels, 1) / (power + tiny)),
    log(difference(plain, side, channels, 2) / (power + tiny)),
    log(fourth),
    zeros,
    ...Array.from({ length: versions - 1 }, (_, k) => log(moved(k + 1) / (scattered + tiny))),
  ];
}

const tiny = 1e-9;

function log(value: number): number {
  return Math.log(Math.max(value, 1e-12));
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `xᵀ x` of `[rows, width]`. */
function gram(x: Float32Array, rows: number, width: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let row = 0, at = 0; row < rows; row++, at += width)
    for (let a = 0; a < width; a++) {
      const value = x[at + a]!;
      if (value !== 0) for (let b = 0; b < width; b++) out[a * width + b]! += value * x[at + b]!;
    }
  return out;
}

/** `x xᵀ` of `[rows, width]`. */
function transposedGram(x: Float32Array, rows: number, width: number): Float64Array {
  const out = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += x[a * width + k]! * x[b * width + k]!;
      out[a * rows + b] = out[b * rows + a] = sum;
    }
  return out;
}

/** The logarithm of a symmetric matrix's participation ratio: its squared trace over its squared norm. */
function dimensions(matrix: Float64Array, size: number): number {
  let trace = 0;
  for (let k = 0; k < size; k++) trace += matrix[k * size + k]!;
  const norm = matrix.reduce((sum, value) => sum + value ** 2, 0);
  return log(trace ** 2 / (norm + tiny));
}

/** The mean cosine between two scenes. */
function similarity(plain: Float32Array, length: number): number {
  const products = transposedGram(plain, scenes, length);
  let sum = 0;
  for (let a = 0; a < scenes; a++)
    for (let b = 0; b < a; b++)
      sum +=
        products[a * scenes + b]! / (Math.sqrt(products[a * scenes + a]! * products[b * scenes + b]!) + tiny);
  return sum / ((scenes * (scenes - 1)) / 2);
}

/** The mean squared difference of places so far apart, across. */
function difference(plain: Float32Array, side: number, channels: number, apart: number): number {
  let sum = 0;
  let count = 0;
  for (let line = 0; line < scenes * side; line++)
    for (let x = 0; x + apart < side; x++)
      for (let c = 0; c < channels; c++, count++) {
        const at = (line * side + x) * channels + c;
        sum += (plain[at + apart * channels]! - plain[at]!) ** 2;
      }
  return sum / count;
}
