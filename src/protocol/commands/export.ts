import { spacesOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas export FILE --cell NAME --to FORMAT`: a cell for other tools. */
export const exportCommand = declareCommand({
  name: 'export',
  summary: 'write a cell for other tools, to stdout or a file',
  options: {
    file: { kind: 'text', value: 'file', help: 'a .cell file', required: true, path: 'file' },
    cell: { kind: 'text', flag: '--cell', value: 'name', help: 'the cell, where the file has several' },
    spaces: spacesOption,
    to: {
      kind: 'choice',
      choices: [
        'pytorch',
        'keras',
        'onnx',
        'arch-string',
        'model-spec',
        'timm-blocks',
        'once-for-all',
        'dot',
        'svg',
      ],
      flag: '--to',
      value: 'format',
      help: 'the form to write',
      required: true,
    },
    out: {
      kind: 'text',
      flag: '--out',
      value: 'file',
      help: 'the file to write',
      path: 'file',
      changes: true,
    },
    alone: {
      kind: 'switch',
      flag: '--alone',
      help: 'pytorch, keras, onnx: the cell alone, not the network it is stacked into',
    },
    seed: {
      kind: 'integer',
      min: 0,
      flag: '--seed',
      value: 'k',
      help: "of ONNX's weights, which are fresh ones",
      default: 0,
    },
  },
});

export type ExportSettings = SettingsOf<typeof exportCommand>;
