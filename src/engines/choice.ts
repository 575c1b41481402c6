import type { EngineName } from './engine';
import type { EngineReport } from './probe';

/** Hints want an answer soon; ranking a space and training want much done. */
export type Work = 'hints' | 'ranking' | 'training';

/** What is measured for a kind of work, and how it is told. Less is better after `cost`. */
const measures: Readonly<
  Record<Work, { figure: string; cost: (value: number) => number; tell: (value: number) => string }>
> = {
  hints: { figure: 'latency_100_ms', cost: ms => ms, tell: ms => `${ms} ms for 100 cells` },
  ranking: { figure: 'cells_per_second', cost: cells => 1 / cells, tell: cells => `${cells} cells/s` },
  training: { figure: 'train_ms', cost: ms => ms, tell: ms => `${ms} ms for a short training` },
};

/** An engine that users add has to be this much better than those that always work. */
const worth = 1.2;

export interface EngineOrder {
  readonly names: readonly EngineName[];
  readonly because: string;
}

/**
 * The usable engines, the best for the work first. What was not measured for it comes after what was, in the order of
 * the reports.
 */
export function orderFor(work: Work, reports: readonly EngineReport[]): EngineOrder {
  const { figure, cost, tell } = measures[work];
  const costOf = ({ name, figures }: EngineReport) => {
    const value = figures[figure];
    if (value === undefined) return Number.POSITIVE_INFINITY;
    return cost(value) * (name === 'wasm' || name === 'cpu' ? 1 : worth);
  };
  const usable = reports.filter(report => report.usable);
  const sorted = usable
    .map((report, place) => ({ report, place, cost: costOf(report) }))
    .sort((a, b) => (a.cost === b.cost ? a.place - b.place : a.cost - b.cost))
    .map(({ report }) => report);
  const measured = sorted.filter(({ figures }) => figures[figure] !== undefined);
  const told = measured.slice(0, 3).map(({ name, figures }, i) => {
    const text = tell(figures[figure]!);
    return i === 0 ? text : `${name} ${text}`;
  });
  const because =
    told.length > 1
      ? `best for ${work} here, ${told[0]}, while ${told.slice(1).join(', ')}`
      : 'the first that works';
  return { names: sorted.map(({ name }) => name), because };
}
