import type { FormKey } from '../../src/protocol/options/form';
import type { CommandDeclaration, Option, Options } from '../../src/protocol/options/option';
import {
  type ButtonOptions,
  button,
  type Dropdown,
  dropdown,
  markInvalid,
  textField,
  type ValueControl,
} from '../kit/controls';
import { h, icon, setText, show } from '../kit/dom';

/** One line of a form: name, what it means, the control, and what is wrong with it. */
export interface Field<C extends ValueControl = ValueControl> {
  readonly element: HTMLElement;
  readonly control: C;
  explain(text: string): void;
  complain(sentence: string | undefined): void;
  /** Marks it as changed, with the value that it had; `undefined`: it is as it was. */
  changedFrom(before: string | undefined): void;
}

export interface FieldOptions {
  readonly name: string;
  readonly explanation: string;
}

export interface LineOptions extends FieldOptions {
  readonly placeholder?: string | undefined;
  readonly onInput: () => void;
  readonly onEnter: () => void;
  /** Buttons beside it. */
  readonly beside?: readonly ButtonOptions[];
}

export function numberField({ name, explanation, placeholder, onInput, onEnter }: LineOptions): Field {
  const control = textField({
    name,
    description: explanation,
    placeholder,
    onInput,
    onEnter,
  });
  control.element.classList.add('number');
  return field({ name, explanation }, control);
}

/** A line of text; empty where there is nothing to say. */
export function textLineField({
  name,
  explanation,
  placeholder,
  onInput,
  onEnter,
  beside = [],
}: LineOptions): Field {
  const more = placeholder ? { placeholder } : {};
  const control = textField({ name, description: explanation, ...more, onInput, onEnter });
  control.element.classList.add('words');
  return field({ name, explanation }, control, beside.map(button));
}

export interface ChoiceOptions extends FieldOptions {
  readonly onChange: () => void;
  /** Buttons beside it. */
  readonly beside?: readonly ButtonOptions[];
}

export function choiceField({ name, explanation, onChange, beside = [] }: ChoiceOptions): Field<Dropdown> {
  return field({ name, explanation }, dropdown(name, onChange), beside.map(button));
}

let count = 0;

function field<C extends ValueControl>(
  { name, explanation }: FieldOptions,
  control: C,
  beside: readonly HTMLElement[] = [],
): Field<C> {
  const id = `field-${++count}`;
  const help = h('div', { class: 'explanation', id: `${id}-help` }, explanation);
  const problemText = h('span');
  const problem = h(
    'div',
    { class: 'wrong', id: `${id}-wrong`, role: 'alert', hidden: '' },
    icon('error'),
    problemText,
  );
  const before = h('div', { class: 'before', id: `${id}-before`, hidden: '' });
  control.element.setAttribute('aria-describedby', `${id}-help ${id}-before ${id}-wrong`);
  const element = h(
    'div',
    { class: 'field' },
    h('div', { class: 'name', 'aria-hidden': 'true' }, name),
    help,
    h('div', { class: 'control-line' }, control.element, ...beside),
    before,
    problem,
  );
  return {
    element,
    control,
    explain: text => setText(help, text),
    complain(sentence) {
      show(problem, sentence !== undefined);
      setText(problemText, sentence ?? '');
      markInvalid(control.element, sentence !== undefined);
    },
    changedFrom(value) {
      show(before, value !== undefined);
      element.classList.toggle('changed', value !== undefined);
      if (value !== undefined)
        setText(before, value === '' ? 'Was empty' : `Was ${control.textOf?.(value) ?? value}`);
    },
  };
}

/** Makes the fields of a command's options: each has the name that its row gives it, and says nothing while it is empty. */
export function optionFields<O extends Options>(
  command: CommandDeclaration<O>,
  { changed, submit }: { readonly changed: () => void; readonly submit: () => void },
) {
  const named = (key: FormKey<O>) => {
    const { title = key, empty = '' }: Option = command.options[key] as Option;
    return { name: title, placeholder: empty };
  };
  return {
    choice: (key: FormKey<O>, explanation = '') =>
      choiceField({ ...named(key), explanation, onChange: changed }),
    number: (key: FormKey<O>, explanation: string, onInput: () => void = changed) =>
      numberField({ ...named(key), explanation, onInput, onEnter: submit }),
    line: (key: FormKey<O>, explanation: string, placeholder?: string, beside?: readonly ButtonOptions[]) =>
      textLineField({
        ...named(key),
        ...(placeholder === undefined ? {} : { placeholder }),
        ...(beside ? { beside } : {}),
        explanation,
        onInput: changed,
        onEnter: submit,
      }),
  };
}
