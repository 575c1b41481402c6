import { jsonOption, optionalSpaceOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';
import { goalOption, rowOptions } from '../options/table';

/** `renas table FILE`: what a table of measured cells holds, as the forms of the editor show it. */
export const tableCommand = declareCommand({
  name: 'table',
  summary: 'say what a table of measured cells holds: rows, columns, how its cells are given',
  options: {
    file: {
      kind: 'text',
      value: 'file',
      help: 'CSV, TSV, JSON or JSONL (also compressed or zipped), Parquet, .celltable, or .cell files',
      required: true,
      path: 'table',
    },
    space: {
      ...optionalSpaceOption,
      help: 'also say which rows are no cells of this space, and why',
    },
    label: {
      kind: 'text',
      flag: '--label',
      value: 'column',
      title: 'Label column',
      help: 'also say which rows are used and which are left out, and why',
    },
    goal: goalOption,
    ...rowOptions,
    json: { ...jsonOption, help: 'one JSON object' },
  },
});

export type TableSettings = SettingsOf<typeof tableCommand>;
