import { measureCommand } from '../../src/protocol/commands/measure';
import type { Draft } from '../../src/protocol/options/form';
import type { FileCells, FromPage } from '../../src/protocol/panel';
import { whyNoCommand } from '../../src/protocol/placeholders';
import type { MeasureFormSettings, MeasuringPlace } from '../../src/protocol/runForms';
import type { Cluster } from '../../src/protocol/slurm/partitions';
import type { Choice } from '../kit/controls';
import { show } from '../kit/dom';
import { listSeparator, type Wrong } from './draft';
import { choiceField, optionFields } from './fields';
import { createForm, type Form, group, side } from './form';
import { createPlaceFields } from './placeFields';

export type MeasureDraft = Draft<typeof measureCommand.options>;

export interface MeasureForm extends Form<typeof measureCommand.options> {
  /** The cells of the open file, which can be measured. */
  offerCells(cells: FileCells): void;
  /** The Slurm cluster that is reached from here, and where cells were trained last. */
  offerCluster(cluster: Cluster | undefined, remembered: MeasuringPlace | undefined): void;
}

const sources = ['images', 'command', 'evaluator'] as const;
type Source = (typeof sources)[number];

const sourceChoices: readonly (Choice & { readonly value: Source })[] = [
  { value: 'images', text: 'Built-in trainer' },
  { value: 'command', text: 'Training command' },
  { value: 'evaluator', text: 'Evaluator that stays alive' },
];
const sourceWords: Readonly<Record<Source, string>> = {
  images: 'Trains image classifiers with PyTorch, on images of your own.',
  command: 'A command of your own, run once for each training.',
  evaluator: 'A command of your own, such as a supernet, that measures one cell after another.',
};
/** What goes with one source alone. */
const ofSource: Readonly<Record<Source, readonly (keyof MeasureDraft)[]>> = {
  images: ['python', 'training'],
  command: ['pattern'],
  evaluator: [],
};

const goals: readonly Choice[] = [
  { value: '', text: 'As its name says' },
  { value: 'max', text: 'Higher is better' },
  { value: 'min', text: 'Lower is better' },
];

/** *Measure cells*: which ones, what measures them, how long and how many at once. */
export function createMeasureForm(
  saved: Partial<MeasureDraft>,
  post: (message: FromPage) => void,
  onChange: () => void,
): MeasureForm {
  /** What it holds was chosen, and gives way to nothing that is remembered. */
  let touched = false;
  let open: FileCells = { file: undefined, spaces: [] };
  let sourceOf!: (draft: Partial<MeasureDraft>) => void;
  let place!: ReturnType<typeof createPlaceFields>;
  let setCells!: (file: string, cell: readonly string[]) => void;

  const form = createForm(measureCommand, saved, onChange, events => {
    const { choice, number, line } = optionFields(measureCommand, events);
    const file = choice('file', 'What its cells measure is written into it.');
    const cell = choice('cell');
    const source = choiceField({ name: 'Source', explanation: '', onChange: events.changed });
    source.control.offer(sourceChoices);
    const images = line(
      'images',
      'A folder with a folder of images for each class, a folder of idx files, or an .npz file.',
      'data/photos',
    );
    const command = line(
      'command',
      'Names in braces stand for the values: {network}, {epochs}, {seed}, {device}.',
      'python train.py --net {network} --epochs {epochs} --seed {seed}',
    );
    const evaluator = line(
      'evaluator',
      'It reads jobs as JSON lines, and answers with the same.',
      'python supernet.py',
    );
    for (const { control } of [command, evaluator]) control.element.classList.add('long');
    const python = line('python', 'One that has PyTorch.', 'python3');
    const training = line(
      'training',
      `Its settings, with${listSeparator}between several.`,
      `rate=0.05${listSeparator}batch=128`,
    );
    const pattern = line(
      'pattern',
      'A regular expression for the result, where the command reports none.',
      'found by its name',
    );
    const epochs = number('epochs', 'Of each training.');
    const secondsPerCell = number('secondsPerCell', 'The training of a cell ends after them.');
    place = createPlaceFields(events);
    const seeds = number('seeds', 'Several show how much results vary.');
    const seed = number('seed', 'Of the first training of each cell.');
    const label = line('label', 'The reported value that counts.');
    const goal = choice('goal', 'Which of its values are better.');
    goal.control.offer(goals);
    const fields = {
      ...{ file, cell, images, command, evaluator, python, training, pattern, epochs, secondsPerCell },
      ...{ ...place.fields, seeds, seed, label, goal },
    };
    const chosen = () => sources.find(each => each === source.control.value()) ?? 'images';
    sourceOf = draft => source.control.set(sources.find(each => (draft[each] ?? '') !== '') ?? chosen());
    sourceOf(saved);
    setCells = (path, names) => {
      file.control.set(path);
      cell.control.set(names.join(listSeparator));
    };

    return {
      name: 'Measure cells',
      launch: 'Measure',
      fields,
      layout: [
        group('Cells', side(file, cell)),
        group(
          'Training',
          source.element,
          images.element,
          command.element,
          evaluator.element,
          side(python, training),
          pattern.element,
          side(epochs, secondsPerCell),
          side(seeds, seed),
        ),
        place.layout,
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
        source.explain(sourceWords[chosen()]);
        for (const each of sources) {
          show(fields[each].element, each === chosen());
          for (const key of ofSource[each]) show(fields[key].element, each === chosen());
        }
        place.adapt(chosen() === 'evaluator');
      },
      review(draft) {
        const own = chosen();
        const where = place.review(own === 'evaluator');
        const wrong: Wrong<typeof measureCommand.options> = { ...where.wrong };
        // What was not entered yet is no mistake, but nothing can be started without it.
        const waits = draft[own].trim() === '';
        if (own === 'images') {
          if (draft.epochs.trim() === '' && draft.secondsPerCell.trim() === '')
            wrong.epochs = 'Enter the epochs of a training, or its seconds.';
        } else if (!waits) wrong[own] = whyNoCommand(draft[own]);
        if (draft.pattern !== '' && own === 'command') wrong.pattern = whyNoPattern(draft.pattern);
        const others = sources.filter(each => each !== own);
        return {
          wrong,
          waits,
          unused: [...others.flatMap(each => [each, ...ofSource[each]]), ...where.unused],
        };
      },
      start: (settings, extras) => post({ kind: 'measure', settings, ...extras }),
    };
  });
  return {
    ...form,
    fill(settings: MeasureFormSettings) {
      // Cells were chosen, and nothing that measures them: that stays as it was used last.
      if (sources.every(each => settings[each] === undefined)) {
        setCells(settings.file, settings.cell ?? []);
        form.refresh();
        return onChange();
      }
      sourceOf({
        images: settings.images ?? '',
        command: settings.command ?? '',
        evaluator: settings.evaluator ?? '',
      });
      touched = true;
      form.fill(settings);
    },
    offerCells(cells) {
      open = cells;
      form.refresh();
    },
    offerCluster(cluster, remembered) {
      place.offer(cluster, saved.on === undefined && !touched ? remembered : undefined);
      touched = true;
      form.refresh();
    },
  };
}

function whyNoPattern(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch {
    return 'This is no regular expression.';
  }
}
