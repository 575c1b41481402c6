import { jsonOption, optionalSpaceOption, spacesOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';
import { rowOptions } from '../options/table';

/** `renas import KIND PATH --out FILE`: a benchmark's own files, or any table, as one table that opens at once. */
export const importCommand = declareCommand({
  name: 'import',
  summary:
    "make a compact table of a benchmark's own files or of another table, for --data of train, evaluate and search; or read cells in other tools' notations",
  options: {
    kind: {
      kind: 'choice',
      choices: ['nasbench101', 'natsbench', 'table', 'cell'],
      value: 'kind',
      help: 'what the source is',
      required: true,
    },
    source: {
      kind: 'text',
      value: 'path',
      help: 'nasbench101: the .tfrecord file; natsbench: the "simple" folder; table: any table; cell: a text, - for the standard input',
      path: 'file',
    },
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file',
      help: 'the table to write (.celltable); of cells: the .cell file, instead of stdout',
      path: 'file',
      changes: true,
    },
    space: { ...optionalSpaceOption, help: 'of a table or of cells: the space of the cells' },
    spaces: spacesOption,
    ...rowOptions,
    columns: {
      kind: 'list',
      variadic: true,
      flag: '--columns',
      value: 'names',
      title: 'Columns',
      help: 'of a table: the columns of numbers to keep (default: all)',
    },
    json: { ...jsonOption, help: 'progress and result as JSON, one object a line' },
  },
});

export type ImportSettings = SettingsOf<typeof importCommand>;
