import type { RunRow } from '../src/protocol/panel';
import { titleOf } from '../src/protocol/runTitle';
import { h, icon, setText, show } from './dom';
import { formatAgo } from './durations';
import { figureOf, iconOf, isLive } from './runWords';

export interface RunList {
  readonly element: HTMLElement;
  update(rows: readonly RunRow[], selected: string | undefined): void;
  focus(): void;
}

interface Row {
  readonly element: HTMLElement;
  update(row: RunRow, selected: boolean, now: number): void;
}

/** The runs, newest first: one row of 22 px each. Arrow keys, Home and End select; Delete asks to delete. */
export function createRunList(onSelect: (run: string) => void, onDelete: (run: string) => void): RunList {
  const element = h('div', { class: 'run-list', role: 'listbox', 'aria-label': 'Runs', tabindex: '0' });
  const known = new Map<string, Row>();
  let order: readonly string[] = [];
  let current: string | undefined;

  element.addEventListener('keydown', event => {
    const at = current === undefined ? -1 : order.indexOf(current);
    const to = target(event.key, at, order.length);
    const run = to === undefined ? undefined : order[to];
    if (run !== undefined) {
      event.preventDefault();
      onSelect(run);
      known.get(run)?.element.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Delete' && current !== undefined) onDelete(current);
  });

  return {
    element,
    update(rows, selected) {
      const now = Date.now();
      current = selected;
      order = rows.map(row => row.id);
      for (const [id, row] of known)
        if (!order.includes(id)) {
          row.element.remove();
          known.delete(id);
        }
      rows.forEach((row, i) => {
        let entry = known.get(row.id);
        if (!entry) {
          entry = createRow(row.id, () => onSelect(row.id));
          known.set(row.id, entry);
        }
        if (element.children[i] !== entry.element)
          element.insertBefore(entry.element, element.children[i] ?? null);
        entry.update(row, row.id === selected, now);
      });
      if (selected !== undefined && known.has(selected))
        element.setAttribute('aria-activedescendant', `run-${selected}`);
      else element.removeAttribute('aria-activedescendant');
    },
    focus: () => element.focus(),
  };
}

function target(key: string, at: number, length: number): number | undefined {
  if (length === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return Math.min(length - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}

function createRow(id: string, onSelect: () => void): Row {
  const state = icon('blank');
  const title = h('span', { class: 'run-title' });
  /** The icon in words. */
  const spoken = h('span', { class: 'spoken' });
  const space = h('span', { class: 'run-space' });
  const figure = h('span', { class: 'run-figure' });
  const bar = h('span', { class: 'run-bar', 'aria-hidden': 'true' }, h('span', {}));
  const when = h('span', { class: 'run-when' });
  const element = h(
    'div',
    { class: 'run-row', role: 'option', id: `run-${id}` },
    state,
    title,
    spoken,
    space,
    bar,
    figure,
    when,
  );
  element.addEventListener('click', onSelect);
  return {
    element,
    update(row, selected, now) {
      const { icon: name, tone } = iconOf(row);
      const className = `codicon codicon-${name} ${tone}`;
      if (state.className !== className) state.className = className;
      setText(title, titleOf(row));
      setText(space, row.record?.space ?? '');
      setText(figure, figureOf(row));
      setText(when, row.record ? formatAgo(Date.parse(row.record.started), now) : '');
      show(bar, isLive(row) && row.progress !== undefined);
      (bar.firstElementChild as HTMLElement).style.width = `${(row.progress ?? 0) * 100}%`;
      element.setAttribute('aria-selected', String(selected));
      element.title = titleOf(row);
      setText(spoken, ` ${row.state} `);
    },
  };
}
