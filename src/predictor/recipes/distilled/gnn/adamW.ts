import { type Adam, createAdam } from '../../../math/adam';

export interface Schedule {
  readonly steps: number;
  /** The highest rate: reached after `warmUp` steps, then falling to 0 along a cosine. */
  readonly learningRate: number;
  readonly warmup: number;
  /** Decoupled weight decay (Loshchilov and Hutter, 2019). */
  readonly weightDecay: number;
}

export interface AdamW extends Pick<Adam, 'first' | 'second' | 'resume'> {
  step(gradient: Float32Array, step: number): void;
}

/** Changes `parameters` in place. Steps count from 0. */
export function createAdamW(
  { values, decays }: { readonly values: Float32Array; readonly decays: Uint8Array },
  schedule: Schedule,
): AdamW {
  const adam = createAdam(values);
  return {
    ...adam,
    step(gradient, step) {
      const rate = rateAt(step, schedule);
      const keep = 1 - rate * schedule.weightDecay;
      for (let k = 0; k < values.length; k++) if (decays[k]) values[k]! *= keep;
      adam.step(gradient, rate);
    },
  };
}

function rateAt(step: number, { steps, learningRate, warmup }: Schedule): number {
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  return learningRate * 0.5 * (1 + Math.cos((Math.PI * (step - warmup)) / Math.max(1, steps - warmup)));
}
