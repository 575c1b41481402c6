import { type Goal, goalOfName } from './goal';

/** A measured figure of a cell. */
export interface ComparedFigure {
  readonly metric: string;
  readonly value: number;
  readonly percent: boolean;
  readonly epochs?: number;
  /** The better values, where a `measured` line says so. */
  readonly goal?: Goal;
  /** The table it is from. Absent: a `measured` line. */
  readonly table?: string;
}

/**
 * Whether `figure`, one of `mine`, is better than the figure of the other cell that was measured alike: of the same
 * metric, unit, number of epochs and table. `false` where there is none, or where one of the cells has several (repeated
 * measurements). Goal: as a line says, else as the name says, else `max`; lines that contradict each other compare nothing.
 */
export function isBetterFigure(
  figure: ComparedFigure,
  mine: readonly ComparedFigure[],
  theirs: readonly ComparedFigure[],
): boolean {
  const alike = (other: ComparedFigure) =>
    other.metric === figure.metric &&
    other.percent === figure.percent &&
    other.epochs === figure.epochs &&
    other.table === figure.table;
  const others = theirs.filter(alike);
  const [other] = others;
  if (!other || others.length > 1 || mine.filter(alike).length > 1) return false;
  if (figure.goal && other.goal && figure.goal !== other.goal) return false;
  const goal = figure.goal ?? other.goal ?? goalOfName(figure.metric) ?? 'max';
  return goal === 'min' ? figure.value < other.value : figure.value > other.value;
}

/** `validation`, `validation at 12 epochs` */
export function figureName({ metric, epochs }: ComparedFigure): string {
  return epochs === undefined ? metric : `${metric} at ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}
