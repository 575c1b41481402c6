import type { RunEvent } from '../src/protocol/events';
import type { RunNotes } from '../src/protocol/notes';
import type { RankedPoint, RunAction, RunRow } from '../src/protocol/panel';
import { createCharts } from './charts';
import { button, iconButton } from './controls';
import { h, setText, show } from './dom';
import { formatDuration } from './durations';
import { type Fact, setFacts } from './facts';
import { figuresOf } from './figures';
import { createFoundTable, type FoundTableOptions } from './foundTable';
import { createNoteField } from './noteField';
import { addEvents, emptyRun, type RunModel, secondsLeft } from './runModel';
import { optionsOf } from './runOptions';
import { createRunTitle } from './runTitle';
import { iconOf, isLive, stateLine, stepName, tookSeconds } from './runWords';
import { createScatter } from './scatter';

export interface RunDetail {
  readonly element: HTMLElement;
  /** Shows what the list knows of the run; its events follow. `undefined`: none is selected. */
  select(row: RunRow | undefined): void;
  add(row: RunRow, from: number, events: readonly RunEvent[]): void;
  rank(run: string, points: readonly RankedPoint[]): void;
  /** Moves the clocks on. */
  tick(): void;
  rename(): void;
}

export interface RunDetailOptions {
  readonly onAction: (action: RunAction, run: string) => void;
  readonly onNote: (run: string, changes: RunNotes) => void;
  /** The keyboard goes back to where it came from. */
  readonly onLeave: () => void;
  readonly cells: FoundTableOptions;
}

/** One run: its state, its curves, what it found and how it was made. */
export function createRunDetail({ onAction, onNote, onLeave, cells }: RunDetailOptions): RunDetail {
  const stateIcon = h('span', { 'aria-hidden': 'true' });
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
  const actions = h('div', { class: 'actions' });
  const noticeIcon = h('span', { 'aria-hidden': 'true' });
  const noticeText = h('span');
  const notice = h('p', { class: 'notice' }, noticeIcon, noticeText);
  const figures = h('dl', { class: 'figures' });
  const figuresSection = h('section', {}, h('h3', {}, 'Result'), figures);
  const found = createFoundTable(cells);
  const scatter = createScatter();
  const charts = createCharts();
  const waiting = h('p', { class: 'note' });
  const curves = h('section', {}, h('h3', {}, 'Curves'), waiting, charts.element);
  const facts = h('dl', { class: 'facts' });
  const factsSection = h('section', {}, h('h3', {}, 'Details'), facts);
  const element = h(
    'article',
    { class: 'detail', 'aria-label': 'Selected run' },
    h('header', {}, stateIcon, h('div', { class: 'heading' }, title.element, state), star, actions),
    bar,
    notice,
    note.element,
    figuresSection,
    found.element,
    scatter.element,
    curves,
    factsSection,
  );
  const nothing = h('p', { class: 'nothing' }, 'Select a run to see its curves and results.');
  const root = h('div', { class: 'detail-pane' }, nothing, element);

  let current: RunRow | undefined;
  let model: RunModel = emptyRun();
  let arrived = false;
  let ranking: readonly RankedPoint[] | undefined;
  let shownActions = '';

  const renderState = () => {
    if (!current) return;
    setText(state, stateLine(current, Date.now(), secondsLeft(model)));
    const live = isLive(current);
    show(bar, live);
    bar.classList.toggle('endless', live && current.progress === undefined);
    if (current.progress === undefined) bar.removeAttribute('aria-valuenow');
    else bar.setAttribute('aria-valuenow', String(Math.floor(current.progress * 100)));
    (bar.firstElementChild as HTMLElement).style.width = `${(current.progress ?? 0.2) * 100}%`;
    setFacts(facts, factsOf(current));
  };

  const render = () => {
    show(nothing, current === undefined);
    show(element, current !== undefined);
    if (!current) return;
    const row = current;
    const { icon, tone } = iconOf(row);
    stateIcon.className = `state-icon codicon codicon-${icon} ${tone}`;
    title.update(row);
    note.update(row);
    star.setAttribute('aria-pressed', String(row.notes?.star ?? false));
    star.firstElementChild?.classList.toggle('codicon-star-full', row.notes?.star ?? false);
    star.firstElementChild?.classList.toggle('codicon-star-empty', !row.notes?.star);
    renderState();

    const offered = actionsOf(row);
    const key = JSON.stringify([row.id, offered]);
    if (key !== shownActions) {
      shownActions = key;
      actions.replaceChildren(
        ...offered.map(({ action, text, icon, primary }) =>
          button({ text, icon, secondary: !primary, onClick: () => onAction(action, row.id) }),
        ),
      );
    }

    const problem = row.problem ?? (row.state === 'running' ? model.message : undefined);
    show(notice, problem !== undefined);
    notice.className = `notice ${row.problem === undefined ? 'quiet' : tone}`;
    noticeIcon.className = `codicon codicon-${row.problem === undefined ? 'info' : icon}`;
    setText(noticeText, problem ?? '');

    const result = model.done ? figuresOf(model.done) : [];
    show(figuresSection, result.length > 0);
    setFacts(figures, result);
    found.update(row.id, model.done?.found ?? model.found?.found, model.done?.scored ?? model.found?.scored);

    const measured = optionsOf(row.record);
    scatter.update(ranking, measured.get('test-label') ?? measured.get('label'));

    const empty = model.curves.steps.length === 0;
    show(curves, !empty || isLive(row) || !arrived);
    show(waiting, empty);
    show(charts.element, !empty);
    setText(waiting, arrived ? 'The curves begin with the first measurement.' : 'Reading its events…');
    if (!empty) charts.update(model.curves, stepName(row));
  };

  return {
    element: root,
    select(row) {
      if (row?.id !== current?.id) {
        model = emptyRun();
        arrived = false;
        ranking = undefined;
        root.scrollTop = 0;
      }
      current = row;
      render();
    },
    add(row, from, events) {
      if (row.id !== current?.id) return;
      if (from === 0) model = emptyRun();
      else if (from !== model.events) return; // Of a feed that was replaced meanwhile.
      arrived = true;
      addEvents(model, events);
      current = row;
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

interface OfferedAction {
  readonly action: RunAction;
  readonly text: string;
  readonly icon: string;
  readonly primary?: boolean;
}

function actionsOf(row: RunRow): readonly OfferedAction[] {
  if (row.state === 'running') return [{ action: 'cancel', text: 'Cancel', icon: 'debug-stop' }];
  if (row.state === 'starting') return [];
  const { found, model } = row.record?.results ?? {};
  const offered: OfferedAction[] = [];
  if (found !== undefined)
    offered.push({ action: 'openFound', text: 'Open Found Cells', icon: 'go-to-file', primary: true });
  if (model !== undefined)
    offered.push({ action: 'useModel', text: 'Use for Hints', icon: 'lightbulb', primary: true });
  if (row.state !== 'done') offered.push({ action: 'showLog', text: 'Show Log', icon: 'output' });
  offered.push({ action: 'reveal', text: 'Reveal Folder', icon: 'folder-opened' });
  offered.push({ action: 'delete', text: 'Delete…', icon: 'trash' });
  return offered;
}

function factsOf(row: RunRow): readonly Fact[] {
  const { record } = row;
  if (!record) return [{ name: 'Run', value: row.id }];
  const named = row.notes?.name === undefined ? [] : [{ name: 'First called', value: record.title }];
  const took = tookSeconds(row, Date.now());
  const { engine } = record.versions;
  return [
    ...named,
    { name: 'Space', value: record.space },
    { name: 'Seed', value: record.seed.toString() },
    ...(engine === undefined ? [] : [{ name: 'Engine', value: engine }]),
    { name: 'Started', value: new Date(record.started).toLocaleString() },
    ...(took === undefined || row.state === 'interrupted'
      ? []
      : [{ name: 'Took', value: formatDuration(took) }]),
    { name: 'Machine', value: record.host },
    { name: 'Command', value: ['renas', ...record.arguments.map(quote)].join(' '), code: true },
  ];
}

function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
