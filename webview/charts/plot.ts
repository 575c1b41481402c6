import uPlot from 'uplot';
import type { Scale } from '../../src/report/metrics';
import type { ChartData, ChartSpec } from '../../src/report/plotSvg';
import { iconButton } from '../kit/controls';
import { h, setText, show } from '../kit/dom';
import { dashOf, gridColor, seriesColor, themeColor } from '../kit/theme';
import { saveMenu } from './saveChart';
import { smooth } from './smooth';
import { thinPaths } from './thinPaths';
import { panAndZoom, type Range } from './zoom';

export interface PlotSpec extends ChartSpec {
  /** Weight of the moving average; 0: curves as they are. */
  readonly smoothing: number;
  /** Charts of one key share a cursor. */
  readonly sync: string;
  /** Where the values under the cursor stand: beside the title, or, where there are many, in one tooltip over all. */
  readonly readings: 'caption' | 'tooltip';
  /** Of the run or runs: the beginning of the names of files that are saved. */
  readonly name: string;
}

export type PlotData = ChartData;

export interface Plot {
  readonly element: HTMLElement;
  readonly key: string;
  update(spec: PlotSpec, data: PlotData): void;
  /** Shows this part of the x axis; `undefined`: all of it. */
  zoom(range: Range | undefined): void;
  redraw(): void;
  resize(): void;
  destroy(): void;
}

export interface PlotEvents {
  readonly onZoom: (range: Range | undefined) => void;
  readonly onScale: (scale: Scale) => void;
  /** A curve was hidden or shown by a click on its name. */
  readonly onToggle: (label: string) => void;
  readonly onEnlarge: () => void;
}

const usualHeight = 164;
/** In pixels; the curve behind a smoothed one has the other. */
const [lineWidth, faintWidth] = [1.5, 1];

/** A plot is made anew when this changes, and updated otherwise. */
export function plotKey({ title, scale, xName, series, smoothing, readings }: PlotSpec): string {
  const curves = series.map(({ label, color, stepped }) => [label, color, stepped]);
  return JSON.stringify([title, scale, xName, curves, smoothing > 0, readings]);
}

/** Curves over one x axis, as wide as the element it is put into. */
export function createPlot(first: PlotSpec, events: PlotEvents): Plot {
  let spec = first;
  let data: PlotData = { x: [], columns: [] };
  /** The curves as drawn: smoothed, on the scale's own terms. */
  let drawn: PlotData = data;
  let plot: uPlot | undefined;
  let range: Range | undefined;
  const { series, readings } = first;
  const entries = series.map(({ label, color }) => {
    const text = h('span');
    const entry = h('button', { class: 'reading', type: 'button' }, swatch(color), text);
    entry.addEventListener('click', () => events.onToggle(label));
    return { entry, text };
  });
  const place = h('div', { class: 'plot', role: 'img' });
  const tip = h('div', { class: 'chart-tip', 'aria-hidden': 'true' });
  tip.hidden = true;
  const reset = iconButton({
    icon: 'zoom-out',
    name: `Show all of the chart ${first.title} (0)`,
    onClick: () => events.onZoom(undefined),
  });
  const scale = iconButton({
    icon: 'graph-line',
    name: `Log axis for ${first.title}`,
    onClick: () => events.onScale(spec.scale === 'linear' ? 'logarithmic' : 'linear'),
  });
  scale.setAttribute('aria-pressed', String(first.scale === 'logarithmic'));
  scale.replaceChildren(h('span', { class: 'tool-text', 'aria-hidden': 'true' }, 'log'));
  const enlarge = iconButton({
    icon: 'screen-full',
    name: `Enlarge the chart ${first.title}`,
    onClick: events.onEnlarge,
  });
  const surface = h(
    'div',
    {
      class: 'plot-place',
      tabindex: '0',
      role: 'group',
      'aria-label': `Chart ${first.title}: + and − zoom, arrow keys move, 0 shows all`,
    },
    place,
    tip,
  );
  const element = h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      h('span', { class: 'chart-title' }, first.title),
      ...(readings === 'caption'
        ? [h('span', { class: 'readings' }, ...entries.map(({ entry }) => entry))]
        : []),
      h(
        'span',
        { class: 'chart-tools' },
        reset,
        scale,
        enlarge,
        saveMenu(() => ({ spec, data })),
      ),
    ),
    surface,
  );

  const read = (at: number | null | undefined) => {
    if (readings === 'tooltip') return readTip(at);
    series.forEach(({ label }, i) => {
      const column = drawn.columns[i] ?? [];
      const value = at == null ? column.findLast(v => v !== null) : valueNear(column, at);
      const where = at == null || i > 0 ? '' : ` at ${spec.formatX(drawn.x[at] ?? 0)}${unit(spec)}`;
      const entry = entries[i];
      if (entry) setText(entry.text, value == null ? label : `${label} ${spec.format(value)}${where}`);
    });
  };
  const readTip = (at: number | null | undefined) => {
    show(tip, at != null && plot?.cursor.left !== undefined && plot.cursor.left >= 0);
    if (at == null || !plot || tip.hidden) return;
    const lines = spec.series.flatMap(({ label, color, hidden }, i) => {
      const value = hidden ? undefined : valueNear(drawn.columns[i] ?? [], at);
      if (value === undefined) return [];
      return [
        swatch(color),
        h('span', { class: 'tip-name' }, label),
        h('span', { class: 'number' }, spec.format(value)),
      ];
    });
    const where = `${spec.formatX(drawn.x[at] ?? 0)}${unit(spec)}`;
    tip.replaceChildren(h('span', { class: 'tip-step' }, where), ...lines);
    const left = (plot.cursor.left ?? 0) + (plot.over.offsetLeft || 0);
    const room = place.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, left + 12 > room ? left - tip.offsetWidth - 12 : left + 12)}px`;
  };

  const size = () => ({
    width: Math.max(200, element.clientWidth),
    height: element.closest('dialog') ? Math.max(240, surface.clientHeight) : usualHeight,
  });
  const columns = (): uPlot.AlignedData => {
    const faint =
      spec.smoothing > 0 ? data.columns.map((column, i) => (series[i]?.stepped ? [] : drawable(column))) : [];
    const all = [drawn.x, ...drawn.columns.map(drawable), ...faint.filter(column => column.length > 0)];
    return all as uPlot.AlignedData;
  };
  /** A logarithmic axis has no place for 0 and less. */
  const drawable = (column: readonly (number | null)[]) =>
    spec.scale === 'linear' ? column : column.map(v => (v !== null && v > 0 ? v : null));
  const applyHidden = () => {
    let faint = series.length;
    spec.series.forEach(({ hidden, stepped }, i) => {
      entries[i]?.entry.setAttribute('aria-pressed', String(!hidden));
      const all = stepped || spec.smoothing === 0 ? [i + 1] : [i + 1, ++faint];
      for (const at of all)
        if (plot?.series[at] && plot.series[at].show === hidden) plot.setSeries(at, { show: !hidden });
    });
  };
  const make = () => {
    plot = new uPlot(plotOptions(spec, size(), read), columns(), place);
    panAndZoom(surface, plot.over, {
      all: () => [drawn.x[0] ?? 0, drawn.x.at(-1) ?? 1],
      shown: () => range,
      onRange: events.onZoom,
    });
  };

  return {
    element,
    key: plotKey(first),
    update(next, nextData) {
      spec = next;
      data = nextData;
      drawn = {
        x: data.x,
        columns: data.columns.map((column, i) =>
          series[i]?.stepped || spec.smoothing === 0 ? column : smooth(column, spec.smoothing),
        ),
      };
      if (plot) {
        plot.setData(columns(), range === undefined);
        if (range) plot.setScale('x', range);
      } else make();
      applyHidden();
      read(plot?.cursor.idx);
      show(reset, range !== undefined);
      place.setAttribute('aria-label', describe(spec, data));
    },
    zoom(next) {
      range = next;
      show(reset, range !== undefined);
      const [min, max] = [drawn.x[0] ?? 0, drawn.x.at(-1) ?? 1];
      plot?.setScale('x', range ?? { min, max });
    },
    redraw() {
      plot?.redraw(false, true);
    },
    resize() {
      const { width, height } = size();
      if (plot && (plot.width !== width || plot.height !== height)) plot.setSize({ width, height });
    },
    destroy() {
      plot?.destroy();
    },
  };
}

function swatch(color: number): HTMLElement {
  return h('span', { class: `swatch series-${color % 8}` });
}

/** ` epochs`; a time says its unit itself. */
function unit({ xName }: PlotSpec): string {
  return xName === 'time' ? '' : ` ${xName}`;
}

function plotOptions(
  spec: PlotSpec,
  size: { readonly width: number; readonly height: number },
  read: (at: number | null | undefined) => void,
): uPlot.Options {
  const font = `11px ${themeColor('font-family', 'sans-serif')}`;
  const axis = (): Partial<uPlot.Axis> => ({
    stroke: () => themeColor('descriptionForeground', '#888'),
    font,
    grid: { stroke: gridColor, width: 1 },
    ticks: { show: false },
  });
  const logarithmic = spec.scale === 'logarithmic';
  const curves = spec.series.map(({ label, color, stepped: steps }) => ({
    label,
    stroke: () => seriesColor(color),
    dash: [...dashOf(color)],
    width: lineWidth,
    spanGaps: true,
    // A line of one point would not be seen.
    points: { show: isSingle, size: 6, fill: () => seriesColor(color) },
    paths: thinPaths(steps, lineWidth),
  }));
  const faint = spec.smoothing > 0 ? curves.filter((_, i) => !spec.series[i]?.stepped) : [];
  return {
    ...size,
    padding: [6, 20, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: spec.sync, setSeries: false }, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false },
      y: logarithmic ? { distr: 3 } : { range: (_, low, high) => padded(low, high) },
    },
    axes: [
      {
        ...axis(),
        size: 22,
        gap: 4,
        space: 60,
        label: spec.xName,
        labelSize: 14,
        labelGap: 0,
        labelFont: font,
        ...(spec.xName === 'time' ? { incrs: timeSteps } : {}),
        values: (_, ticks) =>
          ticks.map(tick => (spec.xName === 'time' || Number.isInteger(tick) ? spec.formatX(tick) : '')),
      },
      {
        ...axis(),
        size: 56,
        gap: 6,
        space: 28,
        ...(logarithmic ? { splits: (_u, _i, low, high) => powersOfTen(low, high) } : {}),
        values: (_, ticks) => ticks.map(tick => (tick === null ? '' : spec.format(tick))),
      },
    ],
    series: [
      {},
      ...curves,
      ...faint.map(curve => ({
        ...curve,
        alpha: 0.3,
        width: faintWidth,
        paths: thinPaths(false, faintWidth),
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [u => read(u.cursor.idx)] },
  };
}

/** Whether a curve has one point alone. */
function isSingle({ data }: uPlot, series: number): boolean {
  let count = 0;
  for (const value of data[series] ?? []) if (value != null && ++count > 1) return false;
  return count === 1;
}

/** Seconds between the ticks of a time axis. */
const timeSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** A twentieth of room above and below; a flat curve runs through the middle. */
function padded(low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  const room = high > low ? (high - low) / 20 : Math.abs(high) / 20 || 0.5;
  return [low - room, high + room];
}

/** The value at an index, or else the last one before it: runs do not all measure at the same steps. */
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
function describe({ title, format, formatX, series, ...spec }: PlotSpec, { x, columns }: PlotData): string {
  const parts = series.map(({ label }, i) => {
    const column = columns[i] ?? [];
    const [first, last] = [column.find(v => v !== null), column.findLast(v => v !== null)];
    if (first == null || last == null) return `${label}: no values yet`;
    return `${label} from ${format(first)} to ${format(last)}`;
  });
  const over = `${formatX(x.at(-1) ?? 0)}${unit({ title, format, formatX, series, ...spec })}`;
  return `${title}: ${parts.join(', ')}, over ${over}.`;
}
