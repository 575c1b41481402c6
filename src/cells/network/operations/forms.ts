import type { ArgumentForm, OnnxNode } from '../operation';

/** Argument forms and pieces of exported forms that several operations share. */

export const kernel = { form: 'size', min: 1, max: 31, default: undefined } satisfies ArgumentForm;
export const dilation = { form: 'size', min: 1, max: 16, default: 1 } satisfies ArgumentForm;
export const groups = { form: 'size', min: 1, max: 65_536, default: 1 } satisfies ArgumentForm;
export const stride = { form: 'size', min: 1, max: 2, default: 1 } satisfies ArgumentForm;
export const channels = { form: 'size', min: 1, max: 1_048_576, default: undefined } satisfies ArgumentForm;
export const preactivation = { form: 'yes-no', default: false } satisfies ArgumentForm;

/** Padding before and after, for height and width, that keeps the size; an odd one goes behind, as in TensorFlow. */
export function samePads(total: number): readonly number[] {
  const before = Math.floor(total / 2);
  return [before, before, total - before, total - before];
}

/** Height and width, or their halves rounded up. */
export function strided(extent: readonly number[], by: number): readonly number[] {
  return by === 1 ? extent : extent.map(side => Math.ceil(side / by));
}

export const relu: OnnxNode = { type: 'Relu', part: 'relu' };

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
