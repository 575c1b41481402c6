/**
 * One option of a `renas` command. The command line, the settings type, the arguments of runs, the line that repeats a
 * run, the paths in it and the checks of forms are all derived from this row.
 */
export type Option = TextOption | IntegerOption | NumberOption | ChoiceOption | ListOption | SwitchOption;

interface OptionBase {
  /** As it is typed: `--max-latency`. Without one it is a positional argument; those are in the order of the table. */
  readonly flag?: Flag;
  /** Earlier names of the flag, which keep working and which no help shows. */
  readonly aliases?: readonly Flag[];
  /** What the help calls its value: `ms` in `--max-latency <ms>`. */
  readonly value?: string;
  /** What a form and a table of runs call it: `Longest latency`. */
  readonly title?: string;
  /** The line of the help. */
  readonly help: string;
  readonly required?: true;
  /** Not in the help. */
  readonly hidden?: true;
  /**
   * It names a file or folder, a table of cells, a space that may be in a file (`FILE.cell:NAME`), or a cell in one
   * (`FILE.cell:CELL`).
   */
  readonly path?: 'file' | 'table' | 'space' | 'cell';
  /** The file it names is written. */
  readonly changes?: true;
  /** Its text is executed. */
  readonly executed?: true;
  /**
   * It is about the process, not about what is computed: how it reports (`output`: `--json`), or which run directory it
   * writes (`directory`: `--run`), which the record of a run must not say.
   */
  readonly process?: 'output' | 'directory';
  /** The form of the command has a field for it; `required` where the form, unlike the command line, needs a value. */
  readonly form?: true | 'required';
  /** What the field of a form shows while it is empty, which it may be: `no limit`. */
  readonly empty?: string;
  /** An example for the sentence that a form shows for a wrong number: `5M`. */
  readonly example?: string;
}

type Flag = `--${string}`;

export interface TextOption extends OptionBase {
  readonly kind: 'text';
  readonly default?: string;
}

/** A whole number of at least `min`. */
export interface IntegerOption extends OptionBase {
  readonly kind: 'integer';
  readonly min: number;
  /** The command line also takes the word `all`. */
  readonly all?: true;
  readonly default?: number;
  /** What a form begins with, where the command line has no fixed default. */
  readonly initial?: number;
}

/** A number above 0. */
export interface NumberOption extends OptionBase {
  readonly kind: 'number';
  /** What it counts, for the sentence that a form shows for a wrong number: `milliseconds`. */
  readonly unit?: string;
  readonly default?: number;
  readonly initial?: number;
}

export interface ChoiceOption extends OptionBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default?: string;
}

/** Texts: the option is given once for each. */
export interface ListOption extends OptionBase {
  readonly kind: 'list';
  /** One flag takes several words: `--columns a b c`. */
  readonly variadic?: true;
  /** What the help says of the default, an empty list. */
  readonly none?: string;
}

/** On or off; it has no value. */
export interface SwitchOption extends OptionBase {
  readonly kind: 'switch';
}

/** The options of a command by the names that its settings have. */
export type Options = Readonly<Record<string, Option>>;

export interface CommandDeclaration<O extends Options = Options> {
  readonly name: string;
  /** The line of the help. */
  readonly summary: string;
  /** Not in the help of the program. */
  readonly hidden?: true;
  readonly options: O;
}

/** The declaration itself, with the exact types of its rows. */
export function declareCommand<const O extends Options>(
  declaration: CommandDeclaration<O>,
): CommandDeclaration<O> {
  return declaration;
}

/** The same options, each with a field in the form of the command. */
export function inForm<const O extends Options>(
  options: O,
): { readonly [K in keyof O]: O[K] & { readonly form: true } } {
  const entries = Object.entries(options).map(([key, option]) => [key, { ...option, form: true }]);
  return Object.fromEntries(entries);
}

/** The value of one option once it is read. */
export type ValueOf<R extends Option> = R extends SwitchOption
  ? boolean
  : R extends ListOption
    ? readonly string[]
    : R extends { readonly kind: 'choice'; readonly choices: readonly (infer C)[] }
      ? C
      : R extends { readonly kind: 'integer'; readonly all: true }
        ? number | 'all'
        : R extends IntegerOption | NumberOption
          ? number
          : string;

/** Rows whose value is always there once the arguments are read. */
export type Certain =
  | { readonly required: true }
  | { readonly default: string | number }
  | { readonly kind: 'list' };

/** The options whose rows match. */
export type KeysOf<O extends Options, Match> = { [K in keyof O]: O[K] extends Match ? K : never }[keyof O];

/** What a command is asked, defaults filled in. */
export type Settings<O extends Options> = {
  readonly [K in KeysOf<O, Certain>]: ValueOf<O[K]>;
} & { readonly [K in Exclude<keyof O, KeysOf<O, Certain>>]?: ValueOf<O[K]> | undefined };

/** What a command is asked, where what is left out has its default. */
export type Asked<O extends Options> = {
  readonly [K in KeysOf<O, { readonly required: true }>]: ValueOf<O[K]>;
} & {
  readonly [K in Exclude<keyof O, KeysOf<O, { readonly required: true }>>]?: ValueOf<O[K]> | undefined;
};

/** The settings of a declared command. */
export type SettingsOf<C> = C extends CommandDeclaration<infer O> ? Settings<O> : never;

/** The rows of a command's table by their keys, in its order. */
export function rowsOf<O extends Options>({ options }: CommandDeclaration<O>): readonly [string, Option][] {
  return Object.entries(options);
}
