import type { LoopFormSettings } from '../../protocol/runForms';
import type { ChoiceSource } from '../choices';
import { as, askInTurn, enterNumber } from './ask';
import { askColumn, askGoal, askSpace, askTableFile, readNamedTable } from './questions';

type Draft = Pick<LoopFormSettings, 'space' | 'oracle' | 'label' | 'goal' | 'budget'>;

/** Enough for a good cell of either shipped space: see docs/search.md. */
const usualBudget = 100;

/** *ReNAS: Run a Measurement Loop…* asks for the space, the table that is measured in, the label and the budget. */
export async function askLoop(source: ChoiceSource): Promise<LoopFormSettings | undefined> {
  const choices = await source.read();
  let rows = Number.MAX_SAFE_INTEGER;
  let goals: Readonly<Record<string, 'max' | 'min'>> = {};
  const draft = await askInTurn<Draft>('Run a Measurement Loop', [
    async (before, place) => as('space', await askSpace(choices, place, 'The search space', before.space)),
    async (before, place) => as('oracle', await askTableFile(source, choices, place, before.oracle)),
    async (before, place) => {
      const read = await readNamedTable(source, before.oracle ?? '');
      ({ rows, goals } = read);
      const question = 'What is measured, by look-up in the table';
      return as('label', await askColumn(place, question, read.columns, before.label, goals));
    },
    async ({ label = '', goal }, place) => as('goal', await askGoal(place, label, goals, goal)),
    async (_, place) =>
      as(
        'budget',
        await enterNumber(
          place,
          `How many of the ${rows.toLocaleString('en-US')} cells to measure at most`,
          Math.min(usualBudget, rows),
          1,
          rows,
        ),
      ),
  ]);
  return draft && { ...draft, seed: 0 };
}
