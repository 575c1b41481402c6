import type { Goal } from '../cells/goal';
import type { SearchSpace } from '../cells/space';
import type { TopFigures } from './metrics';
import type { Reference } from './reference';

/** What a predictor is and how good: `card.json` of a model's folder. */
export interface ModelCard {
  readonly format: 1;
  /** `nasbench101, default, 424 cells` */
  readonly name: string;
  readonly recipe: string;
  readonly space: SearchSpace;
  /** What it learned from, for people: `424 cells, validation_accuracy of nasbench101.csv.gz`. */
  readonly source: string;
  readonly data: TableSource;
  readonly label: string;
  /** Which values of the label are better; absent: the higher ones. */
  readonly goal?: Goal;
  readonly trained: number;
  readonly seed: number;
  /** Kendall's τ on the cells not trained on: the first of `figures`; absent where there were none. */
  readonly kendallTau?: number;
  /** On cells not trained on: against the test label first, where one was given, then the label. */
  readonly figures: readonly Figures[];
  /** The figures are by cross-validation in so many folds: over all cells trained on, each left out once. */
  readonly folds?: number;
  /** Share of those cells whose true place was within the interval given, which is meant to hold four of five. */
  readonly intervalsHold?: number;
  /** Numbers in the saved model. */
  readonly numbers: number;
  readonly reference: Reference;
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly created: string;
  /** What training took, without the figures and the reference. */
  readonly trainSeconds: number;
}

export interface TableSource {
  readonly file: string;
  readonly sha256: string;
}

/** How well predicted and measured values agree over `cells` cells. */
export interface Figures {
  readonly label: string;
  /** Which values of this column are better; absent: the higher ones. */
  readonly goal?: Goal;
  readonly cells: number;
  readonly kendallTau: number;
  readonly spearmanRho: number;
  readonly top: TopFigures;
}

/** Reads the text of a `card.json`; a string says, in half a sentence, what is wrong with it. */
export function parseModelCard(text: string): ModelCard | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'card.json is not valid JSON';
  }
  if (!isRecord(value)) return 'card.json does not hold an object';
  if (value['format'] !== 1)
    return `card.json has the format ${String(value['format'])}, and this version of ReNAS reads format 1`;
  for (const key of ['name', 'recipe', 'source', 'label', 'created'])
    if (typeof value[key] !== 'string') return `card.json has no text "${key}"`;
  for (const key of ['trained', 'seed'])
    if (typeof value[key] !== 'number') return `card.json has no number "${key}"`;
  if (!Array.isArray(value['figures'])) return 'card.json has no list "figures"';
  if (value['goal'] !== undefined && value['goal'] !== 'max' && value['goal'] !== 'min')
    return `card.json has the goal ${JSON.stringify(value['goal']).slice(0, 40)}, and a goal is max or min`;
  if (!isSpace(value['space'])) return 'card.json has no whole search space in "space"';
  if (!isReference(value['reference'])) return 'card.json has no whole table of scores in "reference"';
  return value as unknown as ModelCard;
}

function isSpace(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['skeleton'])) return false;
  const { skeleton, operations } = value;
  return (
    typeof value['name'] === 'string' &&
    (value['operationsOn'] === 'vertices' || value['operationsOn'] === 'edges') &&
    Number.isInteger(value['vertices']) &&
    Array.isArray(operations) &&
    operations.every(operation => isRecord(operation) && isRecord(operation['definition'])) &&
    isRecord(skeleton['image']) &&
    ['stem', 'stacks', 'cells', 'classes'].every(key => Number.isInteger(skeleton[key]))
  );
}

function isReference(value: unknown): boolean {
  if (!isRecord(value) || typeof value['cells'] !== 'number') return false;
  const { scores, counts } = value;
  if (!isNumbers(scores) || !isNumbers(counts)) return false;
  const falls = scores.every((score, i) => i === 0 || score < scores[i - 1]!);
  const rises = counts.every((count, i) => i === 0 || count > counts[i - 1]!);
  return scores.length > 0 && scores.length === counts.length && falls && rises;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(item => typeof item === 'number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
