import { jsonOption, spaceOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas enumerate --space S`: every distinct cell of a space, as a table that `--data` takes. */
export const enumerateCommand = declareCommand({
  name: 'enumerate',
  summary: 'list every distinct cell of a space by its published spelling',
  options: {
    space: spaceOption,
    json: {
      ...jsonOption,
      help: 'one JSON object a line, with hash, parameters, FLOPs and published names',
    },
  },
});

export type EnumerateSettings = SettingsOf<typeof enumerateCommand>;
