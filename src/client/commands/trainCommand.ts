import { defaultSamples, trainCommand } from '../../protocol/commands/train';
import type { TrainFormSettings } from '../../protocol/runForms';
import type { ChoiceSource } from '../choices';
import { as, askInTurn, enterNumber, type Step } from './ask';
import { askColumn, askGoal, askSpace, askTableFile, readNamedTable } from './questions';

interface Draft {
  readonly space: string;
  readonly data: string;
  readonly label: string;
  readonly goal: 'max' | 'min';
  readonly samples: number;
  readonly seed: number;
}

/**
 * *ReNAS: Train Predictor…* asks for the space, the table, the label column, which of its values are better, the number of
 * cells and the seed; of a
 * `known` table, for the rest.
 */
export async function askTrain(
  source: ChoiceSource,
  known: { readonly table?: string; readonly space?: string } = {},
): Promise<TrainFormSettings | undefined> {
  const choices = await source.read();
  const { table, space } = known;
  let rows = Number.MAX_SAFE_INTEGER;
  let goals: Readonly<Record<string, 'max' | 'min'>> = {};
  const askData: Step<Draft> = async (before, place) =>
    as('data', await askTableFile(source, choices, place, before.data));
  const draft = await askInTurn<Draft>('Train Predictor', [
    async (before, place) =>
      as(
        'space',
        await askSpace(choices, place, 'The search space of the measured cells', before.space ?? space),
      ),
    ...(table === undefined ? [askData] : []),
    async (before, place) => {
      const read = await readNamedTable(source, table ?? before.data ?? '');
      ({ rows, goals } = read);
      const question = `The column to learn to rank by (${rows.toLocaleString('en-US')} cells in the table)`;
      return as('label', await askColumn(place, question, read.columns, before.label, goals));
    },
    async ({ label = '', goal }, place) => as('goal', await askGoal(place, label, goals, goal)),
    async (_, place) =>
      as(
        'samples',
        await enterNumber(
          place,
          'How many cells to learn from; the others test it',
          defaultSamples(rows),
          2,
          rows,
        ),
      ),
    async (_, place) => as('seed', await enterNumber(place, 'Seed: equal seeds give equal runs', 0, 0)),
  ]);
  return draft && { ...draft, data: table ?? draft.data, recipe: trainCommand.options.recipe.default };
}
