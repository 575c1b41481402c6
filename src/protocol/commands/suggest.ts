import { jsonOption, spaceOption } from '../options/common';
import { limitOptions } from '../options/limits';
import { declareCommand, type SettingsOf } from '../options/option';
import { goalOption, rowOptions } from '../options/table';

/** `renas suggest`: the cells to measure next, as a `.cell` file with room for what they measure. */
export const suggestCommand = declareCommand({
  name: 'suggest',
  summary: 'name the cells to measure next, given those measured so far',
  options: {
    space: spaceOption,
    data: {
      kind: 'text',
      flag: '--data',
      value: 'file',
      title: 'Table',
      help: 'what is measured so far: a table, or a .cell file or folder with measured lines',
      path: 'table',
    },
    label: {
      kind: 'text',
      flag: '--label',
      value: 'column',
      title: 'Label column',
      help: 'what is measured',
      required: true,
    },
    goal: goalOption,
    ...rowOptions,
    count: {
      kind: 'integer',
      min: 1,
      flag: '--count',
      value: 'cells',
      title: 'Cells to name',
      help: 'how many cells to name',
      default: 5,
    },
    aim: {
      kind: 'choice',
      choices: ['best', 'ranking'],
      flag: '--for',
      value: 'aim',
      title: 'Aim',
      help: 'to find the best cell, or to learn to rank them all',
      default: 'best',
    },
    seed: {
      kind: 'integer',
      min: 0,
      flag: '--seed',
      value: 'seed',
      title: 'Seed',
      help: 'equal seeds name equal cells',
      default: 0,
    },
    ...limitOptions,
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file.cell',
      help: 'where to write them (default: to stdout)',
      path: 'file',
      changes: true,
    },
    cellsOnly: {
      kind: 'switch',
      flag: '--cells-only',
      help: 'for a file beside the one that declares the space, whose cells renas measure trains: without the declaration, and without room for what they measure',
    },
    json: { ...jsonOption, help: 'one JSON object a line, for each cell' },
  },
});

export type SuggestSettings = SettingsOf<typeof suggestCommand>;
