import { runDirectoryOptions } from '../options/common';
import { measuringOptions, sourceOptions, trainingFormOptions } from '../options/measure';
import { declareCommand, inForm, type SettingsOf } from '../options/option';
import { plainGoalOption } from '../options/table';

/** `renas measure FILE`: trains the cells of a file, and writes what they measure. */
export const measureCommand = declareCommand({
  name: 'measure',
  summary: 'train the cells of a file, and write what they measure into it',
  options: {
    file: {
      kind: 'text',
      value: 'file.cell',
      title: 'File',
      help: 'the file of the cells, which gets their measured lines',
      path: 'file',
      required: true,
      changes: true,
      form: 'required',
    },
    cell: {
      kind: 'list',
      flag: '--cell',
      value: 'name',
      title: 'Cells',
      help: 'measure this cell, even if it was before; may be given several times',
      none: 'all that have no measured value yet',
      form: true,
    },
    ...inForm(sourceOptions),
    label: {
      kind: 'text',
      flag: '--label',
      value: 'name',
      title: 'Label',
      help: 'which of the reported values is the label',
      default: 'accuracy',
      form: true,
    },
    goal: { ...plainGoalOption, form: true, empty: 'as its name says' },
    ...measuringOptions,
    ...trainingFormOptions,
    seeds: {
      kind: 'integer',
      min: 1,
      flag: '--seeds',
      value: 'n',
      title: 'Trainings per cell',
      help: 'how often each cell is trained, with other seeds',
      default: 1,
      form: true,
    },
    seed: {
      kind: 'integer',
      min: 0,
      flag: '--seed',
      value: 'seed',
      title: 'Seed',
      help: 'the seed of the first training of each cell',
      default: 0,
      form: true,
    },
    ...runDirectoryOptions,
  },
});

export type MeasureSettings = SettingsOf<typeof measureCommand>;
