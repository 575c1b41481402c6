import { jsonOption, predictorOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';
import { goalOption, rowOptions } from '../options/table';

/** `renas evaluate`: how well a saved predictor ranks the cells of a table. */
export const evaluateCommand = declareCommand({
  name: 'evaluate',
  summary: "compare a saved predictor's ranking with a table of measured cells",
  options: {
    predictor: { ...predictorOption, help: 'the predictor', required: true },
    data: {
      kind: 'text',
      flag: '--data',
      value: 'file',
      title: 'Table',
      help: 'the table: CSV, TSV or JSONL, gzipped or not',
      required: true,
      path: 'table',
    },
    label: {
      kind: 'text',
      flag: '--label',
      value: 'column',
      title: 'Label column',
      help: 'the column to compare with',
      required: true,
    },
    goal: goalOption,
    ...rowOptions,
    json: { ...jsonOption, help: 'one line of JSON' },
  },
});

export type EvaluateSettings = SettingsOf<typeof evaluateCommand>;
