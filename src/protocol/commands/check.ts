import { filesArgument, jsonOption, spacesOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas check FILE…`: what is wrong with `.cell` files, one finding a line. */
export const checkCommand = declareCommand({
  name: 'check',
  summary: 'say what is wrong with .cell files, as file:line:column: severity: message',
  options: {
    files: filesArgument,
    spaces: spacesOption,
    python: {
      kind: 'text',
      flag: '--python',
      value: 'program',
      title: 'Python',
      help: 'also build the Python classes that the files declare, with this Python, and hold their formulas against them: this imports the classes',
      executed: true,
    },
    json: { ...jsonOption, help: 'one JSON object a line for each finding' },
  },
});

export type CheckSettings = SettingsOf<typeof checkCommand>;
