import { jsonOption, optionalSpaceOption, spacesOption } from '../options/common';
import { limitOptions } from '../options/limits';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas costs`: what cells cost, and the table of operations to fill in for costs of one's own. */
export const costsCommand = declareCommand({
  name: 'costs',
  summary: 'say what cells cost, or write the table of operations to fill in with costs of your own',
  options: {
    files: {
      kind: 'list',
      value: 'file',
      help: '.cell files, folders of them, or patterns such as examples/*.cell; - for the standard input',
      path: 'file',
    },
    space: { ...optionalSpaceOption, help: 'with --template: the space whose operations are wanted' },
    template: {
      kind: 'switch',
      flag: '--template',
      help: 'write a row for each operation and shape of the space, without those that --costs has',
    },
    cost: {
      kind: 'text',
      flag: '--cost',
      value: 'name',
      help: 'with --template: what is to be filled in, its unit behind an underscore',
      default: 'latency_ms',
    },
    costs: limitOptions.costs,
    bytes: limitOptions.bytes,
    latency: limitOptions.latency,
    device: limitOptions.device,
    spaces: spacesOption,
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file.csv',
      help: 'with --template: where to write it (default: to stdout)',
      path: 'file',
      changes: true,
    },
    json: { ...jsonOption, help: 'one JSON object a line, for each cell' },
  },
});

export type CostsSettings = SettingsOf<typeof costsCommand>;
