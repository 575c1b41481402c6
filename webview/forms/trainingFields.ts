import { sourceOptions, trainingFormOptions } from '../../src/protocol/options/measure';
import { declareCommand, inForm } from '../../src/protocol/options/option';
import type { FromPage } from '../../src/protocol/panel';
import { whyNoCommand } from '../../src/protocol/placeholders';
import type { MeasuringPlace, RunForm } from '../../src/protocol/runForms';
import type { Cluster } from '../../src/protocol/slurm/partitions';
import type { Choice, Dropdown } from '../kit/controls';
import { show } from '../kit/dom';
import { listSeparator } from './draft';
import { choiceField, type Field, optionFields } from './fields';
import { type FormEvents, side } from './form';
import { createPlaceFields } from './placeFields';

const command = declareCommand({
  name: 'training',
  summary: '',
  options: { ...inForm(sourceOptions), ...trainingFormOptions },
});

export const trainingSources = ['images', 'command', 'evaluator'] as const;
type TrainingSource = (typeof trainingSources)[number];
export type TrainingKey = TrainingSource | keyof typeof trainingFormOptions;

const sourceChoices: readonly (Choice & { readonly value: TrainingSource })[] = [
  { value: 'images', text: 'Built-in trainer' },
  { value: 'command', text: 'Training command' },
  { value: 'evaluator', text: 'Evaluator that stays alive' },
];
const sourceWords: Readonly<Record<TrainingSource, string>> = {
  images: 'Trains image classifiers with PyTorch, on images of your own.',
  command: 'A command of your own, run once for each training.',
  evaluator: 'A command of your own, such as a supernet, that measures one cell after another.',
};
/** What goes with one source alone. */
const ofSource: Readonly<Record<TrainingSource, readonly TrainingKey[]>> = {
  images: ['python', 'training'],
  command: ['pattern'],
  evaluator: [],
};

export const goalChoices: readonly Choice[] = [
  { value: '', text: 'As its name says' },
  { value: 'max', text: 'Higher is better' },
  { value: 'min', text: 'Lower is better' },
];

/** The fields of a form for what trains cells, how long, and how many at once. */
export interface TrainingFields {
  readonly source: Field<Dropdown>;
  readonly fields: Readonly<Record<TrainingKey, Field>>;
  /** What trains, and for how long. */
  readonly training: readonly HTMLElement[];
  /** Where it runs. */
  readonly machine: HTMLElement;
  /** `undefined`: measurements come from elsewhere. */
  chosen(): TrainingSource | undefined;
  /** `undefined`: the other one. The form holds what was chosen. */
  choose(source: TrainingSource | undefined): void;
  /** The Slurm cluster that is reached from here, and where cells were trained last. */
  offerCluster(cluster: Cluster | undefined, remembered: MeasuringPlace | undefined): void;
  pickImages(images: string): void;
  adapt(): void;
  review(): TrainingReview;
}

export interface TrainingReview {
  readonly wrong: Partial<Record<TrainingKey, string | undefined>>;
  /** What was not entered yet is no mistake, but nothing can be started without it. */
  readonly waits: boolean;
  readonly unused: readonly TrainingKey[];
}

export interface TrainingFieldsOptions {
  readonly form: RunForm;
  /** What the form held last. */
  readonly saved: Readonly<Partial<Record<TrainingKey, string>>>;
  readonly post: (message: FromPage) => void;
  /** Another source of measurements, and what it is. */
  readonly other?: Choice & { readonly words: string };
}

export function createTrainingFields(
  { form, saved, post, other }: TrainingFieldsOptions,
  events: FormEvents,
): TrainingFields {
  /** What it holds was chosen, and gives way to nothing that is remembered. */
  let touched = saved.on !== undefined;
  const { number, line } = optionFields(command, events);
  const place = createPlaceFields(events);
  const source = choiceField({ name: 'Source', explanation: '', onChange: events.changed });
  source.control.offer([...(other ? [other] : []), ...sourceChoices]);
  const images = line(
    'images',
    'A folder with a folder of images for each class, a folder of idx files, or an .npz file.',
    'data/photos',
    [{ text: 'Browse…', secondary: true, onClick: () => post({ kind: 'browseImages', form }) }],
  );
  const fields = {
    images,
    command: line(
      'command',
      'Names in braces stand for the values: {network}, {epochs}, {seed}, {device}.',
      'python train.py --net {network} --epochs {epochs} --seed {seed}',
    ),
    evaluator: line(
      'evaluator',
      'It reads jobs as JSON lines, and answers with the same.',
      'python supernet.py',
    ),
    python: line('python', 'One that has PyTorch.', 'python3'),
    training: line(
      'training',
      `Its settings, with${listSeparator}between several.`,
      `rate=0.05${listSeparator}batch=128`,
    ),
    pattern: line(
      'pattern',
      'A regular expression for the result, where the command reports none.',
      'found by its name',
    ),
    epochs: number('epochs', 'Of each training.'),
    secondsPerCell: number('secondsPerCell', 'The training of a cell ends after them.'),
    ...place.fields,
  } as const satisfies Readonly<Record<TrainingKey, Field>>;
  for (const each of ['command', 'evaluator'] as const) fields[each].control.element.classList.add('long');
  const chosen = () => {
    const value = source.control.value();
    return value === other?.value
      ? undefined
      : (trainingSources.find(each => each === value) ?? (other ? undefined : 'images'));
  };
  const choose = (next: TrainingSource | undefined) => source.control.set(next ?? other?.value ?? 'images');
  choose(trainingSources.find(each => (saved[each] ?? '') !== ''));
  return {
    source,
    fields,
    training: [
      images.element,
      fields.command.element,
      fields.evaluator.element,
      side(fields.python, fields.training),
      fields.pattern.element,
      side(fields.epochs, fields.secondsPerCell),
    ],
    machine: place.layout,
    chosen,
    choose(next) {
      touched = true;
      choose(next);
    },
    offerCluster(cluster, remembered) {
      place.offer(cluster, touched ? undefined : remembered);
      touched = true;
    },
    pickImages(path) {
      images.control.set(path);
      events.changed();
    },
    adapt() {
      const own = chosen();
      source.explain(own === undefined ? (other?.words ?? '') : sourceWords[own]);
      for (const each of trainingSources) {
        show(fields[each].element, each === own);
        for (const key of ofSource[each]) show(fields[key].element, each === own);
      }
      place.adapt(own === 'evaluator');
    },
    review() {
      const own = chosen();
      const keys = Object.keys(fields) as TrainingKey[];
      if (own === undefined) return { wrong: {}, waits: false, unused: keys };
      const typed = (key: TrainingKey) => fields[key].control.value();
      const where = place.review(own === 'evaluator');
      const wrong: Partial<Record<TrainingKey, string | undefined>> = { ...where.wrong };
      const waits = typed(own).trim() === '';
      if (own === 'images') {
        if (typed('epochs').trim() === '' && typed('secondsPerCell').trim() === '')
          wrong.epochs = 'Enter the epochs of a training, or its seconds.';
      } else if (!waits) wrong[own] = whyNoCommand(typed(own));
      if (typed('pattern') !== '' && own === 'command') wrong.pattern = whyNoPattern(typed('pattern'));
      const others = trainingSources.filter(each => each !== own);
      return {
        wrong,
        waits,
        unused: [...others.flatMap(each => [each, ...ofSource[each]]), ...where.unused],
      };
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
