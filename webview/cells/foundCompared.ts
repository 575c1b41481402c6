import type { FoundCell } from '../../src/protocol/events';
import type { PageCell } from '../../src/protocol/panel';
import { formatFound, ordinal } from '../../src/protocol/words';
import { iconButton } from '../kit/controls';
import { h, setText, show } from '../kit/dom';

/** A run with the cells that it has found, best first. */
export interface RunWithCells {
  readonly id: string;
  readonly name: string;
  readonly found: readonly FoundCell[];
  /** How many cells the space has, where that is known. */
  readonly spaceSize?: number | undefined;
}

/** A cell that one of the runs has found, and its place in each; `undefined` where a run has not found it. */
export interface SharedCell {
  readonly cell: FoundCell;
  /** The first run that has found it. */
  readonly run: string;
  readonly places: readonly (
    | { readonly place: number; readonly name: string; readonly rank: string }
    | undefined
  )[];
}

/** The cells of all runs, each graph once: those of most runs first, then by their best place. */
export function sharedCells(runs: readonly RunWithCells[]): readonly SharedCell[] {
  const cells = new Map<string, SharedCell>();
  for (const { id, found } of runs)
    for (const cell of found)
      if (!cells.has(cell.hash))
        cells.set(cell.hash, {
          cell,
          run: id,
          places: runs.map(run => {
            const at = run.found.findIndex(other => other.hash === cell.hash);
            const there = run.found[at];
            return there && { place: at + 1, name: there.name, rank: formatFound(there, run.spaceSize) };
          }),
        });
  const having = ({ places }: SharedCell) => places.filter(place => place !== undefined).length;
  const best = ({ places }: SharedCell) => Math.min(...places.map(each => each?.place ?? Infinity));
  return [...cells.values()].sort((a, b) => having(b) - having(a) || best(a) - best(b));
}

export interface FoundCompared {
  readonly element: HTMLElement;
  update(runs: readonly RunWithCells[]): void;
}

export interface FoundComparedOptions {
  readonly onOpen: (cell: PageCell) => void;
  readonly onCompare: (cell: PageCell) => void;
  readonly onDiff: (runs: readonly [string, string]) => void;
}

/** More rows are not shown. */
const most = 100;

/** Which cells several runs have found, by their canonical hash: in common or one of them alone, and at which place. */
export function createFoundCompared({ onOpen, onCompare, onDiff }: FoundComparedOptions): FoundCompared {
  const summary = h('p', { class: 'note' });
  const head = h('tr');
  const body = h('tbody');
  let two: readonly [string, string] | undefined;
  const diff = iconButton({
    icon: 'diff',
    name: 'Open both files of cells side by side',
    onClick: () => two && onDiff(two),
  });
  const element = h(
    'section',
    {},
    h('div', { class: 'section-head' }, h('h3', {}, 'Cells Found'), diff),
    summary,
    h(
      'div',
      { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': 'Cells found' },
      h('table', { class: 'differences shared' }, h('thead', {}, head), body),
    ),
  );
  let shown = '';
  const row = ({ cell, run, places }: SharedCell): HTMLElement => {
    const of: PageCell = { from: 'run', run, name: cell.name, text: cell.cell };
    const open = h(
      'button',
      { class: 'link', title: `The cell with the canonical hash ${cell.hash}` },
      cell.hash.slice(0, 8),
    );
    open.addEventListener('click', () => onOpen(of));
    const compare = iconButton({
      icon: 'compare-changes',
      name: `Compare cell ${cell.hash.slice(0, 8)}`,
      onClick: () => onCompare(of),
    });
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('span', { class: 'shared-cell' }, compare, open)),
      ...places.map(at =>
        at === undefined
          ? h('td', { class: 'dim' }, 'not found')
          : h('td', {}, `${ordinal(at.place)} as ${at.name} · ${at.rank}`),
      ),
    );
  };
  return {
    element,
    update(all) {
      const runs = all.filter(({ found }) => found.length > 0);
      show(element, runs.length > 1);
      const next = JSON.stringify(
        runs.map(({ id, name, found }) => [id, name, found.map(c => [c.hash, c.top])]),
      );
      if (runs.length < 2 || next === shown) return;
      shown = next;
      const [first, second] = runs;
      two = first && second && runs.length === 2 ? [first.id, second.id] : undefined;
      show(diff, two !== undefined);
      const cells = sharedCells(runs);
      setText(summary, summarise(cells, runs));
      head.replaceChildren(h('td'), ...runs.map(({ name }) => h('th', { scope: 'col' }, name)));
      body.replaceChildren(...cells.slice(0, most).map(row));
    },
  };
}

/** `7 cells were found by both, 3 only by A, 2 only by B.` */
function summarise(cells: readonly SharedCell[], runs: readonly RunWithCells[]): string {
  const common = cells.filter(({ places }) => places.every(place => place !== undefined)).length;
  const alone = runs.flatMap(({ name }, i) => {
    const only = cells.filter(({ places }) =>
      places.every((place, j) => (place !== undefined) === (i === j)),
    );
    return only.length === 0 ? [] : [`${only.length} only by ${name}`];
  });
  const all = runs.length === 2 ? 'both' : `all ${runs.length}`;
  const first =
    common === 0
      ? `No cell was found by ${all}`
      : `${common} ${common === 1 ? 'cell was' : 'cells were'} found by ${all}`;
  const more = cells.length > most ? ` The first ${most} of ${cells.length} are listed.` : '';
  return `${[first, ...alone].join(', ')}.${more}`;
}
