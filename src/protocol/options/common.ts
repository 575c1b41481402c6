import type { Option } from './option';

/** Rows that several commands have alike. */

/** Of commands that can do without one. */
export const optionalSpaceOption = {
  kind: 'text',
  flag: '--space',
  value: 'space',
  title: 'Space',
  help: 'a shipped space, one that the workspace declares, FILE.cell, or FILE.cell:NAME',
  path: 'space',
} as const satisfies Option;

export const spaceOption = { ...optionalSpaceOption, required: true, form: true } as const satisfies Option;

/** `--spaces FILE`, which may be given several times. */
export const spacesOption = {
  kind: 'list',
  flag: '--spaces',
  value: 'file',
  title: 'Spaces',
  help: 'a .cell file whose spaces the cells may use; may be given several times',
  path: 'file',
  none: 'those of the workspace',
} as const satisfies Option;

/** `FILE…`: the `.cell` files that a command is about. */
export const filesArgument = {
  kind: 'list',
  value: 'file',
  help: '.cell files, folders of them, or patterns such as examples/*.cell; - for the standard input',
  required: true,
  path: 'file',
} as const satisfies Option;

export const predictorOption = {
  kind: 'text',
  flag: '--predictor',
  aliases: ['--model'],
  value: 'dir',
  title: 'Predictor',
  help: 'the predictor to ask, instead of the shipped one',
  path: 'file',
} as const satisfies Option;

export const jsonOption = {
  kind: 'switch',
  flag: '--json',
  help: 'one JSON event a line',
  process: 'output',
} as const satisfies Option;

/** The run directory that a run writes, and that `renas resume` goes on with it. */
export const runDirectoryOptions = {
  run: {
    kind: 'text',
    flag: '--run',
    value: 'dir',
    help: 'write a run directory',
    path: 'file',
    changes: true,
    process: 'directory',
  },
  replace: {
    kind: 'switch',
    flag: '--replace',
    help: 'replace the run that the directory of --run holds',
    process: 'directory',
  },
  json: jsonOption,
  resume: {
    kind: 'switch',
    flag: '--resume',
    help: 'go on with the run',
    hidden: true,
    process: 'directory',
  },
} as const;
