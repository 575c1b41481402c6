import { type Goal, goalOfName } from '../../cells/goal';
import type { Condition } from './readOptions';
import type { RowsOfCells } from './rowsOfCells';

/** Which values of the first label are better, as the source says it in another place than the label's name. */
export interface StatedGoal {
  readonly goal: Goal;
  readonly sentence: string;
}

/** Columns whose values are the names of figures. */
const namesFigures = /^(metrics?([_ ]?(name|key))?|tag|measure([_ ]?name)?|key(\.\d+)?|variable|objective)$/i;
/** A column of directions: `direction`, `metrics/val_loss/direction`, `optimize_mode`. */
const namesDirection = /(^|[^a-z])(direction|goal|mode)$/i;
/** A column of true and false: `maximize`, `greater_is_better`. */
const saysOf: Readonly<Record<Goal, RegExp>> = {
  max: /(^|[^a-z])(maximi[sz]e|(higher|greater|larger|bigger)_is_better)$/i,
  min: /(^|[^a-z])(minimi[sz]e|(lower|less|smaller)_is_better)$/i,
};
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
    const said = words.filter(word => word !== '');
    const goal = goalOfColumn(column, said);
    if (goal !== undefined)
      return {
        goal,
        sentence: `Its column ${column} says ${said[0]}, so ${lower(goal)} ${label} is better.`,
      };
  }
  return undefined;
}

/** Whether a column or a key has the name of one that states a direction. */
export function statesGoal(column: string): boolean {
  return namesDirection.test(column) || saysOf.max.test(column) || saysOf.min.test(column);
}

/** The goal that all words of a column state. */
function goalOfColumn(column: string, words: readonly string[]): Goal | undefined {
  const all = (form: RegExp) => words.length > 0 && words.every(word => form.test(word));
  for (const goal of ['min', 'max'] as const) {
    if (namesDirection.test(column) && all(directions[goal])) return goal;
    if (!saysOf[goal].test(column)) continue;
    if (all(/^(true|yes|1)$/i)) return goal;
    if (all(/^(false|no|0)$/i)) return goal === 'min' ? 'max' : 'min';
  }
  return undefined;
}

function lower(goal: Goal): string {
  return goal === 'min' ? 'lower' : 'higher';
}
