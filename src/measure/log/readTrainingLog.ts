import { type Goal, goalOfName } from '../../cells/goal';
import { type Header, headerOf, rowUnder } from './headedTable';
import { type LogLine, logLines } from './logLines';
import { type Meaning, meaningOf, nameKey, type Part } from './metricNames';
import { type NamedValue, namedValues } from './namedValues';

export interface LogQuestion {
  /** The figure that is measured; absent: the accuracy, else the only figure of validation or test that there is. */
  readonly label?: string;
  /** Which of its values are better; absent: as its name tells. */
  readonly goal?: Goal;
  /** Decides alone: its first group, or a group that is named after the label, is the value; the last match counts. */
  readonly pattern?: RegExp;
}

/** A figure that may be the result. */
export interface Candidate {
  /** As printed; given as the label, it decides. */
  readonly name: string;
  readonly value: number;
  /** The line that it stands in, without control characters. */
  readonly line: string;
  /** Which of several processes printed it. */
  readonly process?: string;
}

/** What an output says of the figure that is measured. */
export type LogReading =
  | {
      readonly kind: 'values';
      /** The figure that was taken, as printed. */
      readonly name: string;
      readonly goal: Goal;
      /** The measured value first, under the label (or its printed name); then other figures of the trained network. */
      readonly values: Readonly<Record<string, number>>;
    }
  /** Several figures may be the result, or one that may be of training images: the user says which. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  /** The last value or the last loss is not a number: this network cannot be trained so. */
  | { readonly kind: 'diverged'; readonly name: string }
  /** Nothing of the label is in it; `others` are the names of what is. */
  | { readonly kind: 'none'; readonly others: readonly string[] };

/** A figure, with what is known of its images. */
interface Figure extends Candidate {
  readonly meaning: Meaning;
  readonly part: Part | undefined;
  /** It may be of training images: the bar of an epoch, or a line with a learning rate. */
  readonly doubtful: boolean;
}

/**
 * Reads the result in what a training script printed. Takes the last value of validation or test images, never one of
 * training images, and leaves the choice to the user where there are several. Never throws; takes time linear in the text.
 */
export function readTrainingLog(text: string, question: LogQuestion = {}): LogReading {
  const lines = logLines(text);
  if (question.pattern) return matched(lines, question.pattern, question);
  const figures = lastFigures(lines);
  const wanted = meaningOf(question.label ?? 'accuracy');
  let named = figures.filter(figure => isNamed(figure, question.label, wanted));
  if (named.length === 0 && question.label === undefined) {
    const validated = figures.filter(
      ({ part, meaning }) => (part === 'valid' || part === 'test') && !isCost(meaning),
    );
    if (new Set(validated.map(({ meaning }) => meaning.core)).size > 1)
      return { kind: 'ambiguous', candidates: validated.map(asCandidate) };
    named = validated;
  }
  const lost = figures.findLast(({ meaning }) => /\b(?:loss|nll|bpb)\b/.test(meaning.core));
  const choice = choose(named, wanted, question.label);
  if (lost && !Number.isFinite(lost.value) && (choice.length > 0 || named.length === 0))
    return { kind: 'diverged', name: lost.name };
  if (choice.length === 0)
    return {
      kind: 'none',
      others: [...new Set(figures.filter(isResult).map(({ name }) => name))].slice(0, 20),
    };
  const taken = choice.at(-1)!;
  if (choice.some(({ value, doubtful }) => doubtful || !isSame(value, taken.value)))
    return { kind: 'ambiguous', candidates: choice.map(asCandidate) };
  if (!Number.isFinite(taken.value)) return { kind: 'diverged', name: taken.name };
  return {
    kind: 'values',
    name: taken.name,
    goal: question.goal ?? goalOfName(taken.name) ?? 'max',
    values: { [question.label ?? taken.name]: taken.value, ...others(figures, taken) },
  };
}

function matched(lines: readonly LogLine[], pattern: RegExp, { label, goal }: LogQuestion): LogReading {
  const once = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  const found = lines.findLast(({ text }) => once.test(text));
  const match = found && once.exec(found.text);
  if (!match) return { kind: 'none', others: [] };
  const groups = Object.entries(match.groups ?? {}).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, Number.parseFloat(text)] as const],
  );
  const name = label ?? groups[0]?.[0] ?? 'value';
  const own = groups.find(([group]) => group === name)?.[1] ?? Number.parseFloat(match[1] ?? match[0]);
  if (!Number.isFinite(own)) return { kind: 'diverged', name };
  const more = groups.filter(([group, value]) => group !== name && Number.isFinite(value));
  return {
    kind: 'values',
    name,
    goal: goal ?? goalOfName(name) ?? 'max',
    values: { [name]: own, ...Object.fromEntries(more) },
  };
}

/** The last value of each figure, in the order of the output. */
function lastFigures(lines: readonly LogLine[]): readonly Figure[] {
  const last = new Map<string, Figure>();
  let header: Header | undefined;
  // Words of a line without figures, as "Validation:" or "Test metric", hold for the lines that follow it.
  let section: Part | undefined;
  let sectionAge = 0;
  let inEpoch = false;
  for (const { text, process } of distributed(lines)) {
    if (text.trim() === '' || ++sectionAge > 40) section = undefined;
    const row = header && rowUnder(header, text);
    const own = row ?? namedValues(text);
    if (own.length === 0 && text.trim() !== '') {
      // Its rows may come later, with other lines in between.
      header = headerOf(text) ?? header;
      const words = meaningOf(text).part;
      if (/\b(?:finished|complete|completed|done|took|saved|saving|loading|loaded)\b/i.test(text))
        section = undefined;
      else if (words) [section, sectionAge] = [words, 0];
      if (/^\s*epoch\s*\[?\d+/i.test(text)) inEpoch = true;
      continue;
    }
    if (/^\s*epoch\s*\[?\d+(?:\s*\/\s*\d+)?\]?\s*$/i.test(text)) inEpoch = true;
    for (const figure of figuresOf(text, own, row !== undefined, section, inEpoch)) {
      const key = JSON.stringify([nameKey(figure.name), figure.part ?? '', process ?? '']);
      last.delete(key);
      last.set(key, { ...figure, ...(process === undefined ? {} : { process }) });
    }
  }
  return [...last.values()];
}

const saysDistributed =
  /world[_ ]size\W{0,3}(?:[2-9]|\d\d)|\bMEMBER: \d+\/(?:[2-9]|\d\d)|nproc[_-]per[_-]node\W{0,2}(?:[2-9]|\d\d)|process group|\btorchrun\b/i;

/** Where an output says that it is of several processes, those of adjacent lines that differ in a figure alone are told apart. */
function distributed(lines: readonly LogLine[]): readonly LogLine[] {
  if (!lines.some(({ text }) => saysDistributed.test(text))) return lines;
  let before = '';
  let same = 0;
  return lines.map(({ text, process }) => {
    const shape = text.replace(/\d\d:\d\d:\d\d(?:[.,]\d+)?|\d+\.\d+(?:e[-+]?\d+)?/gi, '#');
    same = shape === before && text.trim() !== '' ? same + 1 : 0;
    before = shape;
    return process === undefined && same > 0
      ? { text, process: `line ${same + 1}` }
      : { text, ...(process === undefined ? {} : { process }) };
  });
}

function figuresOf(
  text: string,
  values: readonly NamedValue[],
  isRow: boolean,
  section: Part | undefined,
  inEpoch: boolean,
): readonly Figure[] {
  const bar = /\d\s*\/\s*\d+\s*\[|━━|\d%\||\b(?:step|it\/s|s\/it|eta)\b/i.test(text);
  // What is learned by stands beside figures of training images.
  const learning = values.some(({ name }) => /\b(?:lr|learning[_ ]rate|grad[_ ]?norm)\b/i.test(name));
  let said: Part | undefined = section;
  let aloud = false;
  return values.flatMap(({ name, value, before }) => {
    const meaning = meaningOf(name);
    const words = meaningOf(before).part;
    if (words) [said, aloud] = [words, !/[A-Za-z]+_|[a-z][A-Z]/.test(before)];
    // `train_loss 0.5, accuracy 0.8`: the accuracy may be of either.
    const carried =
      said === 'train' && !aloud && words === undefined && section !== 'train' ? undefined : said;
    const part = meaning.part ?? carried;
    if (meaning.part) [said, aloud] = [meaning.part, /\s/.test(name.trim()) && !/_/.test(name)];
    if (meaning.core === '') return [];
    const doubtful = part === undefined && (learning || (bar && inEpoch) || (!isRow && said === 'train'));
    return [{ name, value, line: text.trim().slice(0, 300), meaning, part, doubtful }];
  });
}

function isNamed({ name, meaning, part }: Figure, label: string | undefined, wanted: Meaning): boolean {
  if (label !== undefined && nameKey(name) === nameKey(label)) return true;
  if (wanted.core === '' || meaning.core !== wanted.core) return false;
  return (wanted.part === undefined || wanted.part === part) && (!wanted.best || meaning.best);
}

/** Of the figures of the label those that may be the result: of validation or test images, else of images not said. */
function choose(named: readonly Figure[], wanted: Meaning, label: string | undefined): readonly Figure[] {
  const asked = named.filter(({ part }) => wanted.part === 'train' || part !== 'train');
  const validated = asked.filter(({ part }) => part === 'valid' || part === 'test');
  const sure = asked.filter(({ doubtful }) => !doubtful);
  const choice = [validated, sure, asked].find(({ length }) => length > 0) ?? [];
  const exact = choice.filter(({ name }) => label !== undefined && nameKey(name) === nameKey(label));
  return exact.length > 0 ? exact : choice;
}

/** Equal as far as both were printed; a share and its per cent are equal too. */
function isSame(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  const digits = (value: number) => (/\.(\d+)$/.exec(`${value}`)?.[1] ?? '').length;
  const close = (x: number, y: number, scale: number) =>
    Math.abs(x - y) <= 0.5001 * 10 ** -Math.min(digits(a) - (scale === 100 ? 2 : 0), digits(b)) + 1e-12;
  return close(a, b, 1) || close(a * 100, b, 100);
}

const costWords =
  /\b(?:memory|mem|vram|ram|latency|seconds|time|runtime|params|parameters|flops|macs|energy|throughput|mb|gb|kib|ms)\b/;
const noResult =
  /\b(?:lr|learning|epoch|epochs|iter|iteration|eta|batch|norm|momentum|samples|per|second|step|steps|seed|id|num|size|warmup|decay)\b/;

function isCost({ core }: Meaning): boolean {
  return costWords.test(core) || noResult.test(core);
}

function isResult({ meaning, part }: Figure): boolean {
  return part !== 'train' && !noResult.test(meaning.core);
}

/** What else is worth keeping of the trained network: other figures of its validation, and what it costs. */
function others(figures: readonly Figure[], taken: Figure): Record<string, number> {
  const kept = figures.filter(
    figure =>
      figure !== taken &&
      Number.isFinite(figure.value) &&
      (figure.process ?? '') === (taken.process ?? '') &&
      figure.meaning.core !== taken.meaning.core &&
      (figure.part === 'valid' || figure.part === 'test' || costWords.test(figure.meaning.core)) &&
      figure.part !== 'train' &&
      !(noResult.test(figure.meaning.core) && !costWords.test(figure.meaning.core)),
  );
  return Object.fromEntries(kept.slice(0, 20).map(({ name, value }) => [name, value]));
}

function asCandidate({ name, value, line, process }: Figure): Candidate {
  return { name, value, line, ...(process === undefined ? {} : { process }) };
}
