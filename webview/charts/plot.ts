import uPlot from 'uplot';
import { h, setText, show } from '../kit/dom';
import { dashOf, gridColor, seriesColor, themeColor } from '../kit/theme';
import { saveMenu } from './saveChart';

export interface PlotSpec {
  readonly title: string;
  readonly logarithmic: boolean;
  format(value: number): string;
  /** What the x axis counts. */
  readonly stepName: string;
  readonly series: readonly { readonly label: string; readonly color: number }[];
  /** Charts of one key share a cursor. */
  readonly sync: string;
  /** Where the values under the cursor stand: beside the title, or, where there are many, in one tooltip over all. */
  readonly readings: 'caption' | 'tooltip';
}

/** Columns over one list of steps, which ascends; one a series. */
export interface PlotData {
  readonly steps: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

export interface Plot {
  readonly element: HTMLElement;
  readonly key: string;
  update(data: PlotData): void;
  redraw(): void;
  resize(): void;
  destroy(): void;
}

const height = 164;

export function plotKey(spec: PlotSpec): string {
  return JSON.stringify([spec.title, spec.stepName, spec.series]);
}

/** Curves over one x axis, as wide as `parent`. */
export function createPlot(spec: PlotSpec, parent: HTMLElement): Plot {
  const { series, stepName } = spec;
  const readings = series.map(({ color }) => h('span', { class: `reading series-${color % 6}` }));
  const place = h('div', { class: 'plot', role: 'img' });
  const tip = h('div', { class: 'chart-tip', 'aria-hidden': 'true' });
  tip.hidden = true;
  let plot: uPlot | undefined;
  let data: PlotData = { steps: [], columns: [] };
  const element = h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      h('span', { class: 'chart-title' }, spec.title),
      ...(spec.readings === 'caption' ? [h('span', { class: 'readings' }, ...readings)] : []),
      saveMenu(spec, () => ({ data, canvas: plot?.ctx.canvas })),
    ),
    h('div', { class: 'plot-place' }, place, tip),
  );

  /** The values under the cursor, or the last ones. */
  const read = (at: number | null | undefined) => {
    if (spec.readings === 'tooltip') return readTip(at);
    series.forEach(({ label }, i) => {
      const value = at == null ? data.columns[i]?.findLast(v => v !== null) : data.columns[i]?.[at];
      const reading = readings[i];
      if (!reading) return;
      const where = at == null || i > 0 ? '' : ` at ${count(data.steps[at])} ${stepName}`;
      setText(reading, value == null ? '' : `${label} ${spec.format(value)}${where}`);
    });
  };
  const readTip = (at: number | null | undefined) => {
    show(tip, at != null && plot !== undefined && plot.cursor.left !== undefined && plot.cursor.left >= 0);
    if (at == null || !plot || tip.hidden) return;
    const lines = series.flatMap(({ label, color }, i) => {
      const value = valueNear(data.columns[i] ?? [], at);
      if (value === undefined) return [];
      return [
        h('span', { class: `swatch series-${color % 6}` }),
        h('span', { class: 'tip-name' }, label),
        h('span', { class: 'number' }, spec.format(value)),
      ];
    });
    tip.replaceChildren(h('span', { class: 'tip-step' }, `${count(data.steps[at])} ${stepName}`), ...lines);
    const left = (plot.cursor.left ?? 0) + (plot.over.offsetLeft || 0);
    const room = place.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, left + 12 > room ? left - tip.offsetWidth - 12 : left + 12)}px`;
  };

  const font = () => `11px ${themeColor('font-family', 'sans-serif')}`;
  const axis = (): Partial<uPlot.Axis> => ({
    stroke: () => themeColor('descriptionForeground', '#888'),
    font: font(),
    grid: { stroke: gridColor, width: 1 },
    ticks: { show: false },
  });
  const options = (): uPlot.Options => ({
    width: Math.max(200, parent.clientWidth),
    height,
    padding: [6, 20, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: spec.sync }, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false },
      y: spec.logarithmic ? { distr: 3 } : {},
    },
    axes: [
      {
        ...axis(),
        size: 22,
        gap: 4,
        label: stepName,
        labelSize: 14,
        labelGap: 0,
        labelFont: font(),
        values: (_, ticks) => ticks.map(tick => (Number.isInteger(tick) ? count(tick) : '')),
      },
      {
        ...axis(),
        size: 56,
        gap: 6,
        space: 28,
        ...(spec.logarithmic ? { splits: (_u, _i, low, high) => powersOfTen(low, high) } : {}),
        values: (_, ticks) => ticks.map(tick => (tick === null ? '' : spec.format(tick))),
      },
    ],
    series: [
      {},
      ...series.map(({ label, color }) => ({
        label,
        stroke: () => seriesColor(color),
        dash: [...dashOf(color)],
        width: 1.5,
        spanGaps: true,
        points: { show: data.steps.length < 2 },
      })),
    ],
    hooks: { setCursor: [u => read(u.cursor.idx)] },
  });

  return {
    element,
    key: plotKey(spec),
    update({ steps, columns }) {
      // A logarithmic axis has no place for 0: "less than 0.01 %" is drawn at its foot.
      const drawable = (v: number | null) => (v === null ? null : Math.max(v, 0.001));
      data = { steps, columns: spec.logarithmic ? columns.map(column => column.map(drawable)) : columns };
      const aligned = [data.steps, ...data.columns] as uPlot.AlignedData;
      if (plot) plot.setData(aligned);
      else plot = new uPlot(options(), aligned, place);
      read(plot.cursor.idx);
      place.setAttribute('aria-label', describe(spec, data));
    },
    redraw() {
      plot?.redraw(false, true);
    },
    resize() {
      const width = Math.max(200, parent.clientWidth);
      if (plot && plot.width !== width) plot.setSize({ width, height });
    },
    destroy() {
      plot?.destroy();
    },
  };
}

function count(n: number | undefined): string {
  return (n ?? 0).toLocaleString('en-US');
}

/** The value at a step, or else the last one before it: runs do not all measure at the same steps. */
function valueNear(column: readonly (number | null)[], at: number): number | undefined {
  for (let i = at; i >= 0; i--) if (column[i] != null) return column[i] as number;
  return undefined;
}

/** At most five of them, from `low` to `high`. */
function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / 5));
  const powers: number[] = [];
  for (let power = last; power >= first; power -= every) powers.unshift(10 ** power);
  return powers;
}

/** The chart in words: `training from 0.69 to 0.12 over 300 epochs`. */
function describe({ title, format, series, stepName }: PlotSpec, { steps, columns }: PlotData): string {
  const parts = series.map(({ label }, i) => {
    const column = columns[i] ?? [];
    const [first, last] = [column.find(v => v !== null), column.findLast(v => v !== null)];
    if (first == null || last == null) return `${label}: no values yet`;
    return `${label} from ${format(first)} to ${format(last)}`;
  });
  return `${title}: ${parts.join(', ')}, over ${count(steps.at(-1))} ${stepName}.`;
}
