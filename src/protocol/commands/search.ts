import { predictorOption, runDirectoryOptions, spaceOption } from '../options/common';
import { limitOptions } from '../options/limits';
import { declareCommand, type SettingsOf } from '../options/option';
import { plainRowOptions } from '../options/table';

/** `renas search`: cells that a predictor ranks high, as a `.cell` file. */
export const searchCommand = declareCommand({
  name: 'search',
  summary: 'find the cells of a space that its predictor ranks highest',
  options: {
    space: spaceOption,
    predictor: { ...predictorOption, form: true },
    strategy: {
      kind: 'choice',
      choices: ['evolution', 'local', 'random', 'exhaustive'],
      flag: '--strategy',
      value: 'strategy',
      title: 'Strategy',
      help: 'how to look',
      default: 'evolution',
      form: true,
    },
    budget: {
      kind: 'integer',
      min: 1,
      flag: '--budget',
      value: 'cells',
      title: 'Cells to score',
      help: 'how many cells to score at most (default: 2000, and the whole space for exhaustive)',
      form: true,
      initial: 2000,
    },
    top: {
      kind: 'integer',
      min: 1,
      flag: '--top',
      value: 'cells',
      title: 'Cells to keep',
      help: 'how many cells to keep',
      default: 10,
      form: true,
    },
    seed: {
      kind: 'integer',
      min: 0,
      flag: '--seed',
      value: 'seed',
      title: 'Seed',
      help: 'equal seeds find equal cells',
      default: 0,
      form: true,
    },
    ...limitOptions,
    pareto: { ...limitOptions.pareto, title: 'Weigh the rank against' },
    start: {
      kind: 'text',
      flag: '--start',
      value: 'file.cell:cell',
      title: 'Start cell',
      help: 'a cell to begin with',
      path: 'cell',
      form: true,
    },
    data: {
      kind: 'text',
      flag: '--data',
      value: 'file',
      title: 'Table',
      help: 'a table of measured cells, to report what the found ones really measured',
      path: 'table',
    },
    label: {
      kind: 'text',
      flag: '--label',
      value: 'column',
      title: 'Label column',
      help: 'the column of --data to report',
    },
    cells: plainRowOptions.cells,
    where: plainRowOptions.where,
    epoch: plainRowOptions.epoch,
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file.cell',
      help: 'where to write the cells found',
      path: 'file',
      changes: true,
    },
    ...runDirectoryOptions,
  },
});

export type SearchSettings = SettingsOf<typeof searchCommand>;
