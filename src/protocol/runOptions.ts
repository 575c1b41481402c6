import { runCommands } from './commands/runCommands';
import type { RunRecord } from './run';

/** The options of a run's command line without their dashes, in its order; a flag without a value has the text `yes`. */
export function optionsOf(record: RunRecord | undefined): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const words = record?.arguments ?? [];
  words.forEach((word, i) => {
    const name = /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (!name) return;
    const next = words[i + 1];
    const value = name[2] ?? (next === undefined || /^--[a-z]/.test(next) ? 'yes' : next);
    options.set(currentNames[name[1]!] ?? name[1]!, value);
  });
  return options;
}

/** Options of earlier versions by their names of today. */
const currentNames: Readonly<Record<string, string>> = { model: 'predictor' };

/** In the words of the form: `samples` → `Cells to learn from`; an option not known here: `max-depth` → `Max depth`. */
export function optionTitle(name: string, command?: string): string {
  const commands = Object.values(runCommands);
  for (const { options } of [...commands.filter(each => each.name === command), ...commands])
    for (const option of Object.values<{ readonly flag: string; readonly title?: string }>(options))
      if (option.flag === `--${name}` && option.title !== undefined) return option.title;
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}
