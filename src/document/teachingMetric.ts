import { type Goal, goalOfName, oriented } from '../cells/goal';
import type { MeasuredFigure } from './readCell';

/** One figure of some cells, measured alike. */
export interface Teaching<T> {
  readonly metric: string;
  readonly epochs: number | undefined;
  readonly goal: Goal;
  readonly cells: readonly T[];
  /** One a cell, the mean of its trainings; more is better. */
  readonly values: readonly number[];
  /** Of each cell, how many the mean is of: a line that names no seeds counts for one. */
  readonly trainings: readonly number[];
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
    readonly byCell: Map<T, { readonly sum: number; readonly trainings: number }>;
  }
  const groups = new Map<string, Group>();
  for (const cell of cells)
    for (const { metric, value, epochs, goal, seeds = 1 } of cell.measured) {
      const key = JSON.stringify([metric, epochs]);
      const group = groups.get(key) ?? { metric, epochs, goal, byCell: new Map() };
      groups.set(key, group);
      group.goal ??= goal;
      const { sum, trainings } = group.byCell.get(cell) ?? { sum: 0, trainings: 0 };
      group.byCell.set(cell, { sum: sum + seeds * value, trainings: trainings + seeds });
    }
  const isWanted = ({ metric }: Group) => (metric === wanted ? 1 : 0);
  const [best] = [...groups.values()].sort(
    (a, b) => isWanted(b) - isWanted(a) || b.byCell.size - a.byCell.size || (b.epochs ?? 0) - (a.epochs ?? 0),
  );
  if (!best) return undefined;
  const goal = best.goal ?? goalOfName(best.metric) ?? 'max';
  const known = [...best.byCell.values()];
  return {
    metric: best.metric,
    epochs: best.epochs,
    goal,
    cells: [...best.byCell.keys()],
    values: known.map(({ sum, trainings }) => oriented(sum / trainings, goal)),
    trainings: known.map(({ trainings }) => trainings),
  };
}

/** `accuracy, 12 epochs, higher is better` */
export function describeTeaching({
  metric,
  epochs,
  goal,
}: Pick<Teaching<unknown>, 'metric' | 'epochs' | 'goal'>): string {
  const trained = epochs === undefined ? '' : `, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  return `${metric}${trained}, ${goal === 'min' ? 'lower' : 'higher'} is better`;
}
