import { type Asked, type CommandDeclaration, type Options, optionsOf } from './option';

/** A file that an option names. */
export interface NamedFile {
  /** Of the option. */
  readonly key: string;
  readonly file: string;
  /** The file is written, not read. */
  readonly changes: boolean;
}

const inFile = { space: /^(.*\.cell)(:[^:/\\]+)?$/s, cell: /^(.*\.cell)(:[^:/\\]+)$/s, file: /^(.*)()$/s };

/** The files that the options name, in the order of the table. A space that is no file's is not among them. */
export function namedFiles<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Asked<O>,
): readonly NamedFile[] {
  const values: Readonly<Record<string, unknown>> = asked;
  return optionsOf(command).flatMap(([key, { path, changes, process }]) => {
    const value = values[key];
    if (path === undefined || process !== undefined) return [];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return texts.flatMap(text => {
      const file = typeof text === 'string' ? inFile[path].exec(text)?.[1] : undefined;
      return file === undefined ? [] : [{ key, file, changes: changes ?? false }];
    });
  });
}

/** The same with every file that it names as `change` gives it; `key` is the option's, `changes` whether it is written. */
export function withFiles<O extends Options, A extends Asked<O>>(
  command: CommandDeclaration<O>,
  asked: A,
  change: (file: string, of: NamedFile) => string,
): A {
  const values: Readonly<Record<string, unknown>> = asked;
  const changed = optionsOf(command).flatMap(([key, { path, changes = false, process }]) => {
    const value = values[key];
    if (path === undefined || process !== undefined) return [];
    const one = (text: string) => {
      const [, file, rest] = inFile[path].exec(text) ?? [];
      return file === undefined ? text : `${change(file, { key, file, changes })}${rest ?? ''}`;
    };
    if (typeof value === 'string') return [[key, one(value)]];
    return Array.isArray(value) ? [[key, value.map(text => one(String(text)))]] : [];
  });
  return { ...asked, ...Object.fromEntries(changed) };
}
