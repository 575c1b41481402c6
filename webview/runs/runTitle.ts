import { titleOf } from '../../src/protocol/describeRun';
import type { RunRow } from '../../src/protocol/run';
import { iconButton, textField } from '../kit/controls';
import { h, setText, show } from '../kit/dom';

export interface RunTitle {
  readonly element: HTMLElement;
  /** `name` tells it from the other runs. */
  update(row: RunRow, name?: string): void;
  edit(): void;
}

/** The name of a run, which can be changed in place: Enter keeps, Escape leaves it; an empty one gives the first back. */
export function createRunTitle(onName: (name: string) => void, onLeave: () => void): RunTitle {
  let current: RunRow | undefined;
  const text = h('h2');
  const close = (keep: boolean) => {
    if (field.element.hidden) return;
    const name = field.value().trim();
    show(field.element, false);
    show(shown, true);
    if (keep && current && name !== titleOf(current)) onName(name);
  };
  const field = textField({
    name: 'Name of the run',
    description: 'Enter keeps it, Escape leaves it; an empty one gives the first name back',
    onInput: () => undefined,
    onEnter: () => {
      close(true);
      onLeave();
    },
  });
  field.element.hidden = true;
  field.element.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    close(false);
    onLeave();
  });
  field.element.addEventListener('focusout', () => close(true));
  const edit = () => {
    if (!current) return;
    field.set(titleOf(current));
    show(shown, false);
    show(field.element, true);
    field.element.focus();
    field.element.shadowRoot?.querySelector('input')?.select();
  };
  const shown = h(
    'div',
    { class: 'title-line' },
    text,
    iconButton({ icon: 'edit', name: 'Rename (F2)', onClick: edit }),
  );
  return {
    element: h('div', { class: 'title' }, shown, field.element),
    update(row, name = titleOf(row)) {
      if (row.id !== current?.id) close(false);
      current = row;
      setText(text, name);
    },
    edit,
  };
}
