import type { RunEvent } from '../../src/protocol/events';
import type { MeasurementRow } from '../../src/protocol/measurementRow';
import type { RunNotes } from '../../src/protocol/notes';
import { maxCompared, type RunAction, type RunActionOnAll } from '../../src/protocol/panel';
import type { RankedPoint, RunRow } from '../../src/protocol/run';
import { nameAmong } from '../../src/protocol/runNames';
import { groupSeeds, isSeedGroup } from '../../src/protocol/seedGroups';
import { createCompareView } from '../cells/compareView';
import type { FoundComparedOptions } from '../cells/foundCompared';
import type { FoundTableOptions } from '../cells/foundTable';
import type { ChartSettingsStore } from '../charts/chartSettings';
import { askToSave } from '../charts/saveChart';
import { button, progressRing } from '../kit/controls';
import { runsAsCsv } from '../kit/csv';
import { h, show } from '../kit/dom';
import { type Arranged, arrange, type TableWishes } from './arrange';
import { type Column, columnsOf } from './columns';
import { createRunDetail } from './runDetail';
import { type CurveMarks, createRunTable } from './runTable';
import { type Selection, selectOne } from './selection';
import { createSplitter } from './splitter';
import { createTableTools } from './tableTools';

export interface RunsView {
  readonly element: HTMLElement;
  setRows(rows: readonly RunRow[]): void;
  /** Some of the rows known, as they are now. */
  changeRows(rows: readonly RunRow[]): void;
  /** The newest first. */
  rows(): readonly RunRow[];
  select(run: string | undefined): void;
  /** Selects several, to compare them. */
  selectAll(runs: readonly string[]): void;
  /** `thinnedFrom`: of a snapshot, the bytes of events that these are a part of. */
  addEvents(row: RunRow, from: number, events: readonly RunEvent[], thinnedFrom?: number): void;
  rank(run: string, points: readonly RankedPoint[]): void;
  measure(run: string, rows: readonly MeasurementRow[]): void;
}

export interface RunsViewOptions {
  readonly wishes: TableWishes;
  readonly selection: Selection;
  readonly onSelect: (run: string | undefined, compared: readonly string[] | undefined) => void;
  readonly onAction: (action: RunAction, run: string) => void;
  readonly onActionOnAll: (action: RunActionOnAll, runs: readonly string[]) => void;
  readonly onNote: (runs: readonly string[], changes: RunNotes) => void;
  /** What a training of a run prints is wanted. */
  readonly onTrainingLog: (run: string, key: string) => void;
  readonly onWishes: (wishes: TableWishes) => void;
  readonly onNewRun: () => void;
  readonly onDiffInput: (runs: readonly [string, string], path: string) => void;
  readonly cells: FoundTableOptions & FoundComparedOptions;
  readonly charts: ChartSettingsStore;
}

/** The table of all runs, and beside or under it the one selected, or several compared. */
export function createRunsView(options: RunsViewOptions): RunsView {
  let rows: readonly RunRow[] | undefined;
  let columns: readonly Column[] = [];
  let wishes = options.wishes;
  let selection = options.selection;
  let arranged: Arranged = { rows: [], columns: [] };
  /** Runs whose curves are not drawn where several are compared. */
  const hidden = new Set<string>();

  /** The runs selected; of a row of several seeds, all of them. */
  const chosen = () =>
    arranged.rows
      .filter(row => selection.runs.has(row.id))
      .flatMap(row => (isSeedGroup(row) ? row.members : [row]));
  const ids = () => chosen().map(row => row.id);
  const choose = (next: Selection) => {
    const before = wantedEvents();
    selection = next;
    render();
    const wanted = wantedEvents();
    if (JSON.stringify(before) !== JSON.stringify(wanted)) options.onSelect(wanted.run, wanted.compared);
  };
  /** What the host is to send the events of. */
  const wantedEvents = () => {
    const all = ids();
    if (all.length < 2) return { run: all[0] ?? [...selection.runs][0], compared: undefined };
    const compared = all.slice(0, maxCompared);
    return { run: compared[0], compared };
  };
  const wish = (more: Partial<TableWishes>) => {
    wishes = { ...wishes, ...more };
    rearrange();
    render();
    options.onWishes(wishes);
  };
  const toggleCurves = (run: string) => {
    if (!hidden.delete(run)) hidden.add(run);
    render();
  };
  const remove = () => {
    const all = ids();
    if (all.length > 1) options.onActionOnAll('delete', all);
    else if (all[0] !== undefined) options.onAction('delete', all[0]);
  };

  const tools = createTableTools({
    filter: wishes.filter,
    onFilter: filter => wish({ filter }),
    onColumns: chosenColumns => wish({ columns: chosenColumns }),
    onDiffering: differing => wish({ differing }),
    onMerged: merged => {
      selection = selectOne(undefined);
      wish({ merged });
    },
    onExport: () =>
      askToSave(element, {
        name: 'runs.csv',
        type: 'CSV',
        content: runsAsCsv(arranged.rows, arranged.columns, Date.now()),
        encoding: 'utf8',
      }),
  });
  const table = createRunTable({
    onSelect: choose,
    onSort: column => wish({ sort: nextSort(wishes.sort, column, columns) }),
    onResize: (column, width) => wish({ widths: { ...wishes.widths, [column]: width } }),
    onStar: row =>
      options.onNote(isSeedGroup(row) ? row.members.map(each => each.id) : [row.id], {
        star: !row.notes?.star,
      }),
    onDelete: remove,
    onToggleCurves: toggleCurves,
    onRename: () => {
      const { current } = selection;
      if (current === undefined || !rows?.some(row => row.id === current)) return;
      choose(selectOne(current));
      detail.rename();
    },
  });
  const detail = createRunDetail({
    onAction: options.onAction,
    onNote: (run, changes) => options.onNote([run], changes),
    onTrainingLog: options.onTrainingLog,
    onLeave: () => table.element.focus(),
    cells: options.cells,
    charts: options.charts,
  });
  const comparison = createCompareView({
    onDelete: remove,
    onCancel: () => options.onActionOnAll('cancel', ids()),
    onReport: () => options.onActionOnAll('report', ids()),
    onStar: star => options.onNote(ids(), { star }),
    onDiffInput: options.onDiffInput,
    onToggle: toggleCurves,
    cells: options.cells,
    charts: options.charts,
  });
  const loading = h('div', { class: 'loading' }, progressRing(), h('p', {}, 'Reading the runs…'));
  const empty = h(
    'div',
    { class: 'empty' },
    h('p', {}, 'No runs yet.'),
    h(
      'p',
      {},
      'A search finds the cells of a space that its predictor ranks highest, in seconds. A training makes a predictor of your own from a table of measured cells. A loop measures a few cells, learns, and measures the most promising.',
    ),
    button({ text: 'New Run', icon: 'add', onClick: options.onNewRun }),
  );
  const none = h('p', { class: 'nothing' }, 'No run passes the filter.');
  const compared = h('div', { class: 'detail-pane' }, comparison.element);
  const splitter = createSplitter(wishes.split, split => wish({ split }));
  const panes = h(
    'div',
    { class: 'panes' },
    h('div', { class: 'table-pane' }, tools.element, table.element, none, splitter.element),
    detail.element,
    compared,
  );
  const element = h('div', { class: 'runs' }, loading, empty, panes);

  const rearrange = () => {
    arranged = arrange(rows ?? [], columns, wishes, Date.now());
    // What the filter hides is not selected: nothing that is not seen is deleted.
    const seen = new Set(arranged.rows.map(row => row.id));
    if (rows && [...selection.runs].some(run => !seen.has(run)) && selection.runs.size > 1) {
      const kept = [...selection.runs].filter(run => seen.has(run));
      const current = selection.current && seen.has(selection.current) ? selection.current : kept[0];
      choose(kept.length === 0 ? selectOne(undefined) : { ...selection, runs: new Set(kept), current });
    }
  };
  /** The colour of each run whose curves are drawn over others, and whether they are hidden. */
  const curvesOf = (): CurveMarks =>
    ids().length < 2
      ? new Map()
      : new Map(
          ids()
            .slice(0, maxCompared)
            .map((id, color) => [id, { color, hidden: hidden.has(id) }]),
        );
  const render = () => {
    show(loading, rows === undefined);
    show(empty, rows?.length === 0);
    show(panes, rows !== undefined && rows.length > 0);
    if (!rows) return;
    const { filter, columns: wanted, differing, merged } = wishes;
    show(none, arranged.rows.length === 0 && filter !== '');
    tools.update({
      all: columns,
      chosen: wanted,
      differing,
      merged,
      shown: arranged.rows.length,
      total: rows.length,
      comparing: chosen().length > 1,
    });
    table.update(arranged, selection, wishes.sort, curvesOf());
    const many = chosen().length > 1;
    show(detail.element, !many);
    show(compared, many);
    if (many) comparison.select(chosen(), hidden);
    else {
      const [run] = selection.runs;
      const row = rows.find(each => each.id === run);
      detail.select(row, row && nameAmong(rows, row));
    }
  };
  splitter.attach(panes);
  render();
  // Ages and clocks go on without messages.
  setInterval(() => {
    if (rows && element.checkVisibility()) table.update(arranged, selection, wishes.sort, curvesOf());
    detail.tick();
  }, 1000);

  return {
    element,
    setRows(next) {
      const before = arranged.rows;
      const known = new Set([...next, ...groupSeeds(next)].map(row => row.id));
      const gone = [...selection.runs].filter(run => before.some(r => r.id === run) && !known.has(run));
      rows = next;
      columns = columnsOf(next);
      rearrange();
      if (gone.length > 0) choose(withoutGone(selection, before, arranged.rows, known));
      // The first time, the newest is shown.
      else if (selection.runs.size === 0 && arranged.rows.length > 0) choose(selectOne(arranged.rows[0]?.id));
      else render();
    },
    rows: () => rows ?? [],
    changeRows(changed) {
      const news = new Map(changed.map(row => [row.id, row]));
      const renamed = rows?.some(row => {
        const now = news.get(row.id);
        return now && columnBasis(now) !== columnBasis(row);
      });
      rows = rows?.map(row => news.get(row.id) ?? row);
      // Names and metrics of a run come with its record, and with its end.
      if (renamed && rows) columns = columnsOf(rows);
      rearrange();
      render();
    },
    select(run) {
      selection = selectOne(run);
      if (run !== undefined && rows && !arranged.rows.some(row => row.id === run)) wish({ filter: '' });
      render();
      table.reveal();
    },
    selectAll(runs) {
      selection = { runs: new Set(runs), current: runs[0], anchor: runs[0] };
      if (rows && runs.some(run => !arranged.rows.some(row => row.id === run))) wish({ filter: '' });
      render();
      table.reveal();
    },
    rank: detail.rank,
    measure: detail.measure,
    addEvents(row, from, events, thinnedFrom) {
      if (chosen().length > 1) comparison.add(row, from, events, thinnedFrom);
      else detail.add(row, from, events, thinnedFrom);
    },
  };
}

/** The better first, then the worse, then as it was. */
function nextSort(
  sort: TableWishes['sort'],
  column: string,
  columns: readonly Column[],
): TableWishes['sort'] {
  const first = columns.find(each => each.id === column)?.highFirst ?? false;
  if (sort?.column !== column) return { column, descending: first };
  return sort.descending === first ? { column, descending: !first } : undefined;
}

/** The neighbour takes the place of runs that were deleted. */
function withoutGone(
  selection: Selection,
  before: readonly RunRow[],
  now: readonly RunRow[],
  known: ReadonlySet<string>,
): Selection {
  const kept = [...selection.runs].filter(run => known.has(run));
  if (kept.length > 0) return { runs: new Set(kept), current: kept[0], anchor: kept[0] };
  const at = before.findIndex(row => selection.runs.has(row.id));
  return selectOne(now[Math.min(Math.max(at, 0), now.length - 1)]?.id);
}

/** What `columnsOf` reads of a run. */
function columnBasis({ record, notes }: RunRow): string {
  return JSON.stringify([record?.title, notes?.name, record?.arguments, Object.keys(record?.metrics ?? {})]);
}
