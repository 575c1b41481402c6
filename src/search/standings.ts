import type { Cell } from '../cells/cell';
import { totalCosts } from '../cells/costs';
import { type CostLimit, keepsTo, type NamedCost } from '../cells/namedCosts';
import type { SearchSpace } from '../cells/space';
import { createParetoFront } from './pareto';

export interface RankedCell {
  readonly cell: Cell;
  /** Higher is better. */
  readonly score: number;
  readonly parameters: number;
  readonly flops: number;
  /** By name, of the costs that were asked about; without those that are not known. Absent where none was. */
  readonly costs?: Readonly<Record<string, number>>;
}

export interface StandingsOptions {
  /** How many of the best are kept. */
  readonly top: number;
  /** No cell beyond one of these is scored; one whose cost is not known is beyond its limit. */
  readonly limits?: readonly CostLimit[];
  /** The cost to weigh against the score. */
  readonly pareto?: NamedCost | undefined;
  /** Further costs that ranked cells tell. */
  readonly costs?: readonly NamedCost[];
}

/** The best of the cells scored, and those that may be scored at all. */
export interface Standings {
  /** Best first; of equal ones the first entered. */
  readonly best: readonly RankedCell[];
  /** Of all entered, those that no other beats in score and the cost asked for; cheapest first. */
  readonly pareto: readonly RankedCell[];
  /** Whether a cell keeps to the limits that are its own and not its graph's. */
  keepsOwnLimits(cell: Cell): boolean;
  /** Whether a cell's graph keeps to the other limits. */
  keepsLimits(cell: Cell): boolean;
  /** Whether `enter` would change anything. */
  counts(score: number): boolean;
  enter(cell: Cell, score: number): void;
}

export function createStandings(space: SearchSpace, options: StandingsOptions): Standings {
  const { limits = [], pareto, top } = options;
  const own = limits.filter(({ cost }) => cost.ofSpelling);
  const others = limits.filter(({ cost }) => !cost.ofSpelling);
  const told = costsTold(options);
  const best: RankedCell[] = [];
  const front = createParetoFront<RankedCell>(each => pareto?.of(each.cell));

  const withCosts = (cell: Cell, score: number): RankedCell => ({
    cell,
    score,
    ...totalCosts(space, cell),
    ...(told.length > 0 ? { costs: costsOf(told, cell) } : {}),
  });
  const isAmongBest = (score: number) => top > 0 && (best.length < top || score > best.at(-1)!.score);
  return {
    best,
    pareto: front.entries,
    keepsOwnLimits: cell => keepsTo(own, cell),
    keepsLimits: cell => keepsTo(others, cell),
    counts: score => pareto !== undefined || isAmongBest(score),
    enter(cell, score) {
      if (pareto !== undefined) front.offer(withCosts(cell, score));
      if (!isAmongBest(score)) return;
      const at = best.findIndex(other => other.score < score);
      best.splice(at < 0 ? best.length : at, 0, withCosts(cell, score));
      if (best.length > top) best.pop();
    },
  };
}

/** Every cost that is limited, weighed or asked about, once. */
export function costsTold({ limits = [], pareto, costs = [] }: Omit<StandingsOptions, 'top'>): NamedCost[] {
  const all = [...costs, ...limits.map(({ cost }) => cost), ...(pareto ? [pareto] : [])];
  return all.filter(({ name }, i) => all.findIndex(other => other.name === name) === i);
}

/** What a cell costs, by name, of what is known. */
export function costsOf(costs: readonly NamedCost[], cell: Cell): Record<string, number> {
  return Object.fromEntries(
    costs.flatMap(cost => {
      const value = cost.of(cell);
      return value === undefined ? [] : [[cost.name, value]];
    }),
  );
}
