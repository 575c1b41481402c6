import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers. Equal seeds give equal streams on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in 0 … `n − 1`. */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** In place (Fisher–Yates); returns the same array. */
  shuffle<T>(array: T[]): T[];
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  let spare: number | undefined;
  const next = () => uniformFloat64(generator);
  const integer = (n: number) => uniformInt(generator, 0, n - 1);
  return {
    next,
    integer,
    normal() {
      // Box–Muller gives two at a time.
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle(array) {
      for (let i = array.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [array[i], array[j]] = [array[j]!, array[i]!];
      }
      return array;
    },
  };
}
