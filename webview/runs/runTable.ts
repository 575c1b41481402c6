import { isLive, stateIcon, titleOf } from '../../src/protocol/describeRun';
import type { RunRow } from '../../src/protocol/run';
import { abilitiesOf } from '../../src/protocol/runAbilities';
import { isSeedGroup } from '../../src/protocol/seedGroups';
import { h, icon, setText, show } from '../kit/dom';
import { seriesColors } from '../kit/theme';
import type { Arranged, TableWishes } from './arrange';
import type { Column } from './columns';
import { extend, keyTarget, type Selection, selectAll, selectOne, toggle } from './selection';
import { createTableHead } from './tableHead';

export interface RunTable {
  readonly element: HTMLElement;
  update(arranged: Arranged, selection: Selection, sort: TableWishes['sort'], curves: CurveMarks): void;
  /** Brings the current run into sight. */
  reveal(): void;
}

/** Of runs that are compared, by id: the colour of their curves, and whether these are hidden. */
export type CurveMarks = ReadonlyMap<string, { readonly color: number; readonly hidden: boolean }>;

export interface RunTableOptions {
  readonly onSelect: (selection: Selection) => void;
  readonly onSort: (column: string) => void;
  /** `width` in pixels. */
  readonly onResize: (column: string, width: number) => void;
  readonly onStar: (row: RunRow) => void;
  readonly onDelete: () => void;
  readonly onRename: () => void;
  readonly onToggleCurves: (run: string) => void;
}

interface ShownRow {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
}

const rowHeight = 22;
/** Rows drawn beyond each edge of what is in sight. */
const beyond = 8;

/**
 * All runs, one row of 22 px each, of which only those in sight are in the page. Arrow keys, Home and End select, with
 * Shift a range; Ctrl+Space adds and takes out; F2 renames, Delete deletes, S stars, H hides the curves of one compared.
 */
export function createRunTable(options: RunTableOptions): RunTable {
  const head = createTableHead(options.onSort, options.onResize);
  const body = h('div', { class: 'rows', role: 'rowgroup' });
  const element = h(
    'div',
    { class: 'run-table', role: 'grid', 'aria-label': 'Runs', 'aria-multiselectable': 'true', tabindex: '0' },
    head.element,
    body,
  );
  const shown = new Map<string, ShownRow>();
  let rows: readonly RunRow[] = [];
  let columns: readonly Column[] = [];
  let order: readonly string[] = [];
  let selection: Selection = selectOne(undefined);
  let layout = '';
  let curves: CurveMarks = new Map();
  /** The first of the rows in the page, and the one after the last. */
  let drawn: readonly [number, number] = [0, 0];

  const select = (next: Selection) => {
    options.onSelect(next);
    reveal();
  };
  const press = (row: RunRow, event: MouseEvent) => {
    if (event.shiftKey) select(extend(selection, order, row.id));
    else if (event.ctrlKey || event.metaKey) select(toggle(selection, row.id));
    else select(selectOne(row.id));
  };
  element.addEventListener('keydown', event => {
    if (event.target !== element) return;
    const to = keyTarget(event.key, order, selection.current, Math.floor(inSight() / rowHeight) - 1);
    const current = rows.find(row => row.id === selection.current);
    const control = event.ctrlKey || event.metaKey;
    if (to !== undefined && event.shiftKey) select(extend(selection, order, to));
    else if (to !== undefined && control) select({ ...selection, current: to });
    else if (to !== undefined) select(selectOne(to));
    else if (event.key === ' ' && current)
      select(control ? toggle(selection, current.id) : selectOne(current.id));
    else if (event.key.toLowerCase() === 'a' && control) select(selectAll(order, selection));
    else if (event.key === 'Escape' && selection.runs.size > 1) select(selectOne(selection.current));
    else if (event.key === 'F2') options.onRename();
    else if (event.key === 'Delete') options.onDelete();
    else if (event.key === 'h' && current && curves.has(current.id)) options.onToggleCurves(current.id);
    else if (event.key === 's' && current && !control && !event.altKey) options.onStar(current);
    else return;
    event.preventDefault();
  });
  /** The rows in the page may no longer be those in sight. */
  const follow = () => {
    const [first, last] = range();
    if (first !== drawn[0] || last !== drawn[1]) render();
  };
  element.addEventListener('scroll', follow);
  new ResizeObserver(follow).observe(element);

  const inSight = () => Math.max(rowHeight, element.clientHeight - head.element.offsetHeight);
  const range = (): readonly [number, number] => [
    Math.max(0, Math.floor(element.scrollTop / rowHeight) - beyond),
    Math.min(rows.length, Math.ceil((element.scrollTop + inSight()) / rowHeight) + beyond),
  ];
  const reveal = () => {
    const at = order.indexOf(selection.current ?? '');
    if (at < 0) return;
    const top = at * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + inSight()) element.scrollTop = top + rowHeight - inSight();
    follow();
  };

  const render = () => {
    const now = Date.now();
    const [first, last] = range();
    drawn = [first, last];
    const wanted = new Set(order.slice(first, last));
    for (const [id, row] of shown)
      if (!wanted.has(id)) {
        row.element.remove();
        shown.delete(id);
      }
    for (let i = first; i < last; i++) {
      const row = rows[i];
      if (!row) continue;
      let place = shown.get(row.id);
      if (!place) {
        place = createRow(row.id, columns, {
          onPress: event => press(rows[order.indexOf(row.id)] ?? row, event),
          onStar: () => options.onStar(rows[order.indexOf(row.id)] ?? row),
          onRename: options.onRename,
          onToggleCurves: () => options.onToggleCurves(row.id),
        });
        shown.set(row.id, place);
      }
      // In the page they stand in the order of the table, for those who read it by its elements.
      const at = body.children[i - first];
      if (at !== place.element) body.insertBefore(place.element, at ?? null);
      place.element.style.transform = `translateY(${i * rowHeight}px)`;
      place.element.setAttribute('aria-rowindex', String(i + 2));
      place.element.setAttribute('aria-selected', String(selection.runs.has(row.id)));
      place.element.classList.toggle('current', row.id === selection.current);
      fill(place, row, columns, now);
      place.element.dataset['vscodeContext'] = contextOf(
        selection.runs.has(row.id) ? rows.filter(each => selection.runs.has(each.id)) : [row],
      );
      mark(place, columns, curves.get(row.id));
    }
    // The menu key opens the menu on what has the keyboard, which is the table.
    element.dataset['vscodeContext'] = contextOf(rows.filter(row => selection.runs.has(row.id)));
    if (selection.current !== undefined && shown.has(selection.current))
      element.setAttribute('aria-activedescendant', rowId(selection.current));
    else element.removeAttribute('aria-activedescendant');
  };

  return {
    element,
    update(arranged, nextSelection, sort, marks) {
      curves = marks;
      ({ rows, columns } = arranged);
      order = rows.map(row => row.id);
      selection = nextSelection;
      const nextLayout = columns.map(column => `${column.id} ${column.width}`).join();
      if (nextLayout !== layout) {
        layout = nextLayout;
        for (const row of shown.values()) row.element.remove();
        shown.clear();
        const widths = columns.map(c => (c.id === 'name' ? `minmax(${c.width}px, 1fr)` : `${c.width}px`));
        element.style.setProperty('--columns', widths.join(' '));
        element.style.setProperty('--least', `${columns.reduce((sum, c) => sum + c.width + 8, 12)}px`);
        element.setAttribute('aria-colcount', String(columns.length));
      }
      head.update(columns, sort);
      element.setAttribute('aria-rowcount', String(rows.length + 1));
      body.style.height = `${rows.length * rowHeight}px`;
      render();
    },
    reveal,
  };
}

/** What the commands of the menu are about, for VS Code. */
function contextOf(shown: readonly RunRow[]): string {
  const rows = shown.flatMap(row => (isSeedGroup(row) ? row.members : [row]));
  const [first] = rows;
  return JSON.stringify({
    webviewSection: rows.length > 1 ? 'runs' : 'run',
    renasRuns: rows.map(row => row.id),
    renasAbilities: first && rows.length === 1 ? abilitiesOf(first) : rows.map(abilitiesOf).join(' '),
  });
}

const rowId = (run: string) => `run-${run}`;

function createRow(
  id: string,
  columns: readonly Column[],
  actions: {
    readonly onPress: (event: MouseEvent) => void;
    readonly onStar: () => void;
    readonly onRename: () => void;
    readonly onToggleCurves: () => void;
  },
): ShownRow {
  const cells = columns.map(column => {
    const cell = h('span', {
      class: `cell-${column.id.replaceAll(/[^\w-]/g, '')}${column.numeric ? ' number' : ''}`,
      role: column.id === 'name' ? 'rowheader' : 'gridcell',
    });
    if (column.id === 'name') {
      const eye = h('span', { class: 'curve-mark codicon', hidden: '' });
      eye.addEventListener('click', event => {
        event.stopPropagation();
        actions.onToggleCurves();
      });
      cell.append(eye, h('span'));
    }
    if (column.id === 'state')
      cell.append(icon('blank'), h('span'), h('span', { class: 'run-bar' }, h('span')));
    return cell;
  });
  const element = h('div', { class: 'run-row', role: 'row', id: rowId(id) }, ...cells);
  const star = columns.findIndex(column => column.id === 'star');
  element.addEventListener('click', event => {
    if (star >= 0 && cells[star]?.contains(event.target as Node)) actions.onStar();
    else actions.onPress(event);
  });
  element.addEventListener('dblclick', event => {
    const name = columns.findIndex(column => column.id === 'name');
    if (cells[name]?.contains(event.target as Node)) actions.onRename();
  });
  return { element, cells };
}

function fill({ element, cells }: ShownRow, row: RunRow, columns: readonly Column[], now: number): void {
  columns.forEach((column, i) => {
    const cell = cells[i];
    if (!cell) return;
    const text = column.text(row, now);
    if (column.id === 'star') {
      cell.className = `cell-star codicon codicon-${row.notes?.star ? 'star-full' : 'star-empty'}`;
      cell.title = row.notes?.star ? 'Starred (S)' : 'Star (S)';
      cell.setAttribute('aria-label', row.notes?.star ? 'starred' : 'not starred');
    } else if (column.id === 'state') fillState(cell, row, text);
    else if (column.id === 'name') setText(cell.lastElementChild as HTMLElement, text);
    else setText(cell, text);
    if (column.id === 'name' || column.id === 'note' || column.id.startsWith('--')) cell.title = text;
  });
  element.classList.toggle('starred', row.notes?.star === true);
  element.title = row.problem ?? titleOf(row);
}

/** The classes of the icon that shows the state of a run. */
export function stateClasses(row: RunRow): string {
  const { icon, spins, tone } = stateIcon(row);
  return `codicon codicon-${icon}${spins ? ' codicon-modifier-spin' : ''} ${tone}`;
}

function fillState(cell: HTMLElement, row: RunRow, text: string): void {
  const [sign, words, bar] = [...cell.children] as HTMLElement[];
  const className = stateClasses(row);
  if (sign && sign.className !== className) sign.className = className;
  if (words) setText(words, text);
  if (!bar) return;
  bar.hidden = !isLive(row) || row.progress === undefined;
  (bar.firstElementChild as HTMLElement).style.width = `${(row.progress ?? 0) * 100}%`;
}

/** Of a run that is compared, the colour of its curves; a click hides and shows them. */
function mark(
  { cells }: ShownRow,
  columns: readonly Column[],
  curves: { readonly color: number; readonly hidden: boolean } | undefined,
): void {
  const eye = cells[columns.findIndex(column => column.id === 'name')]
    ?.firstElementChild as HTMLElement | null;
  if (!eye) return;
  show(eye, curves !== undefined);
  if (!curves) return;
  const icon = curves.hidden ? 'eye-closed' : 'circle-filled';
  const className = `curve-mark codicon codicon-${icon} series-${curves.color % seriesColors}`;
  if (eye.className !== className) eye.className = className;
  eye.title = curves.hidden ? 'Show its curves (H)' : 'Hide its curves (H)';
}
