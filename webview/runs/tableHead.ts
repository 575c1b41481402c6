import { h } from '../kit/dom';
import { createRoving } from '../kit/roving';
import type { TableWishes } from './arrange';
import type { Column } from './columns';

export interface TableHead {
  readonly element: HTMLElement;
  update(columns: readonly Column[], sort: TableWishes['sort']): void;
}

/** The heads of the columns: a click sorts. One of them is a tab stop, and the left and right arrows move along. */
export function createTableHead(onSort: (column: string) => void): TableHead {
  const line = h('div', { class: 'table-head', role: 'row', 'aria-rowindex': '1' });
  const element = h('div', { class: 'head', role: 'rowgroup' }, line);
  let shown = '';
  const roving = createRoving(line, button => button.dataset['column'], 'name');

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
          button.addEventListener('click', () => onSort(id));
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
      roving.refresh();
      if (focused) line.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
    },
  };
}

const arrows = { ascending: 'codicon-arrow-small-up', descending: 'codicon-arrow-small-down' } as const;
