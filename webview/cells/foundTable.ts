import type { FoundCell } from '../../src/protocol/events';
import { askToSave } from '../charts/saveChart';
import { iconButton } from '../kit/controls';
import { h, refocus, setText, show } from '../kit/dom';
import { type CellSourceOptions, createCellSource } from './cellSource';
import { type FoundColumn, foundAsCsv, foundColumns } from './foundColumns';

export interface FoundTable {
  readonly element: HTMLElement;
  /** `note` says what the figures are. */
  update(run: string, found: readonly FoundCell[] | undefined, note: string, spaceSize?: number): void;
  /** Opens the row of a cell and brings it into sight; `false`: it has none. */
  reveal(hash: string): boolean;
}

export type FoundTableOptions = CellSourceOptions;

/** Cells that a run has found; a row opens to the cell's drawing and source. */
export function createFoundTable(title: string, options: FoundTableOptions, chart?: HTMLElement): FoundTable {
  const head = h('tr');
  const body = h('tbody');
  const noteLine = h('p', { class: 'note' });
  const save = iconButton({
    icon: 'save',
    name: `Export the table ${title} to CSV`,
    onClick: () =>
      askToSave(element, {
        name: `${title.toLowerCase().replaceAll(' ', '-')}.csv`,
        type: 'CSV',
        content: foundAsCsv(cells),
        encoding: 'utf8',
      }),
  });
  const element = h(
    'section',
    {},
    h('div', { class: 'section-head' }, h('h3', {}, title), save),
    ...(chart ? [chart] : []),
    h(
      'div',
      { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': title },
      h('table', { class: 'found' }, h('thead', {}, head), body),
    ),
    noteLine,
  );
  let cells: readonly FoundCell[] = [];
  let columns: readonly FoundColumn[] = [];
  let open: string | undefined;
  /** What the open row holds, which outlives the news of a run that goes on. */
  let inner: { readonly hash: string; readonly element: HTMLElement } | undefined;
  let shown = '';
  let of = '';

  /** What a row opens to. */
  const inside = ({ name, cell }: FoundCell): HTMLElement =>
    createCellSource(title, { from: 'run', run: of, name, text: cell }, options);

  const insideOf = (cell: FoundCell): HTMLElement => {
    if (inner?.hash !== cell.hash) inner = { hash: cell.hash, element: inside(cell) };
    return inner.element;
  };
  const render = () => {
    const focused = document.activeElement;
    const place = focused?.closest('tr')?.querySelector('th')?.textContent;
    head.replaceChildren(
      h('td'),
      h('th', { scope: 'col' }, 'Cell'),
      ...columns.map(({ title: text, meaning }) =>
        h('th', { scope: 'col', ...(meaning === undefined ? {} : { title: meaning }) }, text),
      ),
    );
    body.replaceChildren(
      ...cells.flatMap((cell, i) => {
        const expanded = cell.hash === open;
        const toggle = h('button', {
          class: `twistie codicon codicon-chevron-${expanded ? 'down' : 'right'}`,
          'aria-expanded': String(expanded),
          'aria-label': `Source of ${cell.name}`,
        });
        const row = h(
          'tr',
          {},
          h('td', { class: 'twistie-cell' }, toggle),
          h('th', { scope: 'row' }, cell.name),
          ...columns.map(column => h('td', {}, column.text(cell))),
        );
        row.addEventListener('click', () => {
          open = expanded ? undefined : cell.hash;
          render();
          body.querySelectorAll<HTMLElement>('.twistie')[i]?.focus();
        });
        if (!expanded) return [row];
        const span = String(columns.length + 2);
        return [row, h('tr', { class: 'source' }, h('td', { colspan: span }, insideOf(cell)))];
      }),
    );
    if (focused instanceof HTMLElement && inner?.element.contains(focused)) refocus(focused);
    else if (focused && place !== undefined && !focused.isConnected)
      refocus(
        [...body.rows].find(row => row.querySelector('th')?.textContent === place)?.querySelector('button'),
      );
  };

  return {
    element,
    update(run, found, note, spaceSize) {
      show(element, found !== undefined && found.length > 0);
      if (!found) return;
      setText(noteLine, note);
      if (run !== of) open = inner = undefined;
      of = run;
      const next = run + JSON.stringify(found);
      if (next === shown) return;
      shown = next;
      cells = found;
      columns = foundColumns(found, spaceSize);
      render();
    },
    reveal(hash) {
      const at = cells.findIndex(cell => cell.hash === hash);
      if (at < 0) return false;
      open = hash;
      render();
      const toggle = body.querySelectorAll<HTMLElement>('.twistie')[at];
      toggle?.focus();
      toggle?.closest('tr')?.scrollIntoView({ block: 'center' });
      return true;
    },
  };
}
