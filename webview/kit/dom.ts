import { safeText } from '../../src/text/safeText';

/** A new element with attributes and children; texts may come from files of anybody. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K];
export function h(
  tag: string,
  attributes?: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElement;
export function h(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, isShown(name) ? safeText(value, 'label') : value);
  element.append(...children.map(child => (typeof child === 'string' ? safeText(child, 'label') : child)));
  return element;
}

function isShown(attribute: string): boolean {
  return attribute === 'title' || attribute === 'aria-label';
}

export function icon(name: string, more = ''): HTMLElement {
  return h('span', { class: `codicon codicon-${name} ${more}`.trim(), 'aria-hidden': 'true' });
}

/** Touches the page only where the text differs, so that selections and screen readers are left in peace. */
export function setText(element: HTMLElement, text: string): void {
  const safe = safeText(text, 'label');
  if (element.textContent !== safe) element.textContent = safe;
}

/**
 * Gives the focus back to what stands in the place of something that had it. Where the page has none, as while the user
 * types in an editor or the palette, it takes none.
 */
export function refocus(element: HTMLElement | null | undefined): void {
  if (document.hasFocus()) element?.focus();
}

export function show(element: HTMLElement, visible: boolean): void {
  if (element.hidden === visible) element.hidden = !visible;
}
