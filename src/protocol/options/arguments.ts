import { safeText } from '../../text/safeText';
import {
  type Asked,
  type CommandDeclaration,
  type Option,
  type Options,
  rowsOf,
  type Settings,
} from './option';
import { readOptionValue } from './values';

/**
 * Arguments that a command understands, or a sentence that says which of them it does not. `asked` has what the arguments
 * name, and `settings` the defaults besides.
 */
export type ReadArguments<O extends Options> =
  | { readonly ok: true; readonly asked: Asked<O>; readonly settings: Settings<O> }
  | { readonly ok: false; readonly message: string };

/**
 * Reads the arguments of a command, without its name, as a record or a file gives them. Stricter than the command line:
 * `--`, words that belong to no option, values that look like options, and `--run` and `--resume` are refused, so that no
 * text in it can become another option. A value that begins with a dash is written `--flag=-value`.
 */
export function readArguments<O extends Options>(
  command: CommandDeclaration<O>,
  args: readonly string[],
): ReadArguments<O> {
  const values: Record<string, Value> = {};
  const positional = rowsOf(command).filter(([, option]) => option.flag === undefined);
  const refuse = (what: string) => ({ ok: false, message: `\`renas ${command.name}\` ${what}` }) as const;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (!word.startsWith('-')) {
      const [key, option] = positional[0] ?? [];
      if (key === undefined || option === undefined)
        return refuse(`takes options alone, and ${shown(word)} is none.`);
      const read = readOptionValue(option, word);
      if (!read.ok) return refuse(`can't take ${shown(word)} as its ${option.value ?? key}. ${read.message}`);
      if (option.kind !== 'list') positional.shift();
      values[key] = option.kind === 'list' ? [...listOf(values[key]), word] : read.value;
      continue;
    }
    const [flag = word, attached] = /^(--[a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word)?.slice(1) ?? [];
    const [key, option] = findOption(command, flag) ?? [];
    if (key === undefined || option === undefined) return refuse(`has no option ${shown(flag)}.`);
    if (option.process === 'directory')
      return refuse(`takes ${flag} on the command line alone, not from a record.`);
    if (option.kind === 'switch') {
      if (attached !== undefined) return refuse(`has an option ${flag} that takes no value.`);
      values[key] = true;
      continue;
    }
    const texts = attached === undefined ? wordsAfter(args, i, option) : [attached];
    if (attached === undefined) i += texts.length;
    if (texts.length === 0) {
      const next = args[i + 1];
      return refuse(
        next === undefined
          ? `needs a value after ${flag}, and there is none.`
          : `needs a value after ${flag}, and ${shown(next)} looks like an option: write ${flag}=VALUE if it is one.`,
      );
    }
    for (const text of texts) {
      const read = readOptionValue(option, text);
      if (!read.ok) return refuse(`can't take ${shown(text)} for ${flag}. ${read.message}`);
      values[key] = option.kind === 'list' ? [...listOf(values[key]), text] : read.value;
    }
  }
  for (const [key, option] of rowsOf(command))
    if (option.required && values[key] === undefined)
      return refuse(`needs ${option.flag ?? `its ${option.value ?? key}`}, which is not given.`);
  const asked = values as Asked<O>;
  return { ok: true, asked, settings: withDefaults(command, asked) };
}

type Value = string | number | boolean | readonly string[];

/** What is asked, with the defaults of what is not. */
export function withDefaults<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Asked<O>,
): Settings<O> {
  const values = asked as Readonly<Record<string, Value | undefined>>;
  const filled = rowsOf(command).flatMap(([key, option]) => {
    const value =
      values[key] ?? (option.kind === 'list' ? [] : 'default' in option ? option.default : undefined);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(filled);
}

/**
 * The arguments that ask a command for this, in the order of its table: `readArguments` reads them back. Options about
 * the process (`--json`) are left out.
 */
export function writeArguments<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Asked<O>,
): readonly string[] {
  const values = asked as Readonly<Record<string, Value | undefined>>;
  const rows = rowsOf(command).filter(([, option]) => !option.process);
  const positional = rows.filter(([, option]) => option.flag === undefined);
  const flagged = rows.filter(([, option]) => option.flag !== undefined);
  return [...positional, ...flagged].flatMap(([key, option]) => writeOption(option, values[key]));
}

function writeOption({ flag, path }: Option, value: Value | undefined): readonly string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return flag === undefined ? [] : [flag];
  const texts = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
  return texts.flatMap(text => {
    const dashed = text.startsWith('-');
    if (flag === undefined) return [dashed && path === 'file' ? `./${text}` : text];
    return dashed ? [`${flag}=${text}`] : [flag, text];
  });
}

/**
 * The words of a command line as `readArguments` takes them: a value that begins with a dash, which on the command line is
 * the word behind its option, is joined to it.
 */
export function joinDashedValues<O extends Options>(
  command: CommandDeclaration<O>,
  words: readonly string[],
): readonly string[] {
  const joined: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const option = word.startsWith('--') ? findOption(command, word)?.[1] : undefined;
    const next = words[i + 1];
    if (option === undefined || option.kind === 'switch' || !next?.startsWith('-')) joined.push(word);
    else {
      joined.push(`${word}=${next}`);
      i++;
    }
  }
  return joined;
}

/** The option of a flag, be it by an earlier name. */
export function findOption<O extends Options>(
  command: CommandDeclaration<O>,
  flag: string,
): readonly [key: string, option: Option] | undefined {
  return rowsOf(command).find(
    ([, option]) => option.flag === flag || option.aliases?.some(alias => alias === flag),
  );
}

/** The words that are the value of the option at `at`; none where the next one looks like an option. */
function wordsAfter(args: readonly string[], at: number, option: Option): readonly string[] {
  const rest = args.slice(at + 1);
  const end = rest.findIndex(word => word.startsWith('-'));
  const words = end < 0 ? rest : rest.slice(0, end);
  return option.kind === 'list' && option.variadic ? words : words.slice(0, 1);
}

function listOf(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** A word of foreign origin in a message: short, quoted, on one line, without characters that steer a terminal. */
function shown(word: string): string {
  const short = word.length > 60 ? `${word.slice(0, 60)}…` : word;
  return safeText(JSON.stringify(short), 'terminal');
}
