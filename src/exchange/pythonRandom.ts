/**
 * Python 3's `random.seed(seed)` and `random.shuffle`, by which benchmarks fixed the order of their files: the Mersenne
 * Twister MT19937 seeded by an array of one word (Matsumoto and Nishimura, 1998), and indices drawn by rejection.
 */
export function createPythonRandom(seed: number): { shuffle(array: Uint16Array): void } {
  const next = mersenneTwister(seed);
  const below = (n: number) => {
    const shift = Math.clz32(n);
    for (;;) {
      const value = next() >>> shift;
      if (value < n) return value;
    }
  };
  return {
    shuffle(array) {
      for (let i = array.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [array[i], array[j]] = [array[j]!, array[i]!];
      }
    },
  };
}

const size = 624;
const middle = 397;

/** Whole numbers of 32 bits; `seed` is one too. */
function mersenneTwister(seed: number): () => number {
  const state = seededState(seed);
  let at = size;
  return () => {
    if (at === size) {
      twist(state);
      at = 0;
    }
    let y = state[at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** `init_by_array` of the reference code. */
function seededState(seed: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = 19650218;
  const mixed = (i: number) => state[i - 1]! ^ (state[i - 1]! >>> 30);
  for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, mixed(i)) + i;
  let i = 1;
  const step = () => {
    if (++i < size) return;
    state[0] = state[size - 1]!;
    i = 1;
  };
  for (let k = 0; k < size; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(i), 1664525)) + seed;
    step();
  }
  for (let k = 1; k < size; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(i), 1566083941)) - i;
    step();
  }
  state[0] = 0x80000000;
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
    state[i] = state[(i + middle) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
