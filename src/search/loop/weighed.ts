import type { Cell } from '../../cells/cell';
import type { NamedCost } from '../../cells/namedCosts';
import { createParetoFront } from '../pareto';
import type { Candidates } from './candidates';

/** What each class costs: as much as its cheapest member, which is the one to measure. */
export function weighCandidates(candidates: Candidates, { of }: NamedCost) {
  const known = new Map<number, { readonly cell: Cell; readonly cost: number }>();
  const find = (index: number) => {
    let found = known.get(index);
    if (!found) {
      found = candidates
        .members(index)
        .map(cell => ({ cell, cost: of(cell) ?? Number.POSITIVE_INFINITY }))
        .reduce((a, b) => (b.cost < a.cost ? b : a));
      known.set(index, found);
    }
    return found;
  };
  return { cost: (index: number) => find(index).cost, cheapest: (index: number) => find(index).cell };
}

/** At most `count` of these, evenly spread over their order. */
export function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))]!);
}

/** Those that no other is as good as in both value and cost and better in one, the cheapest first. */
export function frontOf<M extends { readonly cell: Cell; readonly value: number }>(
  measured: readonly M[],
  cost: NamedCost | undefined,
): M[] {
  const front = createParetoFront<{ readonly score: number; readonly each: M }>(({ each }) =>
    cost?.of(each.cell),
  );
  for (const each of measured) front.offer({ score: each.value, each });
  return front.entries.map(({ each }) => each);
}
