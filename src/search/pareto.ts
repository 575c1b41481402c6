/** Those of the entries taken in that no other is as good as in both score and cost, and better in one. */
export interface ParetoFront<T> {
  /** The cheapest first, so that scores rise. */
  readonly entries: readonly T[];
  /** Of two with the same score and cost the first offered stays. */
  offer(entry: T): void;
}

/** `costOf`: small is good; an entry without a finite cost or score is passed over. */
export function createParetoFront<T extends { readonly score: number }>(
  costOf: (entry: T) => number | undefined,
): ParetoFront<T> {
  const entries: T[] = [];
  const costs: number[] = [];
  return {
    entries,
    offer(entry) {
      const cost = costOf(entry);
      if (cost === undefined || !Number.isFinite(cost) || !Number.isFinite(entry.score)) return;
      let after = 0;
      for (let end = costs.length; after < end; ) {
        const middle = (after + end) >> 1;
        if (costs[middle]! <= cost) after = middle + 1;
        else end = middle;
      }
      const cheaper = entries[after - 1];
      if (cheaper && cheaper.score >= entry.score) return;
      let from = after;
      while (from > 0 && costs[from - 1] === cost) from--;
      let to = after;
      while (to < entries.length && entries[to]!.score <= entry.score) to++;
      entries.splice(from, to - from, entry);
      costs.splice(from, to - from, cost);
    },
  };
}
