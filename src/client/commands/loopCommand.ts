import { loopCommand } from '../../protocol/commands/loop';
import { formSettings } from '../../protocol/options/form';
import type { LoopFormSettings } from '../../protocol/runForms';
import type { ChoiceSource } from '../choices';
import { as, askInTurn, enterNumber, type Step } from './ask';
import { askColumn, askGoal, askSpace, askTableFile, readNamedTable } from './questions';

type Draft = Required<Pick<LoopFormSettings, 'space' | 'oracle' | 'label' | 'budget'>> &
  Pick<LoopFormSettings, 'goal'>;

/** Enough for a good cell of either shipped space: see docs/search.md. */
const usualBudget = 100;
const usualTrainings = 50;

/** In the place of a table: cells are trained. */
const trained = '\0trained';

/**
 * *ReNAS: Run a Measurement Loop…* asks for the space, the table that is measured in, the label and the budget. Without a
 * table in the answer, cells are to be trained, and the form asks for the rest.
 */
export async function askLoop(source: ChoiceSource): Promise<LoopFormSettings | undefined> {
  const choices = await source.read();
  let rows = Number.MAX_SAFE_INTEGER;
  let goals: Readonly<Record<string, 'max' | 'min'>> = {};
  const ofTable =
    (step: Step<Draft>): Step<Draft> =>
    async (before, place) =>
      before.oracle === trained ? {} : step(before, place);
  const measures = {
    question: 'What measures a cell',
    others: [{ icon: 'beaker', label: 'Training it for real…', value: trained }],
  };
  const draft = await askInTurn<Draft>('Run a Measurement Loop', [
    async (before, place) => as('space', await askSpace(choices, place, 'The search space', before.space)),
    async (before, place) =>
      as('oracle', await askTableFile(source, choices, place, before.oracle, measures)),
    ofTable(async (before, place) => {
      const read = await readNamedTable(source, before.oracle ?? '');
      ({ rows, goals } = read);
      const question = 'What is measured, by look-up in the table';
      return as('label', await askColumn(place, question, read.columns, before.label, goals));
    }),
    ofTable(async ({ label = '', goal }, place) => as('goal', await askGoal(place, label, goals, goal))),
    ofTable(async (_, place) =>
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
    ),
  ]);
  if (draft?.oracle !== trained) return draft && formSettings(loopCommand, draft);
  const { space } = draft;
  return formSettings(loopCommand, { space, images: '', label: 'accuracy', budget: usualTrainings });
}
