import type { Random } from '../../random';

/**
 * What of a value matters beyond itself: how often each counted operation was chosen, then for each named choice that is not
 * always reached whether it is (0 or 1).
 */
export type Signature = readonly number[];

/** How many values there are of each signature. */
export type Profile = ReadonlyMap<string, ProfileEntry>;

export interface ProfileEntry {
  readonly signature: Signature;
  readonly count: bigint;
}

export function combined(a: Signature, b: Signature, counters: number): Signature {
  return a.map((value, i) => (i < counters ? value + b[i]! : Math.max(value, b[i]!)));
}

export function sameSignature(a: Signature, b: Signature): boolean {
  return a.every((value, i) => value === b[i]);
}

export function profileOf(entries: Iterable<ProfileEntry>): Profile {
  const profile = new Map<string, ProfileEntry>();
  for (const { signature, count } of entries) {
    const key = signature.join();
    const known = profile.get(key);
    profile.set(key, known ? { signature, count: known.count + count } : { signature, count });
  }
  return profile;
}

/** Of pairs of values. */
export function product(a: Profile, b: Profile, counters: number): Profile {
  const entries: ProfileEntry[] = [];
  for (const left of a.values())
    for (const right of b.values())
      entries.push({
        signature: combined(left.signature, right.signature, counters),
        count: left.count * right.count,
      });
  return profileOf(entries);
}

/** Uniform in 0 … `n − 1`. */
export function randomBelow(n: bigint, random: Random): bigint {
  if (n <= 2n ** 31n) return BigInt(random.integer(Number(n)));
  const bits = n.toString(2).length;
  for (;;) {
    let value = 0n;
    for (let have = 0; have < bits; have += 30) value = (value << 30n) | BigInt(random.integer(2 ** 30));
    value &= (1n << BigInt(bits)) - 1n;
    if (value < n) return value;
  }
}

/** One of the items, in proportion to its weight; there is one whose weight is not zero. */
export function weighted<T>(items: readonly T[], weight: (item: T) => bigint, random: Random): T {
  const weights = items.map(weight);
  let rest = randomBelow(
    weights.reduce((sum, each) => sum + each, 0n),
    random,
  );
  for (const [i, item] of items.entries()) {
    rest -= weights[i]!;
    if (rest < 0n) return item;
  }
  throw new Error('There is nothing to draw from.');
}
