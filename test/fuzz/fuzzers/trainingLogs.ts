import type { Random } from '../../../src/cells/random';
import { logLines } from '../../../src/measure/log/logLines';
import { readTrainingLog } from '../../../src/measure/log/readTrainingLog';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, longText, mutateText, pick } from '../mutate';

/** What an epoch prints. Figures of training images differ from those of validation. */
interface Epoch {
  readonly at: number;
  readonly of: number;
  readonly train: string;
  readonly valid: string;
  readonly loss: string;
}

interface Format {
  readonly before?: string;
  readonly epoch: (epoch: Epoch) => string;
}

const percent = (text: string) => (Number(text) * 100).toFixed(2);

/** What known scripts print; the accuracy of validation images of the last epoch is the result. */
const formats: Readonly<Record<string, Format>> = {
  keras: {
    epoch: ({ at, of, train, valid, loss }) =>
      `Epoch ${at}/${of}\n 12/391 [>....] - ETA: 5s - loss: 2.1 - accuracy: 0.1\r391/391 [====] - 5s 12ms/step - loss: ${loss} - accuracy: ${train} - val_loss: ${loss} - val_accuracy: ${valid}`,
  },
  darts: {
    epoch: ({ at, train, valid }) =>
      `01/02 03:04:05 PM epoch ${at} lr 2.5e-02\n01/02 03:04:05 PM train_acc ${percent(train)}\n01/02 03:04:06 PM valid_acc ${percent(valid)}`,
  },
  imagenet: {
    epoch: ({ at, train, valid, loss }) =>
      `Epoch: [${at}][390/391]\tTime  0.212 ( 0.220)\tLoss ${loss} (${loss})\tAcc@1  ${percent(train)} ( ${percent(train)})\nTest: [78/79]\tTime  0.031 ( 0.040)\tLoss ${loss} (${loss})\tAcc@1  ${percent(train)} ( ${percent(valid)})\n *   Acc@1 ${percent(valid)}`,
  },
  transformers: {
    epoch: ({ at, valid, loss }) =>
      `{'loss': ${loss}, 'grad_norm': 1.92, 'learning_rate': 2.1e-05, 'epoch': ${at}.0}\n{'eval_loss': ${loss}, 'eval_accuracy': ${valid}, 'eval_runtime': 12.31, 'epoch': ${at}.0}`,
  },
  csv: {
    before: 'epoch,train_loss,train_acc,val_loss,val_acc',
    epoch: ({ at, train, valid, loss }) => `${at},${loss},${train},${loss},${valid}`,
  },
  fastai: {
    before: 'epoch     train_loss  valid_loss  accuracy  time    ',
    epoch: ({ at, valid, loss }) => `${at}         ${loss}    ${loss}    ${valid}  00:12     `,
  },
  mmengine: {
    epoch: ({ at, valid, loss }) =>
      `01/02 03:04:05 - mmengine - INFO - Epoch(train) [${at}][391/391]  lr: 1.0e-02  eta: 0:00:00  time: 0.0412  memory: 811  loss: ${loss}\n01/02 03:04:15 - mmengine - INFO - Epoch(val) [${at}][79/79]    accuracy/top1: ${percent(valid)}  data_time: 0.0101`,
  },
};

/** Lines that say nothing of the result. */
const besides = [
  'Saving the checkpoint to out/last.ckpt',
  'Files already downloaded and verified',
  'UserWarning: the given array is not writable',
  '=> using the pre-trained network',
];

interface KnownLog {
  readonly format: string;
  readonly epochs: readonly Epoch[];
  /** Lines in between, by the number of the epoch that they follow. */
  readonly besides: readonly (readonly [number, string])[];
  readonly colours: boolean;
  readonly lineBreak: string;
}

interface AnyLog {
  readonly text: string;
  readonly label?: string;
  readonly pattern?: string;
}

const figure = (random: Random, low: number) => (low + 0.35 * random.next()).toFixed(4);

function epochsOf(random: Random): Epoch[] {
  const of = 1 + random.integer(6);
  return Array.from({ length: of }, (_, i) => ({
    ...{ at: i + 1, of, train: figure(random, 0.6), valid: figure(random, 0.2), loss: figure(random, 1.1) },
  }));
}

function textOf(log: KnownLog): string {
  const { before, epoch } = formats[log.format]!;
  const text = [
    ...(before === undefined ? [] : [before]),
    ...log.epochs.flatMap(each => [
      epoch(each),
      ...log.besides.flatMap(([at, line]) => (at === each.at ? [line] : [])),
    ]),
  ].join('\n');
  const coloured = log.colours
    ? text
        .split('\n')
        .map(line => `\u001b[32m${line}\u001b[0m`)
        .join('\n')
    : text;
  return `${coloured}\n`.replaceAll('\n', log.lineBreak);
}

const words = [
  ...[
    'val_acc',
    'accuracy',
    'Acc@1',
    'loss',
    'nan',
    'inf',
    'train',
    'Test:',
    'epoch',
    'best',
    'lr',
    'rank 1',
    '[default0]:',
  ],
  ...[
    '=',
    ':',
    ',',
    '|',
    '(',
    '%',
    '/',
    '1e999',
    '99.9',
    '-0',
    '\t',
    '\r',
    '\n',
    '\u001b[',
    '\u001b]8;;',
    '\u2503',
    ...hostileNames,
  ],
];

const labels = ['accuracy', 'val_acc', 'loss', 'Acc@1', 'constructor', '__proto__', 'none'];
const patterns = ['acc\\w* ([0-9.]+)', '(?<accuracy>[0-9.]+)', '(?<loss>x)?acc', '.*', '(a*)*b'];

/** A log again and again in one line, as progress bars without line breaks print it: longer than what is read of a line. */
function oneLine(random: Random, text: string): string {
  const unit = `${text.replaceAll(/[\r\n]+/g, ' - ')} `;
  return (
    ' '.repeat(random.integer(20)) + unit.repeat(Math.ceil((3000 + random.integer(40_000)) / unit.length))
  );
}

/** Any log is read, without a figure that it does not print; of known scripts the right one is taken, whatever stands around. */
export const trainingLogs: Fuzzer<KnownLog | AnyLog> = {
  name: 'trainingLogs',
  generate(random) {
    const epochs = epochsOf(random);
    const known: KnownLog = {
      ...{ format: pick(random, Object.keys(formats)), epochs, colours: random.next() < 0.3 },
      besides: Array.from({ length: random.integer(3) }, () => [
        1 + random.integer(epochs.length),
        pick(random, besides),
      ]),
      lineBreak: pick(random, ['\n', '\n', '\r\n']),
    };
    if (random.next() < 0.3) return known;
    const others = Object.keys(formats).map(format => textOf({ ...known, format }));
    const own = textOf(known);
    const chance = random.next();
    const text =
      chance < 0.02
        ? longText(random, own)
        : chance < 0.05
          ? oneLine(random, own)
          : mutateText(random, own, words, others);
    return {
      text,
      ...(random.next() < 0.5 ? { label: pick(random, labels) } : {}),
      ...(random.next() < 0.1 ? { pattern: pick(random, patterns.slice(0, -1)) } : {}),
    };
  },
  check(input) {
    if ('format' in input) {
      const reading = readTrainingLog(textOf(input), { label: 'accuracy' });
      const { valid } = input.epochs.at(-1)!;
      const value = reading.kind === 'values' ? reading.values['accuracy']! : Number.NaN;
      const right = [Number(valid), Number(percent(valid))].some(each => each === value);
      require(right, `of a log of ${input.format} it takes ${JSON.stringify(reading)}, and ${valid} is right`);
      return;
    }
    const { text, label, pattern } = input;
    const reading = readTrainingLog(text, {
      ...(label === undefined ? {} : { label }),
      ...(pattern === undefined ? {} : { pattern: new RegExp(pattern) }),
    });
    switch (reading.kind) {
      case 'values': {
        const values = Object.entries(reading.values);
        require(values.length > 0 &&
          values.every(([, value]) => Number.isFinite(value)), 'a value of a log is no finite number');
        require(label === undefined || Object.hasOwn(reading.values, label), 'the label has no value');
        if (pattern === undefined)
          for (const [name, value] of values)
            require(isPrinted(text, value), `the log does not print ${value}, which is taken as ${name}`);
        break;
      }
      case 'ambiguous':
        require(reading.candidates.length > 0, 'nothing is to be chosen from');
        for (const { line } of reading.candidates)
          require(!/\p{Cc}/u.test(line.replaceAll('\t', '')), 'a line that is shown has control characters');
        break;
      case 'none':
        require(reading.others.length <= 20, 'too many other names');
        break;
      case 'diverged':
        requirePlain(reading.name.replace(/nan|undefined/gi, ''), 'the name of a figure');
    }
  },
};

/** Whether a number, or a share that is it, stands in what a terminal shows of a text. */
function isPrinted(log: string, value: number): boolean {
  // Of a long log as it is: its lines may be cut where they are read.
  const text =
    log.length > 15_000
      ? log
      : logLines(log)
          .map(line => line.text)
          .join('\n');
  for (const [number] of text.matchAll(/[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/g))
    if (Number(number) === value) return true;
  for (const [, part, all] of text.matchAll(/([-+]?\d+(?:\.\d*)?)\s?\/\s?(\d+)/g)) {
    const share = Number(part) / Number(all);
    if (share === value || 100 * share === value) return true;
  }
  return false;
}
