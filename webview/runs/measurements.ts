import type { Goal } from '../../src/cells/goal';
import { formatDuration } from '../../src/protocol/describeRun';
import type { MeasurementRow } from '../../src/protocol/measurementRow';
import { h, setText, show } from '../kit/dom';
import { svg } from '../kit/svg';

export interface MeasurementsTable {
  readonly element: HTMLElement;
  update(rows: readonly MeasurementRow[] | undefined, label: string, goal: Goal): void;
}

const states: Readonly<Record<MeasurementRow['state'], string>> = {
  waiting: 'waiting',
  running: 'running',
  measured: 'measured',
  refused: 'cannot be trained',
  failed: 'given up',
};

/** The trainings of a run: how each stands, how far it is, and its learning curve. */
export function createMeasurements(): MeasurementsTable {
  const value = h('th', { scope: 'col', class: 'number' });
  const head = h(
    'tr',
    {},
    ...['Cell', 'Seed', 'State', 'Epoch'].map(name => h('th', { scope: 'col' }, name)),
    value,
    h('th', { scope: 'col', class: 'number' }, 'Time'),
    h('th', { scope: 'col' }, 'Learning curve'),
  );
  const body = h('tbody');
  const summary = h('p', { class: 'note', role: 'status' });
  const element = h(
    'section',
    { hidden: '' },
    h('h3', {}, 'Measurements'),
    summary,
    h(
      'div',
      { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': 'Measurements' },
      h('table', { class: 'measurements' }, h('thead', {}, head), body),
    ),
  );
  let shown = '';
  return {
    element,
    update(rows, label, goal) {
      show(element, rows !== undefined && rows.length > 0);
      const next = JSON.stringify([rows, label, goal]);
      if (!rows || next === shown) return;
      shown = next;
      setText(value, label);
      const best = bestOf(rows, label, goal);
      setText(summary, summaryOf(rows, best, label));
      body.replaceChildren(...rows.map(row => rowElement(row, label, row === best)));
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

function rowElement(row: MeasurementRow, label: string, isBest: boolean): HTMLElement {
  const { name, seed, state, node, epoch, of, values, seconds, why, verify } = row;
  const value = values?.[label];
  const last = row.curve.at(-1);
  const far = epoch === undefined ? '' : of === undefined ? `${epoch}` : `${epoch} of ${of}`;
  return h(
    'tr',
    { class: isBest ? 'best' : '' },
    h('th', { scope: 'row' }, verify ? `${name} (verified)` : name),
    h('td', {}, `${seed}`),
    h('td', { title: why ?? '' }, stateWords(state, node, why)),
    h('td', {}, far),
    h(
      'td',
      { class: value === undefined ? 'number dim' : 'number' },
      value !== undefined ? format(value) : last !== undefined ? format(last) : '',
    ),
    h('td', { class: 'number' }, seconds === undefined ? '' : formatDuration(seconds)),
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
