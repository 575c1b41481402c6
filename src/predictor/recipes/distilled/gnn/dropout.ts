/**
 * A quick stream of random bits for masks (xorshift, Marsaglia 2003): some hundred thousand are drawn at every step, far
 * more than a good generator gives in the time.
 */
export interface MaskSource {
  /** Fills with 0, at this rate, and `1/(1 − rate)`. */
  fill(mask: Float32Array, length: number, rate: number): void;
  /** A whole number in 0 … `n − 1`. */
  integer(n: number): number;
  /** What `goOn` takes to give the same bits from here on. */
  state(): number;
  resume(state: number): void;
}

export function createMaskSource(seed: number): MaskSource {
  let state = seed | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let k = 0; k < 16; k++) next();
  return {
    fill(mask, length, rate) {
      if (rate === 0) {
        mask.fill(1, 0, length);
        return;
      }
      const limit = rate * 2 ** 32;
      const kept = 1 / (1 - rate);
      for (let k = 0; k < length; k++) mask[k] = next() < limit ? 0 : kept;
    },
    state: () => state,
    resume(before) {
      state = before;
    },
    integer: n => Math.floor((next() / 2 ** 32) * n),
  };
}
