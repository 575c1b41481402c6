import { filesArgument, jsonOption, spacesOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas format [--check] FILE…`: formats `.cell` files in place, or says which ones would change. */
export const formatCommand = declareCommand({
  name: 'format',
  summary: 'format .cell files in place; declarations with syntax errors stay as they are',
  options: {
    files: { ...filesArgument, changes: true },
    check: {
      kind: 'switch',
      flag: '--check',
      help: 'change nothing; name the files that are not formatted and exit with 1 if there are any',
    },
    spaces: spacesOption,
    json: { ...jsonOption, help: 'one JSON object a line for each file' },
  },
});

export type FormatSettings = SettingsOf<typeof formatCommand>;
