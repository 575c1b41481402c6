import { loopCommand } from './loop';
import { measureCommand } from './measure';
import { searchCommand } from './search';
import { trainCommand } from './train';

/** The commands that are runs: each may write a run directory, and be resumed from it. */
export const runCommands = {
  train: trainCommand,
  search: searchCommand,
  loop: loopCommand,
  measure: measureCommand,
} as const;

export type RunCommand = keyof typeof runCommands;

/** Whether the text names one; texts such as `constructor` do not. */
export function isRunCommand(name: string): name is RunCommand {
  return Object.hasOwn(runCommands, name);
}
