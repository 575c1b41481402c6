import { type Draft, type FormKey, type FormSettings, formKeys } from '../../src/protocol/options/form';
import type { CommandDeclaration, Option, Options } from '../../src/protocol/options/option';
import { amount, positive, wholeNumber } from './typedNumbers';

/** A sentence for each field that is wrong. */
export type Wrong<O extends Options> = Partial<Record<FormKey<O>, string | undefined>>;

/** What the fields of a command's form hold at first. */
export function firstDraft<O extends Options>(command: CommandDeclaration<O>): Draft<O> {
  return mapKeys(command, (_, option) => {
    const first = 'default' in option ? option.default : 'initial' in option ? option.initial : undefined;
    return first?.toString() ?? '';
  });
}

/** The draft that these settings come from. */
export function draftOf<O extends Options>(
  command: CommandDeclaration<O>,
  settings: FormSettings<O>,
): Draft<O> {
  const values: Readonly<Record<string, unknown>> = settings;
  return mapKeys(command, key => {
    const value = values[key];
    return value === undefined ? '' : Array.isArray(value) ? value.join(listSeparator) : String(value);
  });
}

/**
 * What a draft says. `settings` lacks what is empty or wrong, and each wrong field has its sentence; `complete` is whether
 * a command could be started with them.
 */
export interface ReadDraft<O extends Options> {
  readonly settings: Partial<FormSettings<O>>;
  readonly wrong: Wrong<O>;
  readonly complete: boolean;
}

/** Reads what was typed; fields in `unused` count as empty, which they may be. */
export function readDraft<O extends Options>(
  command: CommandDeclaration<O>,
  draft: Draft<O>,
  unused: readonly FormKey<O>[] = [],
): ReadDraft<O> {
  const settings: Record<string, string | number | readonly string[]> = {};
  const wrong: Wrong<O> = {};
  let complete = true;
  for (const key of formKeys(command)) {
    if (unused.includes(key)) continue;
    const option = command.options[key] as Option;
    const text = draft[key];
    const value = readField(option, text);
    if (value !== undefined) settings[key] = value;
    else if (text !== '' || isNumber(option)) {
      if (text.trim() !== '' || option.empty === undefined) wrong[key] = sentence(option);
    } else if (option.required || option.form === 'required' || 'default' in option) complete = false;
  }
  return {
    settings: settings as Partial<FormSettings<O>>,
    wrong,
    complete: complete && Object.keys(wrong).length === 0,
  };
}

/** Between the texts of a list, as its field has them. */
export const listSeparator = ' & ';

function readField(option: Option, text: string): string | number | readonly string[] | undefined {
  switch (option.kind) {
    case 'list':
      return text.trim() === '' ? undefined : text.split(listSeparator);
    case 'integer': {
      const value = option.example === undefined ? wholeNumber(text) : amount(text);
      return value !== undefined && value >= option.min ? value : undefined;
    }
    case 'number':
      return positive(text);
    case 'choice':
      return option.choices.includes(text) ? text : undefined;
    default:
      return text === '' ? undefined : text;
  }
}

function isNumber({ kind }: Option): boolean {
  return kind === 'integer' || kind === 'number';
}

/** `Enter a whole number of at least 1.`, `Enter milliseconds such as 4.5, or nothing for no limit.` */
function sentence(option: Option): string {
  const { example, empty } = option;
  const unit = option.kind === 'number' && option.unit !== undefined ? option.unit : 'a number';
  const orNothing = empty === undefined ? '' : `, or nothing for ${empty}`;
  if (example !== undefined) return `Enter ${unit} such as ${example}${orNothing}.`;
  if (option.kind === 'choice') return `Choose one of ${option.choices.join(', ')}${orNothing}.`;
  if (option.kind === 'number') return `Enter ${unit} above 0${orNothing}.`;
  const least = option.kind === 'integer' && option.min > 0 ? ` of at least ${option.min}` : '';
  return `Enter a whole number${least}${orNothing}.`;
}

function mapKeys<O extends Options>(
  command: CommandDeclaration<O>,
  value: (key: FormKey<O>, option: Option) => string,
): Draft<O> {
  const entries = formKeys(command).map(key => [key, value(key, command.options[key] as Option)]);
  return Object.fromEntries(entries);
}
