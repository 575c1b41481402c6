import type { RunEvent } from '../src/protocol/events';
import type { RunAction, RunRow } from '../src/protocol/panel';
import { button, progressRing } from './controls';
import { h, show } from './dom';
import { createRunDetail } from './runDetail';
import { createRunList } from './runList';

export interface RunsView {
  readonly element: HTMLElement;
  setRows(rows: readonly RunRow[]): void;
  select(run: string | undefined): void;
  addEvents(row: RunRow, from: number, events: readonly RunEvent[]): void;
}

export interface RunsViewOptions {
  readonly onSelect: (run: string | undefined) => void;
  readonly onAction: (action: RunAction, run: string) => void;
  readonly onNewRun: () => void;
}

/** The list of runs and the detail of the one selected: side by side, or under each other where it is narrow. */
export function createRunsView({ onSelect, onAction, onNewRun }: RunsViewOptions): RunsView {
  let rows: readonly RunRow[] | undefined;
  let selected: string | undefined;

  const choose = (run: string | undefined) => {
    if (run === selected) return;
    selected = run;
    render();
    onSelect(run);
  };
  const list = createRunList(choose, run => onAction('delete', run));
  const detail = createRunDetail(onAction);
  const loading = h('div', { class: 'loading' }, progressRing(), h('p', {}, 'Reading the runs…'));
  const empty = h(
    'div',
    { class: 'empty' },
    h('p', {}, 'No runs yet.'),
    h(
      'p',
      {},
      'A search finds the cells of a space that its predictor ranks highest, in seconds. A training makes a predictor of your own from a table of measured cells.',
    ),
    button({ text: 'New Run', icon: 'add', onClick: onNewRun }),
  );
  const panes = h('div', { class: 'panes' }, list.element, detail.element);
  const element = h('div', { class: 'runs' }, loading, empty, panes);

  const render = () => {
    show(loading, rows === undefined);
    show(empty, rows?.length === 0);
    show(panes, rows !== undefined && rows.length > 0);
    if (!rows) return;
    list.update(rows, selected);
    detail.select(rows.find(row => row.id === selected));
  };
  render();
  // Ages and clocks go on without messages.
  setInterval(() => {
    if (rows) list.update(rows, selected);
    detail.tick();
  }, 1000);

  return {
    element,
    setRows(next) {
      const gone =
        selected !== undefined && rows?.some(r => r.id === selected) && !next.some(r => r.id === selected);
      const before = rows?.findIndex(row => row.id === selected) ?? 0;
      rows = next;
      // The neighbour takes the place of a run that was deleted; the first time, the newest is shown.
      if (gone || (selected === undefined && next.length > 0))
        choose(next[Math.min(Math.max(before, 0), next.length - 1)]?.id);
      render();
    },
    select(run) {
      selected = run;
      render();
    },
    addEvents: detail.add,
  };
}
