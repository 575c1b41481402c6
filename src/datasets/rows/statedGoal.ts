import { type Goal, goalOfName } from '../../cells/goal';
import type { RowsOfCells } from './pickRows';
import type { Condition } from './readOptions';

/** Which values of the first label are better, as the source says it in another place than the label's name. */
export interface StatedGoal {
  readonly goal: Goal;
  readonly sentence: string;
}

/** Columns whose values are the names of figures. */
const namesFigures = /^(metric(_name)?|key(\.\d+)?|variable|objective)$/i;
/** A column of directions: `direction`, `metrics/val_loss/direction`, `optimize_mode`. */
const namesDirection = /(^|[^a-z])(direction|goal|mode)$/i;
const directions: Readonly<Record<Goal, RegExp>> = {
  min: /^(.*\.)?min(imi[sz]e)?$/i,
  max: /^(.*\.)?max(imi[sz]e)?$/i,
};
/** Names that say that more is better where nothing else says otherwise: Keras Tuner calls any objective a score. */
const isVague = /(^|[^a-z])score$/i;

/**
 * The goal of a label whose name does not tell, of rows that `--where` chose by the name of their figure, or of a column
 * that says it for all rows.
 */
export function statedGoal(source: RowsOfCells, where: readonly Condition[]): StatedGoal | undefined {
  const label = source.labels[0] ?? '';
  if (goalOfName(label) !== undefined && !isVague.test(label)) return undefined;
  for (const { column, value, negated } of where) {
    const goal = negated || !namesFigures.test(column) ? undefined : goalOfName(value);
    if (goal !== undefined)
      return { goal, sentence: `Its rows are of ${value}, and ${lower(goal)} ${value} is better.` };
  }
  for (const { column, words } of source.apart) {
    if (!namesDirection.test(column)) continue;
    const said = words.filter(word => word !== '');
    for (const goal of ['min', 'max'] as const)
      if (said.length > 0 && said.every(word => directions[goal].test(word)))
        return {
          goal,
          sentence: `Its column ${column} says ${said[0]}, so ${lower(goal)} ${label} is better.`,
        };
  }
  return undefined;
}

function lower(goal: Goal): string {
  return goal === 'min' ? 'lower' : 'higher';
}
