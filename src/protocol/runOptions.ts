import { isRunCommand, runCommands } from './commands/runCommands';
import { findOption } from './options/arguments';
import type { CommandDeclaration, Options } from './options/option';
import type { RunRecord } from './run';

/**
 * The options of a run's command line by the names of their flags today, without dashes and in its order; a flag without a
 * value has the text `yes`. An option that its command does not declare is among them.
 */
export function optionsOf(record: RunRecord | undefined): ReadonlyMap<string, string> {
  if (!record) return new Map();
  const options = known.get(record) ?? readOptions(record);
  known.set(record, options);
  return options;
}

/** Tables and names of runs ask for the same ones again and again. A record does not change; a newer one is another object. */
const known = new WeakMap<RunRecord, ReadonlyMap<string, string>>();

function readOptions(record: RunRecord): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const words = record.arguments;
  const command: CommandDeclaration | undefined = isRunCommand(record.command)
    ? runCommands[record.command]
    : undefined;
  words.forEach((word, i) => {
    const [, given, attached] = /^(--[a-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (given === undefined) return;
    const [, option] = (command && findOption(command, given)) ?? [];
    const next = words[i + 1];
    const value = attached ?? (next === undefined || /^--[a-z]/.test(next) ? 'yes' : next);
    options.set((option?.flag ?? given).slice(2), value);
  });
  return options;
}

/** In the words of the form: `samples` → `Cells to learn from`; an option not known here: `max-depth` → `Max depth`. */
export function optionTitle(name: string, command?: string): string {
  const commands = Object.values(runCommands);
  for (const each of [...commands.filter(({ name: own }) => own === command), ...commands]) {
    const [, option] = findOption<Options>(each, `--${name}`) ?? [];
    if (option?.title !== undefined) return option.title;
  }
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}
