import * as vscode from 'vscode';
import { safeText } from '../../text/safeText';
import { newInputBox, newQuickPick, type PickItem, type Shown, shown } from '../quickPick';

/** Where a question stands in its row, for the title (`2/3`) and the back button. */
export interface Place {
  readonly title: string;
  readonly step: number;
  readonly of: number;
}

export interface Option<T> extends PickItem {
  readonly value: T;
}

export const back = Symbol('back');
/** `undefined`: the user has closed the question. */
export type Answer<T> = T | typeof back | undefined;

/**
 * `typed`: the option that a text in the field stands for. It is the only one while the text stands there, and Enter takes
 * it: VS Code's list may still be that of an earlier text, and it says only the place of what is chosen in it.
 */
export function pick<T>(
  place: Place,
  placeholder: string,
  options: readonly Option<T>[],
  active?: (value: T) => boolean,
  typed?: (text: string) => Option<T> | undefined,
): Promise<Answer<T>> {
  const question = newQuickPick<Option<T>>(placeholder);
  question.matchOnDescription = true;
  const items = options.map(shown);
  question.items = items;
  question.activeItems = items.filter(item => active?.(item.of.value)).slice(0, 1);
  if (typed)
    question.onDidChangeValue(text => {
      const own = typed(text);
      question.items = own ? [shown({ ...own, alwaysShow: true })] : items;
    });
  return answer(place, question, () => typed?.(question.value)?.value ?? question.selectedItems[0]?.of.value);
}

/** The whole number that a text says, `10,000` included; `undefined` if it says none in the range. */
export function wholeNumber(text: string, min: number, max = Number.MAX_SAFE_INTEGER): number | undefined {
  const value = Number(text.replace(/(?<=\d)[,_ ](?=\d{3})/g, ''));
  return text.trim() !== '' && Number.isSafeInteger(value) && value >= min && value <= max
    ? value
    : undefined;
}

export function enterNumber(
  place: Place,
  prompt: string,
  initial: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): Promise<Answer<number>> {
  const question = newInputBox(prompt, initial.toString());
  const check = () => {
    const value = wholeNumber(question.value, min, max);
    question.validationMessage = value === undefined ? range(min, max) : undefined;
    return value;
  };
  question.onDidChangeValue(check);
  return answer(place, question, check);
}

/** Not empty, and nothing that the command line would take for an option. */
export function enterText(place: Place, prompt: string, initial: string): Promise<Answer<string>> {
  const question = newInputBox(prompt, initial);
  const check = () => {
    const value = question.value.trim();
    const fits = value !== '' && !value.startsWith('-');
    question.validationMessage = fits ? undefined : 'A name, such as accuracy.';
    return fits ? value : undefined;
  };
  question.onDidChangeValue(check);
  return answer(place, question, check);
}

function range(min: number, max: number): string {
  return max === Number.MAX_SAFE_INTEGER
    ? `A whole number of at least ${min.toLocaleString('en-US')}.`
    : `A whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}.`;
}

function answer<T>(
  place: Place,
  question: vscode.QuickPick<Shown<Option<T>>> | vscode.InputBox,
  accept: () => T | undefined,
): Promise<Answer<T>> {
  question.title = safeText(place.title, 'label');
  if (place.of > 1) {
    question.step = place.step;
    question.totalSteps = place.of;
  }
  question.ignoreFocusOut = true;
  question.buttons = place.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise(resolve => {
    const settle = (value: Answer<T>) => {
      resolve(value);
      question.dispose();
    };
    question.onDidAccept(() => {
      const value = accept();
      if (value !== undefined) settle(value);
    });
    question.onDidTriggerButton(() => settle(back));
    question.onDidHide(() => settle(undefined));
    question.show();
  });
}

/** One question: puts its answer into the draft. */
export type Step<D> = (draft: Partial<D>, place: Place) => Promise<Answer<Partial<D>>>;

/** Asks the questions in turn, with a way back; `undefined` when the user gives up. */
export async function askInTurn<D>(title: string, steps: readonly Step<D>[]): Promise<D | undefined> {
  let draft: Partial<D> = {};
  for (let i = 0; i < steps.length; ) {
    const given = await steps[i]?.(draft, { title, step: i + 1, of: steps.length });
    if (given === undefined) return undefined;
    if (given === back) i = Math.max(0, i - 1);
    else {
      draft = { ...draft, ...given };
      i++;
    }
  }
  return draft as D;
}

/** Wraps an answer into the draft's field, and lets `back` and `undefined` pass. */
export function as<K extends string, T>(key: K, given: Answer<T>): Answer<Record<K, T>> {
  if (given === undefined || given === back) return given as typeof back | undefined;
  return { [key]: given } as Record<K, T>;
}
