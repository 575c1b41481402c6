import { jsonOption, optionalSpaceOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas table FILE`: what a table of measured cells holds, as the forms of the editor show it. */
export const tableCommand = declareCommand({
  name: 'table',
  summary: 'say what a table of measured cells holds: rows, columns, how its cells are given',
  options: {
    file: {
      kind: 'text',
      value: 'file',
      help: 'CSV, TSV or JSONL (also gzipped or zstd), Parquet, or a .celltable',
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
      help: '… or have no number in this column',
    },
    json: { ...jsonOption, help: 'one JSON object' },
  },
});

export type TableSettings = SettingsOf<typeof tableCommand>;
