import {
  type Asked,
  type Certain,
  type CommandDeclaration,
  type KeysOf,
  type Options,
  rowsOf,
  type ValueOf,
} from './option';

/** The options of a command that its form has a field for. */
export type FormKey<O extends Options> = KeysOf<O, { readonly form: true | 'required' }> & string;

/** Those whose field is never empty. */
type CertainKey<O extends Options> = KeysOf<
  O,
  ({ readonly form: true } & Exclude<Certain, { readonly kind: 'list' }>) | { readonly form: 'required' }
>;

/** What a form starts a command with. */
export type FormSettings<O extends Options> = {
  readonly [K in FormKey<O> & CertainKey<O>]: Exclude<ValueOf<O[K]>, 'all'>;
} & {
  readonly [K in Exclude<FormKey<O>, CertainKey<O>>]?: Exclude<ValueOf<O[K]>, 'all'> | undefined;
};

export type FormSettingsOf<C> = C extends CommandDeclaration<infer O> ? FormSettings<O> : never;

/** What the fields of a form hold, as typed; empty: nothing. */
export type Draft<O extends Options> = { readonly [K in FormKey<O>]: string };

export type DraftOf<C> = C extends CommandDeclaration<infer O> ? Draft<O> : never;

/** The keys of `FormKey`, in the order of the table. */
export function formKeys<O extends Options>(command: CommandDeclaration<O>): readonly FormKey<O>[] {
  return rowsOf(command).flatMap(([key, { form }]) => (form === undefined ? [] : [key as FormKey<O>]));
}

/**
 * What the form holds that asks for the same, defaults filled in. `undefined` where it has no field for something that is
 * asked, or needs a value that is not. Files that are written, and how the process reports, do not count.
 */
export function formSettings<O extends Options>(
  command: CommandDeclaration<O>,
  asked: Asked<O>,
): FormSettings<O> | undefined {
  const values: Readonly<Record<string, unknown>> = asked;
  const settings: Record<string, unknown> = {};
  for (const [key, option] of rowsOf(command)) {
    if (option.process || (option.changes && option.form === undefined)) continue;
    const value = values[key];
    if (option.form === undefined) {
      if (value !== undefined) return undefined;
      continue;
    }
    const filled = value ?? ('default' in option ? option.default : undefined);
    if (filled === 'all' && option.kind === 'integer') return undefined;
    if (filled !== undefined) settings[key] = filled;
    else if (option.required || option.form === 'required') return undefined;
  }
  return settings as FormSettings<O>;
}
