import type { RunRecord } from '../../src/protocol/run';

/** The options of a run's command line without their dashes, in its order; a flag without a value has the text `yes`. */
export function optionsOf(record: RunRecord | undefined): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const words = record?.arguments ?? [];
  words.forEach((word, i) => {
    const name = /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (!name) return;
    const next = words[i + 1];
    const value = name[2] ?? (next === undefined || /^--[a-z]/.test(next) ? 'yes' : next);
    options.set(name[1]!, value);
  });
  return options;
}

/** `max-params` → `Max params` */
export function optionTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}
