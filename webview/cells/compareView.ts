import { isLive, isRunning, isSoFar, stepName } from '../../src/protocol/describeRun';
import type { RunEvent } from '../../src/protocol/events';
import { maxCompared } from '../../src/protocol/panel';
import type { RunRow } from '../../src/protocol/run';
import { runNames } from '../../src/protocol/runNames';
import { addEvents, emptyRun, type RunModel } from '../../src/report/runModel';
import type { ChartSettingsStore } from '../charts/chartSettings';
import { createCurveTools, createPlotColumn } from '../charts/charts';
import { overlay } from '../charts/overlay';
import { button, checkbox, enable, iconButton, setButtonText } from '../kit/controls';
import { h, refocus, setText, show } from '../kit/dom';
import { seriesColors } from '../kit/theme';
import { compareFacts } from './compareFacts';
import { createFoundCompared, type FoundComparedOptions } from './foundCompared';

export interface CompareView {
  readonly element: HTMLElement;
  /** In the order of the table; the curves of those in `hidden` are not drawn. */
  select(rows: readonly RunRow[], hidden: ReadonlySet<string>): void;
  add(row: RunRow, from: number, events: readonly RunEvent[], thinnedFrom?: number): void;
}

export interface CompareOptions {
  readonly onDelete: () => void;
  readonly onCancel: () => void;
  readonly onReport: () => void;
  readonly onStar: (star: boolean) => void;
  readonly onDiffInput: (runs: readonly [string, string], path: string) => void;
  /** The curves of a run are to be hidden or shown. */
  readonly onToggle: (run: string) => void;
  readonly cells: FoundComparedOptions;
  readonly charts: ChartSettingsStore;
}

/** Several runs: their curves over each other, in what they differ, and which cells they have found. */
export function createCompareView(options: CompareOptions): CompareView {
  const title = h('h2');
  const star = button({
    text: 'Star',
    icon: 'star-empty',
    secondary: true,
    onClick: () => options.onStar(!starred()),
  });
  const cancel = button({ text: 'Cancel', icon: 'debug-stop', secondary: true, onClick: options.onCancel });
  const report = button({
    text: 'Write Report…',
    icon: 'book',
    secondary: true,
    onClick: options.onReport,
  });
  const remove = button({ text: 'Delete…', icon: 'trash', secondary: true, onClick: options.onDelete });
  const legend = h('ul', { class: 'legend', 'aria-label': 'Runs compared' });
  const charts = createPlotColumn(options.charts, name => {
    const run = rows[names.indexOf(name)];
    if (run) options.onToggle(run.id);
  });
  options.charts.onChange(() => renderEvents());
  const note = h('p', { class: 'note' });
  const head = h('tr');
  const body = h('tbody');
  const same = h('p', { class: 'note' }, 'They were asked for the same.');
  const table = h(
    'div',
    { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': 'Differences' },
    h('table', { class: 'differences' }, h('thead', {}, head), body),
  );
  const found = createFoundCompared(options.cells);
  let onlyDiffering = true;
  const element = h(
    'article',
    { class: 'detail', 'aria-label': 'Selected runs' },
    h(
      'header',
      {},
      h('div', { class: 'heading' }, title),
      h('div', { class: 'actions' }, star, report, cancel, remove),
    ),
    h(
      'section',
      {},
      h('div', { class: 'section-head' }, h('h3', {}, 'Curves'), createCurveTools(options.charts)),
      legend,
      note,
      charts.element,
    ),
    h(
      'section',
      {},
      h('h3', {}, 'Differences'),
      checkbox('Only what differs', true, checked => {
        onlyDiffering = checked;
        renderFacts();
      }),
      same,
      table,
    ),
    found.element,
  );

  let rows: readonly RunRow[] = [];
  let hidden: ReadonlySet<string> = new Set();
  let names: readonly string[] = [];
  let models = new Map<string, RunModel>();
  const starred = () => rows.every(row => row.notes?.star);

  /** Runs keep the text of the `.cell` files that they have read, and of others the hash. */
  const diffOf = (input: string): readonly HTMLElement[] => {
    const [first, second] = rows;
    if (!first || !second || rows.length > 2 || !input.endsWith('.cell')) return [];
    const name = `Open both versions of ${input} side by side`;
    const runs = [first.id, second.id] as const;
    return [iconButton({ icon: 'diff', name, onClick: () => options.onDiffInput(runs, input) })];
  };
  const renderFacts = () => {
    const all = compareFacts(rows, Date.now());
    const facts = onlyDiffering ? all.filter(fact => fact.differs) : all;
    show(same, !all.some(fact => fact.differs && !fact.outcome));
    show(table, facts.length > 0);
    const next = JSON.stringify([rows.map(row => row.id), names, facts]);
    if (body.dataset['shown'] === next) return;
    body.dataset['shown'] = next;
    head.replaceChildren(h('td'), ...names.map(name => h('th', { scope: 'col' }, name)));
    body.replaceChildren(
      ...facts.map(({ name, values, differs, input }) =>
        h(
          'tr',
          differs ? { class: 'differs' } : {},
          h(
            'th',
            { scope: 'row' },
            name,
            ...(differs ? [h('span', { class: 'spoken' }, ' (differs)')] : []),
            ...(differs && input !== undefined ? diffOf(input) : []),
          ),
          ...values.map(value => h('td', {}, value === '' ? '–' : value)),
        ),
      ),
    );
  };
  const render = () => {
    const own = runNames(rows);
    names = rows.map(row => own.get(row.id) ?? row.id);
    setText(title, `${rows.length.toLocaleString('en-US')} runs selected`);
    setButtonText(star, starred() ? 'Remove Stars' : 'Star');
    enable(cancel, rows.some(isRunning));
    show(cancel, rows.some(isRunning));
    enable(
      remove,
      rows.some(row => !isLive(row)),
    );
    renderFacts();
    renderEvents();
  };
  /** The snapshots of many runs come one after the other. */
  let waitingFrame = false;
  const renderSoon = () => {
    if (waitingFrame) return;
    waitingFrame = true;
    requestAnimationFrame(() => {
      waitingFrame = false;
      renderEvents();
    });
  };
  let legendShown = '';
  const renderLegend = (drawn: readonly RunRow[]) => {
    const next = JSON.stringify(drawn.map((row, i) => [row.id, names[i], hidden.has(row.id)]));
    if (next === legendShown) return;
    legendShown = next;
    const focused = legend.contains(document.activeElement)
      ? [...legend.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement)
      : -1;
    legend.replaceChildren(
      ...drawn.map((row, i) => {
        const entry = h(
          'button',
          { class: 'reading', type: 'button', 'aria-pressed': String(!hidden.has(row.id)) },
          h('span', { class: `swatch series-${i % seriesColors}` }),
          names[i] ?? '',
        );
        entry.title = hidden.has(row.id) ? 'Show its curves' : 'Hide its curves';
        entry.addEventListener('click', () => options.onToggle(row.id));
        return h('li', {}, entry);
      }),
    );
    refocus(legend.querySelectorAll('button')[focused]);
  };
  const noteOn = (drawn: readonly RunRow[], plots: number): string | undefined => {
    if (drawn.some(row => !models.has(row.id))) return 'Reading their events…';
    if (plots === 0) return 'None of them has measured a curve.';
    if (rows.length > drawn.length)
      return `The curves of the first ${maxCompared} are drawn: select fewer to see others.`;
    const thinned = drawn.flatMap((row, i) =>
      models.get(row.id)?.thinnedFrom === undefined ? [] : [names[i] ?? row.id],
    );
    if (thinned.length === 0) return undefined;
    return `Of ${thinned.join(', ')} the curves show a part of the points, evenly drawn; events.jsonl has them all.`;
  };
  const renderEvents = () => {
    const drawn = rows.slice(0, maxCompared);
    const runs = drawn.map((row, i) => ({
      name: names[i] ?? row.id,
      curves: (models.get(row.id) ?? emptyRun()).curves,
      stepName: stepName(row),
      stepped: isSoFar(row),
      hidden: hidden.has(row.id),
    }));
    renderLegend(drawn);
    found.update(
      drawn.map((row, i) => {
        const { done, found: best } = models.get(row.id) ?? emptyRun();
        return {
          id: row.id,
          name: names[i] ?? row.id,
          found: done?.found ?? best?.found ?? [],
          spaceSize: done?.space_size ?? best?.space_size,
        };
      }),
    );
    const plots = overlay(runs, options.charts.get());
    charts.update(plots);
    const said = noteOn(drawn, plots.length);
    show(note, said !== undefined);
    setText(note, said ?? '');
  };

  return {
    element,
    select(next, nextHidden) {
      hidden = nextHidden;
      const wanted = new Set(next.map(row => row.id));
      models = new Map([...models].filter(([id]) => wanted.has(id)));
      rows = next;
      render();
    },
    add(row, from, events, thinnedFrom) {
      if (!rows.some(each => each.id === row.id)) return;
      const model = from === 0 ? { ...emptyRun(), thinnedFrom } : models.get(row.id);
      if (!model || (from !== 0 && from !== model.events)) return; // Of a feed that was replaced meanwhile.
      models.set(row.id, model);
      addEvents(model, events);
      renderSoon();
    },
  };
}
