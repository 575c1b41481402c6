import { runDirectoryOptions, spaceOption } from '../options/common';
import { limitOptions } from '../options/limits';
import { declareCommand, type SettingsOf } from '../options/option';
import { goalOption, rowOptions } from '../options/table';

/** `renas loop`: measures a few cells, learns from them, measures the most promising, and so on. */
export const loopCommand = declareCommand({
  name: 'loop',
  summary: 'find the best cell with few measurements, each looked up in a table',
  options: {
    space: spaceOption,
    oracle: {
      kind: 'text',
      flag: '--oracle',
      value: 'file',
      title: 'Table',
      help: 'the table that measurements are looked up in; only its cells are tried',
      required: true,
      path: 'table',
      form: true,
    },
    label: {
      kind: 'text',
      flag: '--label',
      value: 'column',
      title: 'Label column',
      help: 'what is measured',
      required: true,
      form: true,
    },
    goal: goalOption,
    ...rowOptions,
    testLabel: {
      kind: 'text',
      flag: '--test-label',
      value: 'column',
      title: 'Test label column',
      help: 'another column to report, which nothing is chosen by',
      form: true,
    },
    budget: {
      kind: 'integer',
      min: 1,
      flag: '--budget',
      value: 'cells',
      title: 'Cells to measure',
      help: 'how many cells to measure at most',
      required: true,
      form: true,
      initial: 50,
    },
    seed: {
      kind: 'integer',
      min: 0,
      flag: '--seed',
      value: 'seed',
      title: 'Seed',
      help: 'equal seeds measure equal cells',
      default: 0,
      form: true,
    },
    ...limitOptions,
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file.cell',
      help: 'where to write the cells measured, best first',
      path: 'file',
      changes: true,
    },
    ...runDirectoryOptions,
  },
});

export type LoopSettings = SettingsOf<typeof loopCommand>;
