import { type CommandDeclaration, type Options, rowsOf } from './options/option';

/** Something that a run does beyond its own directory, which only its user may have it do. */
export interface Power {
  readonly kind: 'executes' | 'changes';
  /** The flag, or the name of the argument. */
  readonly option: string;
  /** What is executed, or the file that is changed: as it was given, in full. */
  readonly text: string;
}

/** What a command is asked to execute or to change, by the declarations of its options. Files that it only copies its results to (`--out`) are none: they are not written again. */
export function powersOf<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Readonly<Record<string, unknown>>,
): readonly Power[] {
  return rowsOf(command).flatMap(([key, { flag, value: name, executed, changes, required, process }]) => {
    const kind = executed ? 'executes' : changes && required && !process ? 'changes' : undefined;
    const value = asked[key];
    if (kind === undefined || value === undefined) return [];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return texts.map(text => ({ kind, option: flag ?? name ?? key, text: String(text) }));
  });
}

/**
 * Each on a line: `executes --command: python train.py`, and the folder that it is done in. `how`: a run of somebody else
 * that is resumed leaves the file unchanged that it was started to change; one that is done over changes it. Further lines of a text are
 * indented; long runs of blanks or empty lines, which could push a part of it out of sight, are said by their number.
 */
export function describePowers(
  powers: readonly Power[],
  folder: string | undefined,
  how: 'resume' | 'again',
): string {
  const lines = powers.map(({ kind, option, text }) => {
    const what = kind === 'changes' && how === 'resume' ? `leaves ${option} unchanged` : `${kind} ${option}`;
    return `${what}: ${withoutGaps(text)}`;
  });
  return [...lines, ...(folder === undefined ? [] : [`in ${withoutGaps(folder)}`])].join('\n');
}

function withoutGaps(text: string): string {
  return text
    .replace(/(?:[^\S\r\n]|[\u115F\u1160\u2800\u3164\uFFA0]){9,}/g, ({ length }) => ` <${length} blanks> `)
    .replace(
      /(?:[^\S\r\n]*(?:\r\n|\r|\n)){3,}/g,
      gap => `\n<${gap.split(/\r\n|\r|\n/).length - 2} empty lines>\n`,
    )
    .replace(/\r\n|\r|\n/g, '\n  ');
}
