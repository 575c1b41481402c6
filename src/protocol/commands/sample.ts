import { jsonOption, spaceOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas sample --space S --count 20`: cells drawn uniformly from a space, as a table that `--data` takes. */
export const sampleCommand = declareCommand({
  name: 'sample',
  summary: 'draw different cells of a space, each equally likely, by their published spelling',
  options: {
    space: spaceOption,
    count: {
      kind: 'integer',
      flag: '--count',
      value: 'n',
      min: 1,
      max: 1_000_000,
      default: 20,
      help: 'how many; all cells, in random order, where the space has no more',
    },
    seed: {
      kind: 'integer',
      flag: '--seed',
      value: 'k',
      min: 0,
      default: 0,
      help: 'equal seeds draw equal cells',
    },
    json: {
      ...jsonOption,
      help: 'one JSON object a line, with hash, parameters, FLOPs and published names',
    },
  },
});

export type SampleSettings = SettingsOf<typeof sampleCommand>;
