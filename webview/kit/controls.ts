import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h, setText } from './dom';

/**
 * The panel's controls. The toolkit is archived upstream, so all of it stands behind this file: nothing else names its
 * elements' classes, attributes or events.
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDivider(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly text: string;
  readonly icon?: string;
  readonly secondary?: boolean;
  readonly onClick: () => void;
}

export function button({ text, icon, secondary, onClick }: ButtonOptions): HTMLElement {
  const element = h('vscode-button', { appearance: secondary ? 'secondary' : 'primary' }, text);
  if (icon)
    element.prepend(h('span', { class: `codicon codicon-${icon}`, slot: 'start', 'aria-hidden': 'true' }));
  element.addEventListener('click', onClick);
  return element;
}

export function setButtonText(element: HTMLElement, text: string): void {
  const shown = element.lastChild;
  if (shown) setText(shown as HTMLElement, text);
}

export interface IconButtonOptions {
  readonly icon: string;
  /** For a screen reader, and as a tooltip. */
  readonly name: string;
  readonly onClick: () => void;
}

/** A button of a toolbar: an icon alone. */
export function iconButton({ icon, name, onClick }: IconButtonOptions): HTMLButtonElement {
  const element = h('button', { class: 'tool', type: 'button', title: name, 'aria-label': name });
  element.append(h('span', { class: `codicon codicon-${icon}`, 'aria-hidden': 'true' }));
  element.addEventListener('click', onClick);
  return element;
}

export function checkbox(text: string, checked: boolean, onChange: (checked: boolean) => void): HTMLElement {
  const element = h('vscode-checkbox', {}, text) as HTMLElement & { checked: boolean };
  let current = checked;
  element.checked = checked;
  element.addEventListener('change', () => {
    if (element.checked === current) return;
    current = element.checked;
    onChange(current);
  });
  return element;
}

export function enable(element: HTMLElement, enabled: boolean): void {
  element.toggleAttribute('disabled', !enabled);
}

export function progressRing(): HTMLElement {
  return h('vscode-progress-ring', { 'aria-label': 'Working' });
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** A control that holds one text. */
export interface ValueControl {
  readonly element: HTMLElement;
  value(): string;
  set(value: string): void;
  /** What it shows for a value, where that is another text. */
  textOf?(value: string): string | undefined;
}

export interface Dropdown extends ValueControl {
  /** Keeps the value where it is still on offer, or nothing is on offer yet; else takes the first. */
  offer(choices: readonly Choice[]): void;
}

interface ToolkitElement extends HTMLElement {
  value: string;
}

export function dropdown(name: string, onChange: () => void): Dropdown {
  const element = h('vscode-dropdown', { 'aria-label': name, position: 'below' }) as ToolkitElement;
  let current = '';
  let offered = '';
  let texts: ReadonlyMap<string, string> = new Map();
  element.addEventListener('change', () => {
    if (element.value === current) return;
    current = element.value;
    onChange();
  });
  const set = (value: string) => {
    current = value;
    element.value = value;
  };
  return {
    element,
    value: () => current,
    set,
    textOf: value => texts.get(value),
    offer(choices) {
      const next = JSON.stringify(choices);
      if (next === offered) return;
      offered = next;
      texts = new Map(choices.map(({ value, text }) => [value, text]));
      element.replaceChildren(...choices.map(({ value, text }) => h('vscode-option', { value }, text)));
      const kept = choices.length === 0 || choices.some(choice => choice.value === current);
      const keep = kept ? current : (choices[0]?.value ?? '');
      enable(element, choices.length > 0);
      current = keep;
      // The element takes its options over in a later task, and its value only from among them.
      setTimeout(() => set(current));
    },
  };
}

export interface TextFieldOptions {
  readonly name: string;
  readonly description: string;
  readonly placeholder?: string | undefined;
  readonly onInput: () => void;
  readonly onEnter: () => void;
}

export function textField({
  name,
  description,
  placeholder,
  onInput,
  onEnter,
}: TextFieldOptions): ValueControl {
  const element = h('vscode-text-field', {
    ...(placeholder ? { placeholder } : {}),
  }) as ToolkitElement;
  element.addEventListener('input', onInput);
  element.addEventListener('keydown', event => {
    if (event.key === 'Enter') onEnter();
  });
  // The element calls itself "Text field" when it enters the page; and what a screen reader reads stands on the inner
  // input, where an id of the page's does not reach.
  setTimeout(() => {
    element.setAttribute('aria-label', name);
    inner(element)?.setAttribute('aria-description', description);
  });
  return {
    element,
    value: () => element.value,
    set: value => {
      element.value = value;
    },
  };
}

/** Marks a control as holding something wrong, for the eye and for a screen reader. */
export function markInvalid(element: HTMLElement, invalid: boolean): void {
  element.classList.toggle('invalid', invalid);
  const target = inner(element) ?? element;
  if (invalid) target.setAttribute('aria-invalid', 'true');
  else target.removeAttribute('aria-invalid');
}

function inner(element: HTMLElement): HTMLInputElement | null | undefined {
  return element.shadowRoot?.querySelector('input');
}

/** Several lines of text. */
export function textArea(name: string, placeholder: string, onInput: () => void): ValueControl {
  const element = h('vscode-text-area', { placeholder, rows: '1', resize: 'vertical' }) as ToolkitElement;
  element.addEventListener('input', onInput);
  setTimeout(() => element.setAttribute('aria-label', name));
  return {
    element,
    value: () => element.value,
    set: value => {
      element.value = value;
    },
  };
}

export interface RadioGroup {
  readonly element: HTMLElement;
  focus(): void;
  set(value: string): void;
}

export function radioGroup(
  name: string,
  choices: readonly Choice[],
  onChange: (value: string) => void,
): RadioGroup {
  const radios = choices.map(({ value, text }) => h('vscode-radio', { value }, text));
  const element = h(
    'vscode-radio-group',
    { 'aria-label': name, orientation: 'horizontal' },
    ...radios,
  ) as ToolkitElement;
  let current = '';
  element.addEventListener('change', () => {
    const { value } = element;
    if (value === current || !choices.some(choice => choice.value === value)) return;
    current = value;
    onChange(value);
  });
  return {
    element,
    focus: () => radios[choices.findIndex(({ value }) => value === current)]?.focus(),
    set(value) {
      current = value;
      element.value = value;
    },
  };
}

export interface Tab {
  readonly id: string;
  readonly text: string;
  readonly view: HTMLElement;
}

export interface Tabs {
  readonly element: HTMLElement;
  show(id: string): void;
}

export function tabs(name: string, all: readonly Tab[], onShow: (id: string) => void): Tabs {
  const element = h(
    'vscode-panels',
    { 'aria-label': name },
    ...all.map(({ id, text }) => h('vscode-panel-tab', { id: `tab-${id}` }, text)),
    ...all.map(({ id, view }) => h('vscode-panel-view', { id: `view-${id}` }, view)),
  ) as HTMLElement & { activeid: string };
  let current = all[0]?.id ?? '';
  element.addEventListener('change', event => {
    const tab = (event as CustomEvent<Element | undefined>).detail;
    const id = tab?.id?.replace(/^tab-/, '');
    if (event.target !== element || id === undefined || id === current) return;
    if (!all.some(t => t.id === id)) return;
    current = id;
    onShow(id);
  });
  return {
    element,
    show(id) {
      current = id;
      element.activeid = `tab-${id}`;
    },
  };
}
