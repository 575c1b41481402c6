import type { Option } from './option';

/** Options of the commands that read a table of measured cells. */

export const goalOption = {
  kind: 'choice',
  choices: ['max', 'min'],
  flag: '--goal',
  value: 'goal',
  title: 'Better',
  help: 'whether higher or lower labels are better (default: as the name of the label says, else max)',
} as const satisfies Option;
