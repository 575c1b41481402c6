/** Rows that several commands have alike. */

export const spaceOption = {
  kind: 'text',
  flag: '--space',
  value: 'space',
  title: 'Space',
  help: 'a shipped space, one that the workspace declares, FILE.cell, or FILE.cell:NAME',
  required: true,
  path: 'space',
  form: true,
} as const;

export const predictorOption = {
  kind: 'text',
  flag: '--predictor',
  aliases: ['--model'],
  value: 'dir',
  title: 'Predictor',
  help: 'the predictor to ask, instead of the shipped one',
  path: 'file',
} as const;

export const jsonOption = {
  kind: 'switch',
  flag: '--json',
  help: 'one JSON event a line',
  process: 'output',
} as const;

/** The run directory that a run writes, and that `renas resume` goes on with it. */
export const runOptions = {
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
