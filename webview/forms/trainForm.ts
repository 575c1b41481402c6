import { defaultSamples, trainCommand } from '../../src/protocol/commands/train';
import type { FromPage } from '../../src/protocol/panel';
import type { EngineChoice, TrainSettings } from '../../src/protocol/runForms';
import { show } from '../kit/dom';
import { choiceField, numberField } from './fields';
import { createForm, type Form, group, side } from './form';
import { checkTrain, type TrainDraft } from './formChecks';
import type { TableChecks } from './tableChecks';
import { createTableFields, type TableFields } from './tableFields';

export interface TrainForm extends Form<TrainDraft, TrainSettings> {
  pickTable(table: string): void;
  offerEngines(engines: readonly EngineChoice[]): void;
}

const recipeWords: Readonly<Record<string, string>> = {
  default: 'The best there is: Gaussian processes and graph networks that teach a small network.',
  renas:
    'As published (Xu et al., CVPR 2021), to compare with: a convolutional network that learns from pairs.',
};

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

  const form = createForm<TrainDraft, TrainSettings>(saved, onChange, events => {
    tables = createTableFields(
      {
        form: 'train',
        label: 'The measured figure to learn to rank by; more is better.',
        testLabel: 'Another one to report the figures against, such as test accuracy.',
        spaceChosen: (saved.space ?? '') !== '',
        checks,
        post,
      },
      events,
    );
    const samples = numberField({
      name: 'Cells to learn from',
      explanation: 'Drawn from the table by the seed. The predictor is tested on all the others.',
      onInput: () => {
        samplesTyped = true;
        events.changed();
      },
      onEnter: events.submit,
    });
    const recipe = choiceField({ name: 'Recipe', explanation: '', onChange: events.changed });
    const engine = choiceField({
      name: 'Engine',
      explanation: 'What computes: the graphics card, or the processor.',
      onChange: events.changed,
    });
    const seed = numberField({
      name: 'Seed',
      explanation: 'Equal seeds give equal runs.',
      onInput: events.changed,
      onEnter: events.submit,
    });
    const { space, data, label, testLabel, preview } = tables;
    return {
      name: 'Train a predictor',
      launch: 'Train Predictor',
      fields: { space, data, label, testLabel, samples, recipe, engine, seed },
      layout: [
        group('Measured cells', data.element, preview, space.element, side(label, testLabel)),
        group('Training', samples.element, recipe.element, side(engine, seed)),
      ],
      first: {
        space: '',
        data: '',
        label: '',
        testLabel: '',
        samples: trainCommand.options.samples.initial.toString(),
        recipe: '',
        engine: '',
        seed: '0',
      },
      adapt(choices) {
        tables.adapt(choices);
        recipe.control.offer(choices.recipes.map(name => ({ value: name, text: name })));
        recipe.explain(recipeWords[recipe.control.value()] ?? 'How the predictor is built and trained.');
        show(recipe.element, choices.recipes.length > 1);
        const wanted = engine.control.value();
        const known = wanted === '' || engines.some(({ name }) => name === wanted);
        engine.control.offer([
          { value: '', text: 'The one of the settings' },
          ...engines.map(({ name, text }) => ({ value: name, text })),
          ...(known ? [] : [{ value: wanted, text: wanted }]),
        ]);
        // A small table leaves a fifth of its cells to test with, unless the user has said otherwise.
        const rows = choices.tables.find(t => t.path === data.control.value())?.rows;
        if (rows !== undefined && !samplesTyped) samples.control.set(defaultSamples(rows).toString());
      },
      check: (draft, choices) => checkTrain(draft, choices, tables.check()),
      start: settings => post({ kind: 'train', settings }),
      draftOf: settings => ({
        ...settings,
        samples: settings.samples.toString(),
        seed: settings.seed.toString(),
        testLabel: settings.testLabel ?? '',
        engine: settings.engine ?? '',
      }),
    };
  });
  return {
    ...form,
    fill(settings) {
      tables.keepSpace();
      samplesTyped = true;
      form.fill(settings);
    },
    pickTable: tables.pick,
    offerEngines(next) {
      engines = next;
      form.refresh();
    },
  };
}
