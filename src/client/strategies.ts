import { searchCommand } from '../protocol/commands/search';
import { formSettings } from '../protocol/options/form';
import type { Asked } from '../protocol/options/option';
import type { SearchFormSettings, StrategyChoice } from '../protocol/runForms';

/** What `renas search --strategy` takes, the default first. */
export const strategies: readonly StrategyChoice[] = [
  {
    name: 'evolution',
    does: 'Changes the best cells found so far, again and again; good with any budget.',
    budgeted: true,
  },
  {
    name: 'local',
    does: 'Follows the best single change from random starts until nothing improves.',
    budgeted: true,
  },
  {
    name: 'random',
    does: 'Scores cells drawn at random: what the other strategies have to beat.',
    budgeted: true,
  },
  {
    name: 'exhaustive',
    does: 'Scores every cell of the space: sure to find the best, slow in a large space.',
    budgeted: false,
  },
];

export const wholeSpace = 'every cell of the space';

/** What a list offers for a space of so many cells: none above its size. */
export function budgetsOf(size = Number.POSITIVE_INFINITY): typeof budgets {
  const below = budgets.filter(({ cells }) => cells < size);
  const largest = budgets.at(-1)!.cells;
  return size <= largest ? [...below, { cells: size, about: wholeSpace }] : budgets;
}

const budgets: readonly { readonly cells: number; readonly about: string }[] = [
  { cells: 500, about: 'a quick look' },
  { cells: 2_000, about: 'good for most searches' },
  { cells: 10_000, about: 'thorough' },
  { cells: 50_000, about: 'for large spaces' },
];

export const defaultBudget = searchCommand.options.budget.initial;

/** What starts a search, defaults filled in. */
export function searchSettings(asked: Asked<typeof searchCommand.options>): SearchFormSettings {
  const settings = formSettings(searchCommand, asked);
  if (!settings) throw new Error('The form of a search has no field for what is asked.');
  return settings;
}
