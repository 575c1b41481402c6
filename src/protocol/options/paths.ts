import { type Asked, type CommandDeclaration, type Option, type Options, rowsOf } from './option';

/** A file that an option names. */
export interface NamedFile {
  /** Of the option. */
  readonly key: string;
  readonly path: NonNullable<Option['path']>;
  readonly file: string;
  /** The file is written, not read. */
  readonly changes: boolean;
}

const inFile = {
  file: /^(.*)()$/s,
  table: /^(.*)()$/s,
  space: /^(.*\.cell)(:[^:/\\]+)?$/s,
  cell: /^(.*\.cell)(:[^:/\\]+)$/s,
};

/** The name of a space that `--space` takes: `nasbench101`, or what follows the last colon of `FILE.cell:NAME`. */
export function spaceName(argument: string): string {
  return argument.slice(argument.lastIndexOf(':') + 1);
}

/** The file of a space that `--space` takes; `undefined` of a space that ships. */
export function fileOfSpace(argument: string): string | undefined {
  return argument.includes('.cell:') ? argument.slice(0, argument.lastIndexOf(':')) : undefined;
}

/** The files that the options name, in the order of the table. A space that is no file's is not among them. */
export function namedFiles<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Asked<O>,
): readonly NamedFile[] {
  const values: Readonly<Record<string, unknown>> = asked;
  return rowsOf(command).flatMap(([key, { path, changes, process }]) => {
    const value = values[key];
    if (path === undefined || process !== undefined) return [];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return texts.flatMap(text => {
      const file = typeof text === 'string' ? inFile[path].exec(text)?.[1] : undefined;
      return file === undefined ? [] : [{ key, path, file, changes: changes ?? false }];
    });
  });
}

/** The same with every file that it names as `change` gives it. */
export function withFiles<O extends Options, A extends Asked<O>>(
  command: CommandDeclaration<O>,
  asked: A,
  change: (file: string, of: NamedFile) => string,
): A {
  const values: Readonly<Record<string, unknown>> = asked;
  const changed = rowsOf(command).flatMap(([key, { path, changes = false, process }]) => {
    const value = values[key];
    if (path === undefined || process !== undefined) return [];
    const one = (text: string) => {
      const [, file, rest] = inFile[path].exec(text) ?? [];
      return file === undefined ? text : `${change(file, { key, path, file, changes })}${rest ?? ''}`;
    };
    if (typeof value === 'string') return [[key, one(value)]];
    return Array.isArray(value) ? [[key, value.map(text => one(String(text)))]] : [];
  });
  return { ...asked, ...Object.fromEntries(changed) };
}
