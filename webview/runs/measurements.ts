import type { Goal } from '../../src/cells/goal';
import { formatDuration, silenceWords } from '../../src/protocol/describeRun';
import type { Silence } from '../../src/protocol/measurement';
import type { MeasurementRow } from '../../src/protocol/measurementRow';
import { formatFigure } from '../../src/report/metrics';
import type { ChartSettingsStore } from '../charts/chartSettings';
import { createPlotColumn, type WantedPlot } from '../charts/charts';
import { h, refocus, setText, show } from '../kit/dom';
import { svg } from '../kit/svg';

export interface MeasurementsTable {
  readonly element: HTMLElement;
  update(
    rows: readonly MeasurementRow[] | undefined,
    label: string,
    goal: Goal,
    silence: Silence | undefined,
  ): void;
}

const states: Readonly<Record<MeasurementRow['state'], string>> = {
  waiting: 'waiting',
  running: 'running',
  measured: 'measured',
  refused: 'cannot be trained',
  failed: 'given up',
};
/** A chart of fewer curves says no more than those of the table. */
const fewestCurves = 2;

/** The trainings of a run: how each stands, how far it is, and its learning curve. `onLog`: what one prints is wanted. */
export function createMeasurements(
  settings: ChartSettingsStore,
  onLog: (key: string) => void,
): MeasurementsTable {
  const value = h('th', { scope: 'col', class: 'number' });
  const time = h('th', { scope: 'col', class: 'number' }, 'Time');
  const head = h(
    'tr',
    {},
    ...['Cell', 'Seed', 'State', 'Epoch'].map(name => h('th', { scope: 'col' }, name)),
    value,
    time,
    h('th', { scope: 'col' }, 'Learning curve'),
  );
  const body = h('tbody');
  const summary = h('p', { class: 'note', role: 'status' });
  const silent = h('p', { class: 'warn', role: 'status', hidden: '' });
  const curves = createPlotColumn(settings);
  curves.element.classList.add('measurements-chart');
  const element = h(
    'section',
    { hidden: '' },
    h('h3', {}, 'Measurements'),
    summary,
    silent,
    h(
      'div',
      { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': 'Measurements' },
      h('table', { class: 'measurements' }, h('thead', {}, head), body),
    ),
    curves.element,
  );
  body.addEventListener('click', event => {
    const key = (event.target as HTMLElement).closest<HTMLElement>('tr[data-key]')?.dataset['key'];
    // Text that is being marked is no click.
    if (key !== undefined && (getSelection()?.isCollapsed ?? true)) onLog(key);
  });
  let shown = '';
  let last: { readonly rows: readonly MeasurementRow[]; readonly label: string } | undefined;
  const draw = () => {
    if (!last) return;
    const plots = chartOf(last.rows, last.label, settings);
    show(curves.element, plots.length > 0);
    curves.update(plots);
  };
  settings.onChange(draw);
  return {
    element,
    update(rows, label, goal, silence) {
      show(element, rows !== undefined && rows.length > 0);
      show(silent, silence !== undefined);
      if (silence) setText(silent, `${silenceWords(silence, Date.now())}: below stands what it said last.`);
      const next = JSON.stringify([rows, label, goal]);
      if (!rows || next === shown) return;
      shown = next;
      last = { rows, label };
      setText(value, label);
      const timed = rows.some(({ seconds }) => seconds !== undefined);
      show(time, timed);
      const best = bestOf(rows, label, goal);
      setText(summary, summaryOf(rows, best, label));
      const focused = body.contains(document.activeElement)
        ? document.activeElement?.closest<HTMLElement>('tr')?.dataset['key']
        : undefined;
      body.replaceChildren(...rows.map(row => rowElement(row, label, row === best, timed)));
      if (focused !== undefined)
        refocus(body.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(focused)}"] button`));
      draw();
    },
  };
}

function bestOf(rows: readonly MeasurementRow[], label: string, goal: Goal): MeasurementRow | undefined {
  const sign = goal === 'max' ? 1 : -1;
  return rows
    .filter(({ values }) => values?.[label] !== undefined)
    .reduce<MeasurementRow | undefined>(
      (best, row) => (best && sign * best.values![label]! >= sign * row.values![label]! ? best : row),
      undefined,
    );
}

function summaryOf(rows: readonly MeasurementRow[], best: MeasurementRow | undefined, label: string): string {
  const count = (state: MeasurementRow['state']) => rows.filter(row => row.state === state).length;
  const some = (['measured', 'running', 'waiting', 'refused', 'failed'] as const)
    .map(state => [count(state), states[state]] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`);
  const going = count('running') + count('waiting') > 0;
  const found = best
    ? ` Best${going ? ' so far' : ''}: ${best.name}, ${label} ${format(best.values![label]!)}.`
    : '';
  return `${some.join(', ')}.${found}`;
}

function rowElement(row: MeasurementRow, label: string, isBest: boolean, timed: boolean): HTMLElement {
  const { key, seed, state, node, epoch, of, values, seconds, why } = row;
  const value = values?.[label];
  const last = row.curve.at(-1);
  const far = epoch === undefined ? '' : of === undefined ? `${epoch}` : `${epoch} of ${of}`;
  const begun = state !== 'waiting' || why !== undefined;
  const name = row.verify ? `${row.name} (verified)` : row.name;
  return h(
    'tr',
    { class: isBest ? 'best' : '', ...(begun ? { 'data-key': key } : {}) },
    h(
      'th',
      { scope: 'row' },
      begun
        ? h(
            'button',
            { type: 'button', class: 'link', 'aria-label': `${name}: show its log`, title: 'Show its log' },
            name,
          )
        : name,
    ),
    h('td', {}, `${seed}`),
    h('td', { title: why ?? '' }, stateWords(state, node, why)),
    h('td', {}, far),
    h(
      'td',
      { class: value === undefined ? 'number dim' : 'number' },
      value !== undefined ? format(value) : last !== undefined ? format(last) : '',
    ),
    ...(timed ? [h('td', { class: 'number' }, seconds === undefined ? '' : formatDuration(seconds))] : []),
    h('td', {}, ...(row.curve.length > 1 ? [curveElement(row.curve, label)] : [])),
  );
}

/** `waiting: Priority`, `running on n2`. */
function stateWords(state: MeasurementRow['state'], node?: string, why?: string): string {
  const where = node ? `${states[state]} on ${node}` : states[state];
  return why === undefined ? where : `${where}: ${why}`;
}

function format(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 5 });
}

const [width, height] = [96, 20];

/** The label after each epoch, from its lowest value to its highest. */
function curveElement(curve: readonly number[], label: string): Element {
  const [low, high] = [Math.min(...curve), Math.max(...curve)];
  const points = curve.map((value, i) => {
    const x = 1 + (i / (curve.length - 1)) * (width - 2);
    const y = height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const picture = svg('svg', {
    class: 'learning-curve',
    viewBox: `0 0 ${width} ${height}`,
    width: `${width}`,
    height: `${height}`,
    role: 'img',
    'aria-label': `${label} from ${format(curve[0]!)} to ${format(curve.at(-1)!)} in ${curve.length} epochs`,
  });
  picture.append(svg('polyline', { points: points.join(' ') }));
  return picture;
}

/** The learning curves of all trainings in one chart. */
function chartOf(
  rows: readonly MeasurementRow[],
  label: string,
  settings: ChartSettingsStore,
): readonly WantedPlot[] {
  const drawn = rows.filter(({ curve }) => curve.length > 1);
  if (drawn.length < fewestCurves) return [];
  const epochs = Math.max(...drawn.map(({ curve }) => curve.length));
  const title = `Learning curves: ${label}`;
  return [
    {
      spec: {
        title,
        scale: settings.get().scales[title] ?? 'linear',
        format: formatFigure,
        xName: 'epochs',
        formatX: value => `${Math.round(value)}`,
        smoothing: 0,
        sync: 'trainings',
        readings: 'tooltip',
        name: 'trainings',
        series: drawn.map((row, color) => ({
          label: nameOf(row, drawn),
          color,
          stepped: false,
          hidden: false,
        })),
      },
      data: {
        x: Array.from({ length: epochs }, (_, i) => i + 1),
        columns: drawn.map(({ curve }) => Array.from({ length: epochs }, (_, i) => curve[i] ?? null)),
      },
    },
  ];
}

/** With its seed where several trainings are of one cell. */
function nameOf({ name, seed }: MeasurementRow, all: readonly MeasurementRow[]): string {
  return all.some(other => other.name === name && other.seed !== seed) ? `${name}, seed ${seed}` : name;
}
