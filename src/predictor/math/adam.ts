/** Adam over one flat array of parameters (Kingma and Ba, 2015), `parameters` changed in place by `step`. */
export interface Adam {
  step(gradient: ArrayLike<number>, rate: number): void;
  /** Its moments: all that it remembers, with the number of steps. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Remembers the moments after so many steps. */
  resume(first: ArrayLike<number>, second: ArrayLike<number>, steps: number): void;
}

export function createAdam(parameters: Float64Array | Float32Array): Adam {
  const first = new Float64Array(parameters.length);
  const second = new Float64Array(parameters.length);
  let steps = 0;
  return {
    first,
    second,
    resume(firstBefore, secondBefore, stepsBefore) {
      first.set(firstBefore);
      second.set(secondBefore);
      steps = stepsBefore;
    },
    step(gradient, rate) {
      steps++;
      const correction = Math.sqrt(1 - 0.999 ** steps);
      const size = rate / (1 - 0.9 ** steps);
      for (let k = 0; k < parameters.length; k++) {
        const g = gradient[k]!;
        const m = 0.9 * first[k]! + 0.1 * g;
        const v = 0.999 * second[k]! + 0.001 * g * g;
        first[k] = m;
        second[k] = v;
        parameters[k]! -= (size * m) / (Math.sqrt(v) / correction + 1e-8);
      }
    },
  };
}
