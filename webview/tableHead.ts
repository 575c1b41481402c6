import type { TableWishes } from './arrange';
import type { Column } from './columns';
import { h } from './dom';

export interface TableHead {
  readonly element: HTMLElement;
  update(columns: readonly Column[], sort: TableWishes['sort']): void;
}

/** The heads of the columns: a click sorts. One of them is a tab stop, and the left and right arrows move along. */
export function createTableHead(onSort: (column: string) => void): TableHead {
  const line = h('div', { class: 'table-head', role: 'row', 'aria-rowindex': '1' });
  const element = h('div', { class: 'head', role: 'rowgroup' }, line);
  let shown = '';
  let stop = 'name';

  const buttons = () => [...line.querySelectorAll('button')];
  const makeStop = (button: HTMLButtonElement | undefined) => {
    if (!button) return;
    stop = button.dataset['column'] ?? stop;
    for (const each of buttons()) each.tabIndex = each === button ? 0 : -1;
  };
  line.addEventListener('keydown', event => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const target = to === undefined ? undefined : all[to];
    if (!target) return;
    event.preventDefault();
    makeStop(target);
    target.focus();
  });

  return {
    element,
    update(columns, sort) {
      const next = JSON.stringify([columns.map(({ id, title }) => [id, title]), sort]);
      if (next === shown) return;
      shown = next;
      const focused = line.contains(document.activeElement);
      line.replaceChildren(
        ...columns.map(({ id, title, numeric }) => {
          const by = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : undefined;
          const sign =
            by === undefined ? [] : [h('span', { class: `codicon ${arrows[by]}`, 'aria-hidden': 'true' })];
          const words =
            id === 'star' ? h('span', { class: 'codicon codicon-star-empty', 'aria-hidden': 'true' }) : title;
          const button = h(
            'button',
            {
              'data-column': id,
              title: `Sort by ${title.toLowerCase()}`,
              ...(id === 'star' ? { 'aria-label': title } : {}),
            },
            words,
            ...(id === 'star' ? [] : sign),
          );
          button.addEventListener('click', () => {
            makeStop(button);
            onSort(id);
          });
          return h(
            'span',
            {
              role: 'columnheader',
              class: numeric ? 'number' : '',
              ...(by === undefined ? {} : { 'aria-sort': by }),
            },
            button,
          );
        }),
      );
      const again = buttons().find(button => button.dataset['column'] === stop) ?? buttons()[0];
      makeStop(again);
      if (focused) again?.focus();
    },
  };
}

const arrows = { ascending: 'codicon-arrow-small-up', descending: 'codicon-arrow-small-down' } as const;
