import type { PickleValue } from '../pickle/pickleValue';
import { readPickle } from '../pickle/readPickle';

/** What one file of a NATS-Bench folder says of its cell. */
export interface Architecture {
  readonly index: number;
  /** Published spelling: `|avg_pool_3x3~0|+|…`. */
  readonly spelling: string;
  readonly figures: readonly Figure[];
}

/** One number, with all that says what it is of. */
export interface Figure {
  /** `accuracy`: of the last epoch. */
  readonly kind: 'accuracy' | 'parameters' | 'mflops' | 'latency' | 'seconds';
  /** `cifar10-valid`, `cifar10`, `cifar100` or `ImageNet16-120`. */
  readonly dataset: string;
  /** `train`, `x-valid`, `x-test` or `ori-test`; for accuracies alone. */
  readonly split: string;
  /** Epochs of the whole training: 12 or 200. */
  readonly epochs: number;
  readonly seed: number;
  readonly value: number;
}

const maxTrainings = 64;
const maxSplits = 8;
/** Names of data sets and splits become names of columns. */
const isName = (value: PickleValue | undefined): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,32}$/.test(value);

/** Reads the decompressed pickle of one architecture. A string says what is wrong. */
export function readArchitecture(bytes: Uint8Array): Architecture | string {
  const read = readPickle(bytes);
  if (typeof read === 'string') return read;
  const { value } = read;
  if (!(value instanceof Map) || value.size === 0) return 'it does not hold results by number of epochs';
  let index: number | undefined;
  let spelling: string | undefined;
  const figures: Figure[] = [];
  for (const results of value.values()) {
    if (!(results instanceof Map)) return 'it does not hold results by number of epochs';
    const [ofIndex, ofSpelling] = [results.get('arch_index'), results.get('arch_str')];
    if (typeof ofIndex !== 'number' || !Number.isSafeInteger(ofIndex) || ofIndex < 0)
      return 'its arch_index is not a number';
    if (typeof ofSpelling !== 'string' || ofSpelling.length > 1000) return 'its arch_str is not a text';
    if ((index ?? ofIndex) !== ofIndex || (spelling ?? ofSpelling) !== ofSpelling)
      return 'it holds two different cells';
    index = ofIndex;
    spelling = ofSpelling;
    const wrong = readTrainings(results.get('all_results'), figures);
    if (wrong !== undefined) return wrong;
  }
  return { index: index!, spelling: spelling!, figures };
}

/** The trainings of one number of epochs, by data set and seed. */
function readTrainings(trainings: PickleValue | undefined, into: Figure[]): string | undefined {
  if (!(trainings instanceof Map)) return 'it has no all_results';
  if (trainings.size > maxTrainings)
    return `it has ${trainings.size} trainings, and ${maxTrainings} are the most`;
  for (const [key, training] of trainings) {
    const [dataset, seed] = Array.isArray(key) ? key : [];
    if (!isName(dataset) || typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0)
      return 'a training of it is not named by data set and seed';
    if (!(training instanceof Map)) return 'a training of it holds no results';
    const wrong = readTraining(training, dataset, seed, into);
    if (wrong !== undefined) return `its training on ${dataset} with seed ${seed} ${wrong}`;
  }
  return undefined;
}

function readTraining(
  training: ReadonlyMap<PickleValue, PickleValue>,
  dataset: string,
  seed: number,
  into: Figure[],
): string | undefined {
  const epochs = training.get('epochs');
  if (typeof epochs !== 'number' || !Number.isSafeInteger(epochs) || epochs < 1 || epochs > 10_000)
    return 'has no number of epochs';
  const push = (kind: Figure['kind'], split: string, value: PickleValue | undefined) => {
    if (typeof value === 'number' && Number.isFinite(value))
      into.push({ kind, dataset, split, epochs, seed, value });
  };
  const accuracies = training.get('eval_acc1es');
  const splits = training.get('eval_names');
  if (!(accuracies instanceof Map) || !Array.isArray(splits) || splits.length > maxSplits)
    return 'has no accuracies';
  for (const split of splits) {
    if (!isName(split)) return 'has a split without a name';
    const value = accuracies.get(`${split}@${epochs - 1}`);
    if (typeof value !== 'number' || !(value >= 0 && value <= 100))
      return `has no accuracy of its last epoch on ${split}`;
    push('accuracy', split, value);
  }
  const ofTraining = training.get('train_acc1es');
  if (ofTraining instanceof Map) push('accuracy', 'train', ofTraining.get(epochs - 1));
  push('parameters', '', millions(training.get('params')));
  push('mflops', '', training.get('flop'));
  push('latency', '', milliseconds(training.get('latency')));
  push('seconds', '', sum(training.get('train_times')));
  return undefined;
}

/** NATS-Bench counts in millions; some files have a tuple whose first entry is the sum. */
function millions(params: PickleValue | undefined): number | undefined {
  const value = Array.isArray(params) ? (params as readonly PickleValue[])[0] : params;
  return typeof value === 'number' ? Math.round(value * 1e6) : undefined;
}

/** The mean of the latencies there are, which are in seconds. */
function milliseconds(latencies: PickleValue | undefined): number | undefined {
  if (!Array.isArray(latencies) || latencies.length === 0) return undefined;
  const total = sum(latencies);
  return total === undefined ? undefined : (1000 * total) / latencies.length;
}

function sum(values: PickleValue | undefined): number | undefined {
  const all = values instanceof Map ? [...values.values()] : Array.isArray(values) ? values : undefined;
  let total = 0;
  for (const value of all ?? []) {
    if (typeof value !== 'number') return undefined;
    total += value;
  }
  return all === undefined || all.length === 0 ? undefined : total;
}
