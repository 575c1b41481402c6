import { h, refocus } from '../kit/dom';
import { createRoving } from '../kit/roving';
import type { TableWishes } from './arrange';
import type { Column } from './columns';

export interface TableHead {
  readonly element: HTMLElement;
  update(columns: readonly Column[], sort: TableWishes['sort']): void;
}

/**
 * The heads of the columns: a click sorts, a drag at the right edge or Alt with an arrow key resizes. One of them is a
 * tab stop, and the left and right arrows move along.
 */
export function createTableHead(
  onSort: (column: string) => void,
  onResize: (column: string, width: number) => void,
): TableHead {
  const line = h('div', { class: 'table-head', role: 'row', 'aria-rowindex': '1' });
  const element = h('div', { class: 'head', role: 'rowgroup' }, line);
  let shown = '';
  const roving = createRoving(line, button => button.dataset['column'], 'name');

  return {
    element,
    update(columns, sort) {
      const next = JSON.stringify([columns.map(({ id, title, width }) => [id, title, width]), sort]);
      if (next === shown) return;
      shown = next;
      const focused = line.contains(document.activeElement);
      line.replaceChildren(
        ...columns.map(({ id, title, numeric, width }) => {
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
          button.addEventListener('keydown', event => {
            if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
            event.preventDefault();
            event.stopPropagation();
            onResize(id, resized(width, event.key === 'ArrowRight' ? 16 : -16));
          });
          return h(
            'span',
            {
              role: 'columnheader',
              class: numeric ? 'number' : '',
              ...(by === undefined ? {} : { 'aria-sort': by }),
            },
            button,
            ...(id === 'star' ? [] : [grip(button, change => onResize(id, resized(width, change)))]),
          );
        }),
      );
      roving.refresh();
      if (focused) refocus(line.querySelector<HTMLElement>('button[tabindex="0"]'));
    },
  };
}

const arrows = { ascending: 'codicon-arrow-small-up', descending: 'codicon-arrow-small-down' } as const;

const narrowest = 32;

function resized(width: number, change: number): number {
  return Math.max(narrowest, Math.round(width + change));
}

/** The right edge of a head, which resizes its column; `onChange` hears the change in pixels once it is let go. */
function grip(head: HTMLElement, onChange: (change: number) => void): HTMLElement {
  const edge = h('span', { class: 'grip', 'aria-hidden': 'true' });
  edge.addEventListener('pointerdown', event => {
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    edge.classList.add('dragged');
    const before = head.parentElement?.clientWidth ?? 0;
    const onMove = (moved: PointerEvent) => {
      edge.style.transform = `translateX(${Math.max(narrowest - before, moved.clientX - event.clientX)}px)`;
    };
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener(
      'pointerup',
      up => {
        edge.removeEventListener('pointermove', onMove);
        edge.classList.remove('dragged');
        edge.style.transform = '';
        onChange(up.clientX - event.clientX);
      },
      { once: true },
    );
  });
  return edge;
}
