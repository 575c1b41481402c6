import { loopCommand } from '../../src/protocol/commands/loop';
import type { Draft, FormKey } from '../../src/protocol/options/form';
import type { FromPage } from '../../src/protocol/panel';
import type { LoopFormSettings, MeasuringPlace } from '../../src/protocol/runForms';
import type { Cluster } from '../../src/protocol/slurm/partitions';
import { formatCount, formatSize } from '../../src/protocol/words';
import { h, show } from '../kit/dom';
import { createCostFields } from './costFields';
import { type Field, optionFields, textLineField } from './fields';
import { createForm, group, side, sizeOf, tooManyCells } from './form';
import type { TableChecks } from './tableChecks';
import { createTableFields, type TableFields, type TableForm, withTable } from './tableFields';
import { createTrainingFields, goalChoices, type TrainingFields, trainingSources } from './trainingFields';

type LoopOptions = typeof loopCommand.options;
export type LoopDraft = Draft<LoopOptions>;

export interface LoopForm extends TableForm<LoopOptions> {
  pickImages(images: string): void;
  offerCluster(cluster: Cluster | undefined, remembered: MeasuringPlace | undefined): void;
}

const table = 'table';
/** What goes with a table alone, and with trainings alone. */
const ofTable: readonly FormKey<LoopOptions>[] = ['oracle', 'cells', 'where', 'epoch', 'testLabel'];
const ofTrainings: readonly FormKey<LoopOptions>[] = [
  ...(['data', 'repeat', 'fidelity'] as const),
  ...(['verify', 'verifyEpochs', 'verifySeeds'] as const),
];

/** *Measure in a loop*: what measures, and how many cells. */
export function createLoopForm(
  saved: Partial<LoopDraft>,
  checks: TableChecks,
  post: (message: FromPage) => void,
  onChange: () => void,
): LoopForm {
  let tables!: TableFields;
  let trainings!: TrainingFields;
  const form = createForm(loopCommand, saved, onChange, events => {
    tables = createTableFields(
      {
        form: 'loop',
        label: 'What is measured, and what the loop goes by.',
        testLabel: 'Another column to report, such as test accuracy. Nothing is chosen by it.',
        spaceChosen: (saved.space ?? '') !== '',
        checks,
        post,
      },
      events,
    );
    const { number, line } = optionFields(loopCommand, events);
    trainings = createTrainingFields(
      {
        form: 'loop',
        saved,
        post,
        other: {
          value: table,
          text: 'Table of measured cells',
          words: 'Each measurement is looked up in it.',
        },
      },
      events,
    );
    const byTable = () => trainings.chosen() === undefined;
    const { space, table: oracle, testLabel, goal, cells, where, epoch, preview } = tables;
    const value = textLineField({
      name: 'Label',
      explanation: 'The reported value that counts.',
      placeholder: 'accuracy',
      onInput: events.changed,
      onEnter: events.submit,
    });
    const label = either(tables.label, value, byTable, 'accuracy');
    const budget = number('budget', 'How many to measure at most.');
    const seed = number('seed', 'Equal seeds measure equal cells.');
    const data = line('data', 'A .cell file with measured lines that count, as an earlier run’s.');
    const repeat = number('repeat', 'So many of the first ten cells are trained twice, to know the noise.');
    const fidelity = epochsOf(number('fidelity', 'Epochs of all trainings but those that verify.'));
    const verify = number('verify', 'So many of the best are trained again at the end.');
    const verifySeeds = number('verifySeeds', 'How often each of them is.');
    const verifyEpochs = number('verifyEpochs', 'For how many epochs.');
    const costs = createCostFields(
      {
        title: 'Weigh the label against',
        explanation: 'Looks for the cells that no other beats in both, instead of the best one.',
      },
      post,
      events,
    );
    const training = h('div', { class: 'fields' }, ...trainings.training);
    const { machine } = trainings;
    const final = group('Noise and Verification', side(repeat, verify), side(verifySeeds, verifyEpochs));
    const first = side(fidelity, data);
    const rows = side(where, epoch);
    return {
      name: 'Measure in a loop',
      launch: 'Measure',
      fields: {
        ...{ space, oracle, label, goal, cells, where, epoch, testLabel, budget, seed },
        ...{ data, repeat, fidelity, verify, verifySeeds, verifyEpochs },
        ...trainings.fields,
        ...costs.fields,
      },
      layout: [
        group(
          'Measurements',
          trainings.source.element,
          oracle.element,
          cells.element,
          preview,
          training,
          space.element,
          side(label, goal),
          testLabel.element,
          rows,
        ),
        group('Loop', side(budget, seed), first),
        machine,
        final,
        costs.layout,
      ],
      adapt(choices) {
        const shown = byTable();
        for (const each of [oracle.element, cells.element, preview, testLabel.element, rows])
          show(each, shown);
        for (const each of [training, machine, final, first]) show(each, !shown);
        show(tables.label.element, shown);
        show(value.element, !shown);
        if (shown) tables.adapt(choices);
        else {
          tables.adaptSpace(choices);
          goal.control.offer(goalChoices);
        }
        const size = sizeOf({ space: space.control.value() }, choices);
        const where = size === undefined ? 'Where to look.' : `Where to look: ${formatSize(size)} cells.`;
        space.explain(shown ? 'The search space that the measured cells belong to.' : where);
        goal.explain(`Which values of ${shown ? 'the label' : 'it'} are better.`);
        trainings.adapt();
        costs.adapt(choices);
      },
      review(draft, choices, settings) {
        const costly = costs.review(choices);
        const own = trainings.review();
        if (!byTable()) {
          const size = sizeOf(draft, choices);
          const budget = size !== undefined && (settings.budget ?? 0) > size ? tooManyCells(size) : undefined;
          const lacks = draft.space === '' ? 'Choose the space to look in.' : undefined;
          return {
            waits: own.waits || costly.waits,
            wrong: { ...own.wrong, ...costly.wrong, space: lacks, budget, fidelity: whyNoFidelity(draft) },
            unused: [...ofTable, ...own.unused, ...costly.unused],
          };
        }
        const { wrong, cells, waits } = tables.review(choices);
        const { table: oracle, ...others } = wrong;
        const budget =
          cells !== undefined && (settings.budget ?? 0) > cells
            ? `Enter at most ${formatCount(cells)}: the table has no more cells to measure.`
            : undefined;
        return {
          waits: waits || costly.waits,
          wrong: { ...others, oracle, budget, ...costly.wrong },
          unused: [...ofTrainings, ...own.unused, ...costly.unused],
        };
      },
      start: (settings, extras) => post({ kind: 'loop', settings, ...extras }),
    };
  });
  const withTables = withTable(form, tables);
  return {
    ...withTables,
    fill(settings: LoopFormSettings, duplicateOf) {
      trainings.choose(trainingSources.find(each => settings[each] !== undefined));
      withTables.fill(settings, duplicateOf);
    },
    pickImages: images => trainings.pickImages(images),
    offerCluster(cluster, remembered) {
      trainings.offerCluster(cluster, remembered);
      form.refresh();
    },
  };
}

function whyNoFidelity({ fidelity, epochs, verifyEpochs }: LoopDraft): string | undefined {
  const text = fidelity.trim();
  if (text === '') return undefined;
  if (!/^epochs=[1-9]\d{0,8}$/.test(text))
    return 'Enter a whole number of at least 1, or nothing for in full.';
  return epochs.trim() === '' && verifyEpochs.trim() === ''
    ? 'Say how many epochs are full, at Epochs or Epochs to verify.'
    : undefined;
}

/** A field for the number alone of `epochs=12`. */
function epochsOf(field: Field): Field {
  const { control } = field;
  return {
    ...field,
    control: {
      ...control,
      value: () => (control.value().trim() === '' ? '' : `epochs=${control.value().trim()}`),
      set: text => control.set(text.replace(/^epochs=/, '')),
    },
  };
}

/** One option with two fields, of which one is used; `otherwise`: what the second one says while it is empty. */
function either(first: Field, second: Field, useFirst: () => boolean, otherwise: string): Field {
  const element = h('div', { class: 'either' }, first.element, second.element);
  return {
    element,
    control: {
      element,
      value: () => (useFirst() ? first.control.value() : second.control.value().trim() || otherwise),
      set(text) {
        if (useFirst()) first.control.set(text);
        else second.control.set(text);
      },
    },
    explain: text => (useFirst() ? first : second).explain(text),
    complain: sentence => (useFirst() ? first : second).complain(sentence),
    changedFrom: before => (useFirst() ? first : second).changedFrom(before),
  };
}
