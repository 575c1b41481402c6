import { type Goal, goalOfName, oriented } from '../cells/goal';
import type { MeasuredFigure } from './readCell';

/** One figure of some cells, measured alike. */
export interface Teaching<T> {
  readonly metric: string;
  readonly epochs: number | undefined;
  readonly goal: Goal;
  readonly cells: readonly T[];
  /** One a cell, the mean of its lines; more is better. */
  readonly values: readonly number[];
}

/**
 * Which of the measured figures ranks are learned from: the one that most cells have, and of several the one with the most
 * epochs. Figures and numbers of epochs are never mixed. `wanted`: a metric that comes before all others.
 */
export function teachingMetric<T extends { readonly measured: readonly MeasuredFigure[] }>(
  cells: readonly T[],
  wanted?: string,
): Teaching<T> | undefined {
  interface Group {
    readonly metric: string;
    readonly epochs: number | undefined;
    goal: Goal | undefined;
    readonly byCell: Map<T, number[]>;
  }
  const groups = new Map<string, Group>();
  for (const cell of cells)
    for (const { metric, value, epochs, goal } of cell.measured) {
      const key = JSON.stringify([metric, epochs]);
      const group = groups.get(key) ?? { metric, epochs, goal, byCell: new Map<T, number[]>() };
      groups.set(key, group);
      group.goal ??= goal;
      group.byCell.set(cell, [...(group.byCell.get(cell) ?? []), value]);
    }
  const isWanted = ({ metric }: Group) => (metric === wanted ? 1 : 0);
  const [best] = [...groups.values()].sort(
    (a, b) => isWanted(b) - isWanted(a) || b.byCell.size - a.byCell.size || (b.epochs ?? 0) - (a.epochs ?? 0),
  );
  if (!best) return undefined;
  const goal = best.goal ?? goalOfName(best.metric) ?? 'max';
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  return {
    metric: best.metric,
    epochs: best.epochs,
    goal,
    cells: [...best.byCell.keys()],
    values: [...best.byCell.values()].map(values => oriented(mean(values), goal)),
  };
}

/** `accuracy, 12 epochs, higher is better` */
export function describeTeaching({
  metric,
  epochs,
  goal,
}: Omit<Teaching<unknown>, 'cells' | 'values'>): string {
  const trained = epochs === undefined ? '' : `, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  return `${metric}${trained}, ${goal === 'min' ? 'lower' : 'higher'} is better`;
}
