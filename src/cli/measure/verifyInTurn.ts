import type { FullyMeasured } from '../../search/loop/fullFidelity';

/** Cells are places among those that the loop measured. */
export interface Verification {
  /** How many cells are to be verified, and how many of them at once. */
  readonly wanted: number;
  readonly atOnce: number;
  /** Those whose verification began before the run was interrupted, in that order. */
  readonly begun: readonly number[];
  /** What was measured in full before the run. */
  readonly known: readonly FullyMeasured[];
  /** The next ones, knowing what the others reached; those `taken` are not chosen again. */
  readonly choose: (
    full: readonly FullyMeasured[],
    taken: ReadonlySet<number>,
    count: number,
  ) => readonly number[];
  /** The values of the trainings that succeeded, more is better. */
  readonly train: (at: number) => Promise<readonly number[]>;
  readonly signal: AbortSignal;
}

/** Verifies cells, some at once, and chooses the next by what those reached. Gives the values of each, in the order chosen. */
export async function verifyInTurn(of: Verification): Promise<ReadonlyMap<number, readonly number[]>> {
  const taken = new Set<number>();
  const reached = new Map<number, readonly number[]>();
  while (taken.size < of.wanted && !of.signal.aborted) {
    const count = Math.min(of.atOnce, of.wanted - taken.size);
    const again = of.begun.filter(at => !taken.has(at)).slice(0, count);
    const full = [...of.known, ...fullValues(reached)];
    const chosen = [...again, ...of.choose(full, new Set([...taken, ...again]), count - again.length)];
    if (chosen.length === 0) break;
    for (const at of chosen) taken.add(at);
    const settled = await Promise.allSettled(chosen.map(of.train));
    const failure = settled.find(each => each.status === 'rejected');
    if (failure && !of.signal.aborted) throw failure.reason;
    for (const [i, each] of settled.entries())
      if (each.status === 'fulfilled' && each.value.length > 0) reached.set(chosen[i]!, each.value);
  }
  return reached;
}

/** The values that cells reached, as their means. */
export function fullValues(reached: ReadonlyMap<number, readonly number[]>): FullyMeasured[] {
  return [...reached].map(([at, values]) => ({
    ...{ at, trainings: values.length },
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
}
