import type { Choices, SearchFormSettings } from '../../protocol/runForms';
import { formatCount, formatSize } from '../../protocol/words';
import { budgetsOf, defaultBudget, searchSettings, wholeSpace } from '../strategies';
import { as, askInTurn, pick, wholeNumber } from './ask';
import { fileOf } from './questions';

interface Draft {
  readonly space: string;
  readonly strategy: SearchFormSettings['strategy'];
  readonly budget: number | undefined;
}

/** *ReNAS: Search for Better Cells…* asks three things: the space, the strategy, the budget. */
export async function askSearch(choices: Choices): Promise<SearchFormSettings | undefined> {
  const budgeted = (name: string | undefined) =>
    choices.strategies.find(s => s.name === name)?.budgeted ?? true;
  const draft = await askInTurn<Draft>('Search for Better Cells', [
    async (before, place) =>
      as(
        'space',
        await pick(
          place,
          'The search space',
          choices.spaces.map(s => ({
            label: s.name,
            description: s.predicted ? fileOf(s.argument) : 'no predictor yet',
            value: s.argument,
          })),
          value => value === (before.space ?? choices.space),
        ),
      ),
    async (before, place) => {
      const space = choices.spaces.find(s => s.argument === before.space);
      if (space && !space.predicted)
        throw new Error(
          `No predictor for space ${space.name} yet: train one on a table of its measured cells (ReNAS: Train Predictor…), then use it for hints.`,
        );
      return as(
        'strategy',
        await pick(
          place,
          'How to look for cells',
          choices.strategies.map(s => ({ label: s.name, detail: s.does, value: s.name })),
          value => value === before.strategy,
        ),
      );
    },
    async (before, place) => {
      if (!budgeted(before.strategy)) return { budget: undefined };
      const { cells: size } = choices.spaces.find(s => s.argument === before.space) ?? {};
      const options = budgetsOf(size).map(({ cells, about }) => ({
        label: formatCount(cells),
        description: about,
        value: cells,
      }));
      const typed = (text: string) => {
        const cells = wholeNumber(text, 1);
        if (cells === undefined) return undefined;
        return size !== undefined && cells > size
          ? { label: formatCount(size), description: wholeSpace, value: size }
          : { label: formatCount(cells), value: cells };
      };
      const of = size === undefined ? '' : `, of ${formatSize(size)}`;
      const question = `How many cells to score at most${of}; type any number`;
      const first = Math.min(defaultBudget, size ?? defaultBudget);
      return as('budget', await pick(place, question, options, value => value === first, typed));
    },
  ]);
  return draft && searchSettings(draft);
}
