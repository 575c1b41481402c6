import * as vscode from 'vscode';
import { safeText } from '../text/safeText';

/** The only file that shows lists to choose from and fields: what they say may come from a file of anybody. */
export interface PickItem {
  /** Of our own, in front of the label: `check`. */
  readonly icon?: string | undefined;
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  /** A heading, which can't be chosen; a line where the label is empty. */
  readonly separator?: true;
  /** Of several that may be chosen, one that is at the beginning. */
  readonly picked?: boolean;
  readonly alwaysShow?: boolean;
}

declare const made: unique symbol;

/** An item whose texts have been made safe. Only this file makes it. */
export type Shown<T extends PickItem> = vscode.QuickPickItem & { readonly of: T; readonly [made]: true };

export interface PickOptions {
  readonly title?: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  readonly ignoreFocusOut?: boolean;
}

export async function chooseOne<T extends PickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(items.map(shown), safeOptions(options)))?.of;
}

export async function chooseSome<T extends PickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<readonly T[] | undefined> {
  const several = { ...safeOptions(options), canPickMany: true as const };
  return (await vscode.window.showQuickPick(items.map(shown), several))?.map(item => item.of);
}

/** A list of one's own making, not shown yet. It takes items that were made by `shown` alone. */
export function newQuickPick<T extends PickItem>(placeholder: string): vscode.QuickPick<Shown<T>> {
  const quickPick = vscode.window.createQuickPick<Shown<T>>();
  quickPick.placeholder = safeText(placeholder, 'label');
  return quickPick;
}

/** A field of one's own making, not shown yet. VS Code runs links in a prompt. */
export function newInputBox(prompt: string, value: string): vscode.InputBox {
  const inputBox = vscode.window.createInputBox();
  inputBox.prompt = safeText(prompt, 'notification');
  inputBox.value = value;
  return inputBox;
}

/** A text that is typed; `undefined`: the field was closed. */
export function askText(prompt: string, value: string, placeHolder?: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    prompt: safeText(prompt, 'notification'),
    value,
    ...(placeHolder === undefined ? {} : { placeHolder: safeText(placeHolder, 'label') }),
  });
}

export function shown<T extends PickItem>(item: T): Shown<T> {
  const { icon, label, description, detail, separator, picked, alwaysShow } = item;
  const safe = safeText(label, 'iconLabel');
  return {
    of: item,
    label: icon === undefined ? safe : `$(${icon}) ${safe}`,
    ...(description === undefined ? {} : { description: safeText(description, 'iconLabel') }),
    ...(detail === undefined ? {} : { detail: safeText(detail, 'iconLabel') }),
    ...(separator ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    ...(picked === undefined ? {} : { picked }),
    ...(alwaysShow === undefined ? {} : { alwaysShow }),
  } as vscode.QuickPickItem as Shown<T>;
}

function safeOptions({ title, placeHolder, ...others }: PickOptions): vscode.QuickPickOptions {
  return {
    ...others,
    ...(title === undefined ? {} : { title: safeText(title, 'label') }),
    ...(placeHolder === undefined ? {} : { placeHolder: safeText(placeHolder, 'label') }),
  };
}
