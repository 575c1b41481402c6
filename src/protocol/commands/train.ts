import { runDirectoryOptions, spaceOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';
import { goalOption, rowOptions } from '../options/table';
import { engineChoices } from './engines';

/** `renas train`: a predictor from a table of measured cells. */
export const trainCommand = declareCommand({
  name: 'train',
  summary: 'train a predictor for a space on a table of its measured cells',
  options: {
    space: spaceOption,
    data: {
      kind: 'text',
      flag: '--data',
      value: 'file',
      title: 'Table',
      help: 'the table: CSV, TSV or JSONL, gzipped or not',
      required: true,
      path: 'table',
      form: true,
    },
    label: {
      kind: 'text',
      flag: '--label',
      value: 'column',
      title: 'Label column',
      help: 'what to rank by: a numeric column',
      required: true,
      form: true,
    },
    goal: goalOption,
    ...rowOptions,
    samples: {
      kind: 'integer',
      min: 1,
      all: true,
      flag: '--samples',
      value: 'cells',
      title: 'Cells to learn from',
      help: 'how many cells to learn from, drawn by the seed, or all (default: 424, or four fifths of a smaller table, or all of fewer than 50)',
      form: 'required',
      initial: 424,
    },
    folds: {
      kind: 'integer',
      min: 2,
      flag: '--folds',
      value: 'folds',
      title: 'Folds',
      help: 'learn from all cells, and take the figures from cross-validation in so many folds',
    },
    seed: {
      kind: 'integer',
      min: 0,
      flag: '--seed',
      value: 'seed',
      title: 'Seed',
      help: 'equal seeds give equal predictors',
      default: 0,
      form: true,
    },
    recipe: {
      kind: 'choice',
      choices: ['default', 'renas'],
      flag: '--recipe',
      value: 'recipe',
      title: 'Recipe',
      help: 'how to learn',
      default: 'default',
      form: true,
    },
    testLabel: {
      kind: 'text',
      flag: '--test-label',
      value: 'column',
      title: 'Test label column',
      help: 'another column to report the figures against',
      form: true,
    },
    engine: {
      kind: 'choice',
      choices: ['auto', ...engineChoices],
      flag: '--engine',
      value: 'engine',
      title: 'Engine',
      help: 'what computes',
      form: true,
    },
    reference: {
      kind: 'integer',
      min: 100,
      all: true,
      flag: '--reference',
      value: 'cells',
      title: 'Reference cells',
      help: 'how many cells of the space to compare scores with: a number, or all',
      default: 10_000,
    },
    out: {
      kind: 'text',
      flag: '--out',
      value: 'dir',
      help: 'where to write the predictor',
      path: 'file',
      changes: true,
    },
    ...runDirectoryOptions,
  },
});

export type TrainSettings = SettingsOf<typeof trainCommand>;

/** How many of a table's cells are learned from unless told otherwise: 424, 0.1 % of NAS-Bench-101 as ReNAS takes, or four fifths of a smaller table. */
export function defaultSamples(cells: number): number {
  return Math.max(2, Math.min(trainCommand.options.samples.initial, Math.ceil(0.8 * cells)));
}
