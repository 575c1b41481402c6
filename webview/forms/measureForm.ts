import { measureCommand } from '../../src/protocol/commands/measure';
import type { Draft } from '../../src/protocol/options/form';
import type { FileCells, FromPage } from '../../src/protocol/panel';
import type { MeasureFormSettings, MeasuringPlace } from '../../src/protocol/runForms';
import type { Cluster } from '../../src/protocol/slurm/partitions';
import { listSeparator } from './draft';
import { optionFields } from './fields';
import { createForm, type Form, group, side } from './form';
import { createTrainingFields, goalChoices, type TrainingFields, trainingSources } from './trainingFields';

export type MeasureDraft = Draft<typeof measureCommand.options>;

export interface MeasureForm extends Form<typeof measureCommand.options> {
  /** The cells of the open file, which can be measured. */
  offerCells(cells: FileCells): void;
  pickImages(images: string): void;
  /** The Slurm cluster that is reached from here, and where cells were trained last. */
  offerCluster(cluster: Cluster | undefined, remembered: MeasuringPlace | undefined): void;
}

/** *Measure cells*: which ones, what measures them, how long and how many at once. */
export function createMeasureForm(
  saved: Partial<MeasureDraft>,
  post: (message: FromPage) => void,
  onChange: () => void,
): MeasureForm {
  let open: FileCells = { file: undefined, spaces: [] };
  let trainings!: TrainingFields;
  let setCells!: (file: string, cell: readonly string[]) => void;

  const form = createForm(measureCommand, saved, onChange, events => {
    const { choice, number, line } = optionFields(measureCommand, events);
    const file = choice('file', 'What its cells measure is written into it.');
    const cell = choice('cell');
    trainings = createTrainingFields({ form: 'measure', saved, post }, events);
    const seeds = number('seeds', 'Several show how much results vary.');
    const seed = number('seed', 'Of the first training of each cell.');
    const label = line('label', 'The reported value that counts.');
    const goal = choice('goal', 'Which of its values are better.');
    goal.control.offer(goalChoices);
    setCells = (path, names) => {
      file.control.set(path);
      cell.control.set(names.join(listSeparator));
    };

    return {
      name: 'Measure cells',
      launch: 'Measure',
      fields: { file, cell, ...trainings.fields, seeds, seed, label, goal },
      layout: [
        group('Cells', side(file, cell)),
        group('Training', trainings.source.element, ...trainings.training, side(seeds, seed)),
        trainings.machine,
        group('Result', side(label, goal)),
      ],
      adapt() {
        const wantedFile = file.control.value();
        const files = [...new Set([open.path, wantedFile])].filter(path => path !== undefined && path !== '');
        file.control.offer(files.map(path => ({ value: path!, text: path! })));
        if (wantedFile === '' && open.path !== undefined) file.control.set(open.path);
        const names =
          file.control.value() === open.path
            ? open.spaces.flatMap(({ cells }) => cells.map(({ name }) => name))
            : [];
        const wanted = cell.control.value();
        cell.control.offer([
          { value: '', text: 'All without a measured value' },
          ...[...new Set([...names, ...(wanted === '' ? [] : [wanted])])].map(name => ({
            value: name,
            text: name.split(listSeparator).join(', '),
          })),
        ]);
        file.explain(
          files.length > 0
            ? 'What its cells measure is written into it.'
            : 'Open the .cell file whose cells are to be measured.',
        );
        cell.explain(`${names.length > 0 ? `One of ${names.length}, or all.` : ''}`);
        trainings.adapt();
      },
      review: () => trainings.review(),
      start: (settings, extras) => post({ kind: 'measure', settings, ...extras }),
    };
  });
  return {
    ...form,
    fill(settings: MeasureFormSettings, duplicateOf) {
      // Cells were chosen, and nothing that measures them: that stays as it was used last.
      if (trainingSources.every(each => settings[each] === undefined)) {
        setCells(settings.file, settings.cell ?? []);
        form.refresh();
        return onChange();
      }
      trainings.choose(trainingSources.find(each => settings[each] !== undefined));
      form.fill(settings, duplicateOf);
    },
    offerCells(cells) {
      open = cells;
      form.refresh();
    },
    pickImages: images => trainings.pickImages(images),
    offerCluster(cluster, remembered) {
      trainings.offerCluster(cluster, remembered);
      form.refresh();
    },
  };
}
