import type { Option } from './option';

/** Options of the commands that read a table of measured cells. */

/** For a command whose form has no field for it. */
export const plainGoalOption = {
  kind: 'choice',
  choices: ['max', 'min'],
  flag: '--goal',
  value: 'goal',
  title: 'Better',
  help: 'whether higher or lower labels are better (default: as the name of the label says, else max)',
} as const satisfies Option;

export const goalOption = { ...plainGoalOption, form: true } as const satisfies Option;

/** Which rows of a table count, for a command whose form has no fields for them. */
export const plainRowOptions = {
  cells: {
    kind: 'text',
    flag: '--cells',
    value: 'column',
    title: 'Cells',
    help: 'the column of the cells, or a pattern of one column a choice, as params_Op{i} (default: found by name and form)',
  },
  where: {
    kind: 'list',
    flag: '--where',
    value: 'column=value',
    title: 'Rows',
    help: 'only rows with this value, as dataset=cifar10 (!= for all others, =* to average rows that differ in it)',
    none: 'all rows',
  },
  epoch: {
    kind: 'text',
    flag: '--epoch',
    value: 'last|best|n',
    title: 'Epoch',
    help: 'which epoch of each trial, where rows have several (default: last)',
  },
} as const satisfies Readonly<Record<string, Option>>;

/** Which rows of a table count. */
export const rowOptions = {
  cells: { ...plainRowOptions.cells, form: true },
  where: { ...plainRowOptions.where, form: true },
  epoch: { ...plainRowOptions.epoch, form: true },
} as const satisfies Readonly<Record<string, Option>>;
