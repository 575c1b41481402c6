import { costWords } from '../../src/protocol/costWords';
import {
  isLive,
  isSoFar,
  sentenceOf,
  stateIcon,
  stateLine,
  stepName,
  titleOf,
} from '../../src/protocol/describeRun';
import type { RunEvent } from '../../src/protocol/events';
import type { MeasurementRow } from '../../src/protocol/measurementRow';
import type { RunNotes } from '../../src/protocol/notes';
import type { RunAction } from '../../src/protocol/panel';
import type { RankedPoint, RunRow } from '../../src/protocol/run';
import { optionsOf } from '../../src/protocol/runOptions';
import { formatCount } from '../../src/protocol/words';
import { figuresOf } from '../../src/report/figures';
import { addEvents, emptyRun, type RunModel, secondsLeft, thinnedWords } from '../../src/report/runModel';
import { createFoundTable, type FoundTableOptions } from '../cells/foundTable';
import type { ChartSettingsStore } from '../charts/chartSettings';
import { createCharts } from '../charts/charts';
import { createExpectedChart } from '../charts/expectedChart';
import { createParetoChart } from '../charts/paretoChart';
import { createScatter } from '../charts/scatter';
import { iconButton } from '../kit/controls';
import { h, setText, show } from '../kit/dom';
import { loopGoal } from './columns';
import { setFacts } from './facts';
import { createMeasurements } from './measurements';
import { createNoteField } from './noteField';
import { createOfferedActions } from './offeredActions';
import { detailsOf, repeatFacts } from './runFacts';
import { stateClasses } from './runTable';
import { createRunTitle } from './runTitle';

export interface RunDetail {
  readonly element: HTMLElement;
  /** Shows what the list knows of the run; its events follow. `undefined`: none is selected. */
  /** `name` tells the run from the others. */
  select(row: RunRow | undefined, name?: string): void;
  add(row: RunRow, from: number, events: readonly RunEvent[], thinnedFrom?: number): void;
  rank(run: string, points: readonly RankedPoint[]): void;
  measure(run: string, rows: readonly MeasurementRow[]): void;
  /** Moves the clocks on. */
  tick(): void;
  rename(): void;
}

export interface RunDetailOptions {
  readonly onAction: (action: RunAction, run: string) => void;
  readonly onNote: (run: string, changes: RunNotes) => void;
  /** What a training of a run prints is wanted. */
  readonly onTrainingLog: (run: string, key: string) => void;
  /** The keyboard goes back to where it came from. */
  readonly onLeave: () => void;
  readonly cells: FoundTableOptions;
  readonly charts: ChartSettingsStore;
}

/** One run: its state, its curves, what it found and how it was made. */
export function createRunDetail({
  onAction,
  onNote,
  onTrainingLog,
  onLeave,
  cells,
  charts: settings,
}: RunDetailOptions): RunDetail {
  const stateSign = h('span', { 'aria-hidden': 'true' });
  const noted = (changes: RunNotes) => {
    if (current) onNote(current.id, changes);
  };
  const star = iconButton({
    icon: 'star-empty',
    name: 'Star',
    onClick: () => noted({ star: !current?.notes?.star }),
  });
  const title = createRunTitle(name => noted({ name }), onLeave);
  const note = createNoteField((run, text) => onNote(run, { note: text }));
  const state = h('p', { class: 'state', role: 'status' });
  const bar = h('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Progress' }, h('span'));
  const actions = createOfferedActions(star, onAction);
  const noticeIcon = h('span', { 'aria-hidden': 'true' });
  const noticeText = h('span');
  const notice = h('p', { class: 'notice' }, noticeIcon, noticeText);
  const figures = h('dl', { class: 'figures' });
  const figuresSection = h('section', {}, h('h3', {}, 'Result'), figures);
  const found = createFoundTable('Best Cells Found', cells);
  const pareto = createParetoChart(hash => front.reveal(hash) || found.reveal(hash));
  const front = createFoundTable('Pareto Front', cells, pareto.element);
  const scatter = createScatter(cells);
  const expected = createExpectedChart();
  const trainings = createMeasurements(settings, key => current && onTrainingLog(current.id, key));
  const charts = createCharts(settings);
  const waiting = h('p', { class: 'note' });
  const thinned = h('p', { class: 'note' });
  const curves = h(
    'section',
    {},
    h('div', { class: 'section-head' }, h('h3', {}, 'Curves'), charts.tools),
    waiting,
    thinned,
    charts.element,
  );
  const facts = h('dl', { class: 'facts' });
  const factsSection = h('section', {}, h('h3', {}, 'Details'), facts);
  const repeat = h('dl', { class: 'facts' });
  const repeatSection = h('section', {}, h('h3', {}, 'How to Repeat It'), repeat);
  const element = h(
    'article',
    { class: 'detail', 'aria-label': 'Selected run' },
    h('header', {}, stateSign, h('div', { class: 'heading' }, title.element, state), actions.element),
    bar,
    notice,
    note.element,
    figuresSection,
    found.element,
    front.element,
    trainings.element,
    expected.element,
    scatter.element,
    curves,
    factsSection,
    repeatSection,
  );
  const nothing = h('p', { class: 'nothing' }, 'Select a run to see its curves and results.');
  const root = h('div', { class: 'detail-pane' }, nothing, element);

  let current: RunRow | undefined;
  let ownName: string | undefined;
  let model: RunModel = emptyRun();
  let arrived = false;
  let ranking: readonly RankedPoint[] | undefined;
  let measurements: readonly MeasurementRow[] | undefined;

  const renderState = () => {
    if (!current) return;
    setText(state, stateLine(current, Date.now(), secondsLeft(model)));
    const live = isLive(current);
    show(bar, live);
    bar.classList.toggle('endless', live && current.progress === undefined);
    if (current.progress === undefined) bar.removeAttribute('aria-valuenow');
    else bar.setAttribute('aria-valuenow', String(Math.floor(current.progress * 100)));
    (bar.firstElementChild as HTMLElement).style.width = `${(current.progress ?? 0.2) * 100}%`;
    setFacts(facts, detailsOf(current));
  };

  const render = () => {
    show(nothing, current === undefined);
    show(element, current !== undefined);
    if (!current) return;
    const row = current;
    const { icon, tone } = stateIcon(row);
    stateSign.className = `state-icon ${stateClasses(row)}`;
    title.update(row, ownName);
    note.update(row);
    star.setAttribute('aria-pressed', String(row.notes?.star ?? false));
    star.firstElementChild?.classList.toggle('codicon-star-full', row.notes?.star ?? false);
    star.firstElementChild?.classList.toggle('codicon-star-empty', !row.notes?.star);
    renderState();

    actions.update(row);
    const repeated = repeatFacts(row);
    show(repeatSection, repeated.length > 0);
    setFacts(repeat, repeated);

    const problem = sentenceOf(row);
    const said = problem ?? (row.state === 'running' ? model.message : model.done?.notice);
    show(notice, said !== undefined);
    notice.className = `notice ${problem === undefined ? 'quiet' : tone}`;
    noticeIcon.className = `codicon codicon-${problem === undefined || isLive(row) ? 'info' : icon}`;
    setText(noticeText, said ?? '');

    const result = model.done ? figuresOf(model.done) : [];
    show(figuresSection, result.length > 0);
    setFacts(figures, result);
    const best = model.done?.found ?? model.found?.found;
    const spaceSize = model.done?.space_size ?? model.found?.space_size;
    found.update(row.id, best, noteOf(row, model), spaceSize);
    const options = optionsOf(row.record);
    const cost = options.get('pareto') ?? 'parameters';
    front.update(
      row.id,
      model.done?.pareto,
      `No other cell scored is as good in both rank and ${costWords(cost)}. The cheapest first.`,
      spaceSize,
    );
    pareto.update(model.done?.pareto, best ?? [], cost);
    const label = options.get('label') ?? 'accuracy';
    trainings.update(measurements, label, row.record ? loopGoal(row.record) : 'max', row.silence);
    expected.update(model.expected, label);
    scatter.update(ranking, {
      run: row.id,
      space: row.record?.space,
      label: options.get('test-label') ?? options.get('label'),
    });

    const empty = model.curves.size === 0;
    show(curves, !empty || isLive(row) || !arrived);
    show(waiting, empty);
    show(charts.element, !empty);
    show(thinned, !empty && model.thinnedFrom !== undefined);
    setText(thinned, model.thinnedFrom === undefined ? '' : thinnedWords(model.thinnedFrom));
    setText(waiting, arrived ? 'The curves begin with the first measurement.' : 'Reading its events…');
    if (!empty)
      charts.update(model.curves, {
        stepName: stepName(row),
        stepped: isSoFar(row),
        against: options.get('test-label') ?? options.get('label'),
        name: titleOf(row),
      });
  };

  return {
    element: root,
    select(row, name) {
      ownName = name;
      if (row?.id !== current?.id) {
        model = emptyRun();
        arrived = false;
        ranking = undefined;
        measurements = undefined;
        root.scrollTop = 0;
      }
      current = row;
      render();
    },
    add(row, from, events, thinnedFrom) {
      if (row.id !== current?.id) return;
      if (from === 0) model = { ...emptyRun(), thinnedFrom };
      else if (from !== model.events) return; // Of a feed that was replaced meanwhile.
      arrived = true;
      addEvents(model, events);
      current = row;
      render();
    },
    measure(run, rows) {
      if (run !== current?.id) return;
      measurements = rows;
      render();
    },
    rank(run, points) {
      if (run !== current?.id) return;
      ranking = points;
      render();
    },
    tick: renderState,
    rename: title.edit,
  };
}

/** What the table of cells found shows. */
function noteOf(row: RunRow, { done, found }: RunModel): string {
  const top = 'Top is the share of the space predicted at least as good: small is good.';
  if (row.record?.command === 'loop') {
    const measured = typeof done?.['measured'] === 'number' ? done['measured'] : found?.scored;
    return `The best of ${measured === undefined ? 'all' : formatCount(measured)} cells measured. ${top}`;
  }
  const scored = done?.scored ?? found?.scored;
  const of = scored === undefined ? '' : `: the best of ${formatCount(scored)} cells scored`;
  return `Predicted${of}. ${top} FLOPs are counted as the space counts them.`;
}
