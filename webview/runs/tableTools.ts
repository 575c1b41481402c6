import { checkbox, iconButton, textField } from '../kit/controls';
import { h, setText, show } from '../kit/dom';
import type { Column } from './columns';

export interface TableTools {
  readonly element: HTMLElement;
  update(state: ToolState): void;
  focusFilter(): void;
}

export interface ToolState {
  readonly all: readonly Column[];
  readonly chosen: readonly string[];
  readonly differing: boolean;
  readonly merged: boolean;
  /** Of the runs, how many pass the filter. */
  readonly shown: number;
  readonly total: number;
  /** Whether several are selected. */
  readonly comparing: boolean;
}

export interface TableToolsOptions {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onColumns: (chosen: readonly string[]) => void;
  readonly onDiffering: (differing: boolean) => void;
  readonly onMerged: (merged: boolean) => void;
  readonly onExport: () => void;
}

/** Above the table: what it shows. */
export function createTableTools(options: TableToolsOptions): TableTools {
  const filter = textField({
    name: 'Filter runs',
    description: 'Every word must be in some column; space:lab looks in one, tau>0.8 compares a number',
    placeholder: 'Filter (failed, space:lab, tau>0.8)',
    onInput: () => options.onFilter(filter.value()),
    onEnter: () => undefined,
  });
  filter.set(options.filter);
  filter.element.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || filter.value() === '') return;
    filter.set('');
    options.onFilter('');
  });
  const count = h('span', { class: 'count', 'aria-live': 'polite' });
  const differing = iconButton({
    icon: 'diff',
    name: 'Only columns that differ',
    onClick: () => options.onDiffering(differing.getAttribute('aria-pressed') !== 'true'),
  });
  const merged = iconButton({
    icon: 'layers',
    name: 'One row for runs that differ in their seed alone',
    onClick: () => options.onMerged(merged.getAttribute('aria-pressed') !== 'true'),
  });
  const choose = iconButton({
    icon: 'list-selection',
    name: 'Choose columns',
    onClick: () => open(menu.hidden),
  });
  const menu = h('div', { class: 'column-menu', role: 'group', 'aria-label': 'Columns' });
  menu.hidden = true;
  choose.setAttribute('aria-expanded', 'false');
  const open = (wanted: boolean) => {
    if (wanted) fill();
    show(menu, wanted);
    choose.setAttribute('aria-expanded', String(wanted));
    if (wanted) menu.querySelector<HTMLElement>('vscode-checkbox')?.focus();
  };
  const around = h('span', { class: 'menu-place' }, choose, menu);
  around.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || menu.hidden) return;
    open(false);
    choose.focus();
  });
  document.addEventListener('pointerdown', event => {
    if (!menu.hidden && !event.composedPath().includes(around)) open(false);
  });
  around.addEventListener('focusout', event => {
    if (event.relatedTarget && !around.contains(event.relatedTarget as Node)) open(false);
  });
  const element = h(
    'div',
    { class: 'table-tools', role: 'toolbar', 'aria-label': 'Table of runs' },
    filter.element,
    count,
    merged,
    differing,
    around,
    iconButton({ icon: 'save', name: 'Export the table to CSV', onClick: options.onExport }),
  );
  let offered = '';
  let state: Pick<ToolState, 'all' | 'chosen'> = { all: [], chosen: [] };
  /** The boxes of the menu are made when it opens, as there can be dozens. */
  const fill = () => {
    const choosable = state.all.filter(column => column.id !== 'name');
    const next = JSON.stringify([choosable.map(column => column.id), state.chosen]);
    if (next === offered || menu.contains(document.activeElement)) return;
    offered = next;
    let wanted = new Set(state.chosen);
    menu.replaceChildren(
      ...choosable.map(({ id, title }) =>
        checkbox(title, wanted.has(id), checked => {
          wanted = new Set(wanted);
          if (checked) wanted.add(id);
          else wanted.delete(id);
          options.onColumns([...wanted]);
        }),
      ),
    );
  };
  return {
    element,
    update({ all, chosen, differing: only, merged: one, shown, total, comparing }) {
      const hint = total > 1 && !comparing ? 'Ctrl+click or Shift+click to compare runs' : '';
      setText(count, shown === total ? hint : `${shown} of ${total}`);
      count.classList.toggle('hint', shown === total);
      differing.setAttribute('aria-pressed', String(only));
      merged.setAttribute('aria-pressed', String(one));
      state = { all, chosen };
      if (!menu.hidden) fill();
    },
    focusFilter: () => filter.element.focus(),
  };
}
