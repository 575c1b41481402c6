import { filesArgument, jsonOption, predictorOption, spacesOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas rank FILE…`: where every cell of the files would rank. */
export const rankCommand = declareCommand({
  name: 'rank',
  summary: 'rank every cell of the files in its search space, best first',
  options: {
    files: filesArgument,
    predictor: predictorOption,
    spaces: spacesOption,
    json: { ...jsonOption, help: 'one JSON object a line' },
  },
});

export type RankSettings = SettingsOf<typeof rankCommand>;
