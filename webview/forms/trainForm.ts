import { defaultSamples, trainCommand } from '../../src/protocol/commands/train';
import type { Draft } from '../../src/protocol/options/form';
import type { FromPage } from '../../src/protocol/panel';
import type { EngineChoice } from '../../src/protocol/runForms';
import { formatCount } from '../../src/protocol/words';
import { optionFields } from './fields';
import { createForm, group, side } from './form';
import type { TableChecks } from './tableChecks';
import { createTableFields, type TableFields, type TableForm, withTable } from './tableFields';

export type TrainDraft = Draft<typeof trainCommand.options>;

export interface TrainForm extends TableForm<typeof trainCommand.options> {
  offerEngines(engines: readonly EngineChoice[]): void;
}

const recipeWords: Readonly<Record<string, string>> = {
  default: 'The most accurate: Gaussian processes and graph networks that teach a small network.',
  renas:
    'As published (Xu et al., CVPR 2021), to compare with: a convolutional network that learns from pairs.',
};

/** Why a table of so few cells has none left to test with. */
function tooMany(cells: number): string {
  return cells < 3
    ? `The table has ${cells === 1 ? 'one cell' : 'two cells'}, and a predictor learns from two at least and is tested on another.`
    : `Enter at most ${formatCount(cells - 1)}: the table has ${formatCount(cells)} cells, and some must be left to test with.`;
}

/** *Train a predictor*: from which cells, by which column, from how many. */
export function createTrainForm(
  saved: Partial<TrainDraft>,
  checks: TableChecks,
  post: (message: FromPage) => void,
  onChange: () => void,
): TrainForm {
  let samplesTyped =
    saved.samples !== undefined && saved.samples !== trainCommand.options.samples.initial.toString();
  let engines: readonly EngineChoice[] = [];
  let tables!: TableFields;

  const form = createForm(trainCommand, saved, onChange, events => {
    tables = createTableFields(
      {
        form: 'train',
        label: 'The measured figure to learn to rank by.',
        testLabel: 'Another one to report the figures against, such as test accuracy.',
        spaceChosen: (saved.space ?? '') !== '',
        checks,
        post,
      },
      events,
    );
    const { choice, number } = optionFields(trainCommand, events);
    const samples = number(
      'samples',
      'Drawn from the table by the seed. The predictor is tested on all the others.',
      () => {
        samplesTyped = true;
        events.changed();
      },
    );
    const recipe = choice('recipe');
    const engine = choice('engine', 'Where to compute: the GPU or the CPU.');
    const seed = number('seed', 'Equal seeds give equal runs.');
    const { space, table, label, testLabel, goal, cells, where, epoch, preview } = tables;
    return {
      name: 'Train a predictor',
      launch: 'Train Predictor',
      fields: {
        space,
        data: table,
        label,
        goal,
        cells,
        where,
        epoch,
        testLabel,
        samples,
        recipe,
        engine,
        seed,
      },
      layout: [
        group(
          'Measured cells',
          table.element,
          cells.element,
          preview,
          space.element,
          side(label, goal),
          testLabel.element,
          side(where, epoch),
        ),
        group('Training', samples.element, recipe.element, side(engine, seed)),
      ],
      adapt(choices) {
        tables.adapt(choices);
        recipe.control.offer(trainCommand.options.recipe.choices.map(name => ({ value: name, text: name })));
        recipe.explain(recipeWords[recipe.control.value()] ?? 'How the predictor is built and trained.');
        const wanted = engine.control.value();
        const known = wanted === '' || engines.some(({ name }) => name === wanted);
        engine.control.offer([
          { value: '', text: 'As in the settings' },
          ...engines.map(({ name, text }) => ({ value: name, text })),
          ...(known ? [] : [{ value: wanted, text: wanted }]),
        ]);
        // A small table leaves a fifth of its cells to test with, unless the user has said otherwise.
        const { cells: found } = tables.review(choices);
        if (found !== undefined && !samplesTyped) samples.control.set(defaultSamples(found).toString());
      },
      review(_, choices, settings) {
        const { wrong, cells, waits } = tables.review(choices);
        const { table: data, ...others } = wrong;
        const samples = cells !== undefined && (settings.samples ?? 0) >= cells ? tooMany(cells) : undefined;
        return { waits, wrong: { ...others, data, samples } };
      },
      start: (settings, extras) => post({ kind: 'train', settings, ...extras }),
    };
  });
  const all = withTable(form, tables);
  return {
    ...all,
    fill(settings, duplicateOf) {
      samplesTyped = true;
      all.fill(settings, duplicateOf);
    },
    offerEngines(next) {
      engines = next;
      form.refresh();
    },
  };
}
