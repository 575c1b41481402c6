import type { NetworkReading } from './reading';
import type { PowerWalk } from './walk';

/** Some features of a network. Shares, means and logarithms of counts and costs, so that spaces can be compared. */
export interface NetworkGroup {
  readonly names: readonly string[];
  /** Writes `names.length` numbers from `at` on. */
  write(network: NetworkReading, walk: PowerWalk, out: Float32Array, at: number): void;
}

/** Logarithm of an amount that may be 0. */
export function logOf(amount: number): number {
  return Math.log(Math.max(amount, 1e-9));
}
