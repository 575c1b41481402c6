import type { ArgumentForm, OnnxNode } from '../operation';

/** Argument forms and pieces of exported forms that several operations share. */

export const kernel = {
  form: 'size',
  min: 1,
  max: 31,
  default: undefined,
  sides: true,
} satisfies ArgumentForm;
export const dilation = { form: 'size', min: 1, max: 16, default: 1 } satisfies ArgumentForm;
export const groups = { form: 'size', min: 1, max: 65_536, default: 1 } satisfies ArgumentForm;
export const stride = { form: 'size', min: 1, max: 64, default: 1 } satisfies ArgumentForm;
export const channels = { form: 'size', min: 1, max: 1_048_576, default: undefined } satisfies ArgumentForm;
export const preactivation = { form: 'yes-no', default: false } satisfies ArgumentForm;

export const bias = { form: 'yes-no', default: false } satisfies ArgumentForm;
export const norm = {
  form: 'word',
  words: ['batch', 'layer', 'none'],
  default: 'batch',
} satisfies ArgumentForm;

/** Height and width of a kernel, which is one side or two, `7x1`. */
export type Kernel = number | string;

export function sidesOf(kernel: Kernel): readonly [number, number] {
  if (typeof kernel === 'number') return [kernel, kernel];
  const [height, width = height] = String(kernel).split('x').map(Number);
  return [height!, width!];
}

/** Padding before and after, for height and width, that keeps the size; an odd one goes behind, as in TensorFlow. */
export function samePads(...totals: readonly number[]): readonly number[] {
  const [height = 0, width = height] = totals;
  const before = [height, width].map(total => Math.floor(total / 2));
  return [...before, height - before[0]!, width - before[1]!];
}

interface Window {
  readonly kernel: Kernel;
  readonly stride: number;
  readonly dilation: number;
}

/**
 * Padding before and after, for height and width: what keeps the resolution, with stride 1; else half of an odd kernel on
 * each side, and of an even one what lies beyond the stride.
 */
export function padsOf({ kernel, stride, dilation }: Window): readonly number[] {
  const sides = sidesOf(kernel);
  if (stride === 1) return samePads(...sides.map(side => dilation * (side - 1)));
  const pads = sides.map(side =>
    side % 2 === 1 ? dilation * ((side - 1) / 2) : Math.max(0, Math.floor((side - stride) / 2)),
  );
  return [...pads, ...pads];
}

/** Height and width behind a window; divided by the stride and rounded up where the kernel is odd. */
export function windowed(extent: readonly number[], window: Window): readonly number[] {
  if (window.stride === 1) return extent;
  const sides = sidesOf(window.kernel);
  const pads = padsOf(window);
  return extent.map((length, i) => {
    const reach = window.dilation * ((sides[i] ?? 1) - 1) + 1;
    return Math.floor((length + pads[i]! + pads[i + 2]! - reach) / window.stride) + 1;
  });
}

/** Why a window does not fit into a map. */
export function windowProblem(extent: readonly number[], window: Window): string | undefined {
  return windowed(extent, window).every(side => side >= 1)
    ? undefined
    : `A kernel of ${window.kernel} with stride ${window.stride} does not fit into ${extent.join('x')}.`;
}

/** Python text that is an expression, not a word. */
export class Expression {
  constructor(private readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

/** A value in Python, where an expression is an object that prints as one: `"relu"`, `True`, `(7, 1)`. */
export function inPython(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'string') return String(value);
  return /^\d+x\d+$/.test(value) ? `(${value.replace('x', ', ')})` : JSON.stringify(value);
}

/** Height and width, or their halves rounded up. */
export function strided(extent: readonly number[], by: number): readonly number[] {
  return by === 1 ? extent : extent.map(side => Math.ceil(side / by));
}

export const relu: OnnxNode = { type: 'Relu', part: 'relu' };

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
