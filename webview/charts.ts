import uPlot from 'uplot';
import { h, setText } from './dom';
import { type ChartKind, chartsOf, type Metric } from './metrics';
import type { Curves } from './runModel';
import { gridColor, onThemeChange, seriesColor, themeColor } from './theme';

export interface Charts {
  readonly element: HTMLElement;
  /** Draws the curves; `stepName` says what the x axis counts. */
  update(curves: Curves, stepName: string): void;
}

interface Chart {
  readonly element: HTMLElement;
  readonly key: string;
  update(curves: Curves): void;
  redraw(): void;
  resize(): void;
  destroy(): void;
}

const height = 164;

/** One chart for each unit, under each other, with one cursor. */
export function createCharts(): Charts {
  const element = h('div', { class: 'charts' });
  let charts: Chart[] = [];
  new ResizeObserver(() => {
    for (const chart of charts) chart.resize();
  }).observe(element);
  onThemeChange(() => {
    for (const chart of charts) chart.redraw();
  });
  return {
    element,
    update(curves, stepName) {
      const wanted = [...chartsOf(curves.values.keys())];
      const keys = wanted.map(([kind, metrics]) => keyOf(kind, metrics, stepName));
      if (keys.join() !== charts.map(chart => chart.key).join()) {
        for (const chart of charts) chart.destroy();
        charts = wanted.map(([kind, metrics]) => createChart(kind, metrics, stepName, element));
        element.replaceChildren(...charts.map(chart => chart.element));
      }
      for (const chart of charts) chart.update(curves);
    },
  };
}

function keyOf(kind: ChartKind, metrics: readonly Metric[], stepName: string): string {
  return [kind.title, stepName, ...metrics.map(metric => metric.name)].join(' ');
}

function createChart(
  kind: ChartKind,
  metrics: readonly Metric[],
  stepName: string,
  parent: HTMLElement,
): Chart {
  const readings = metrics.map((_, i) => h('span', { class: `reading series-${i}` }));
  const place = h('div', { class: 'plot', role: 'img' });
  const element = h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      h('span', { class: 'chart-title' }, kind.title),
      h('span', { class: 'readings' }, ...readings),
    ),
    place,
  );
  let plot: uPlot | undefined;
  let columns: readonly (readonly (number | null)[])[] = [];
  let steps: readonly number[] = [];

  /** The values under the cursor, or the last ones. */
  const read = (at: number | null | undefined) => {
    metrics.forEach((metric, i) => {
      const column = columns[i] ?? [];
      const value = at == null ? column.findLast(v => v !== null) : column[at];
      const reading = readings[i];
      if (!reading) return;
      const where = at == null || i > 0 ? '' : ` at ${(steps[at] ?? 0).toLocaleString('en-US')} ${stepName}`;
      setText(reading, value == null ? '' : `${metric.label} ${kind.format(value)}${where}`);
    });
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
    cursor: { sync: { key: 'step' }, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false },
      y: kind.logarithmic ? { distr: 3 } : {},
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
        values: (_, ticks) => ticks.map(tick => (Number.isInteger(tick) ? tick.toLocaleString('en-US') : '')),
      },
      {
        ...axis(),
        size: 56,
        gap: 6,
        space: 28,
        ...(kind.logarithmic ? { splits: (_u, _i, low, high) => powersOfTen(low, high) } : {}),
        values: (_, ticks) => ticks.map(tick => (tick === null ? '' : kind.format(tick))),
      },
    ],
    series: [
      {},
      ...metrics.map((metric, i) => ({
        label: metric.label,
        stroke: () => seriesColor(i),
        width: 1.5,
        spanGaps: true,
        points: { show: steps.length < 2 },
      })),
    ],
    hooks: { setCursor: [u => read(u.cursor.idx)] },
  });

  return {
    element,
    key: keyOf(kind, metrics, stepName),
    update(curves) {
      steps = curves.steps;
      columns = metrics.map(({ name }) => {
        const column = curves.values.get(name) ?? [];
        // A logarithmic axis has no place for 0: "less than 0.01 %" is drawn at its foot.
        return kind.logarithmic ? column.map(v => (v === null ? null : Math.max(v, 0.001))) : column;
      });
      const data = [steps, ...columns] as uPlot.AlignedData;
      if (plot) plot.setData(data);
      else plot = new uPlot(options(), data, place);
      read(plot.cursor.idx);
      place.setAttribute('aria-label', describe(kind, metrics, stepName, steps, columns));
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

/** At most five of them, from `low` to `high`. */
function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / 5));
  const powers: number[] = [];
  for (let power = last; power >= first; power -= every) powers.unshift(10 ** power);
  return powers;
}

/** The chart in words: `training from 0.69 to 0.12 over 300 epochs`. */
function describe(
  kind: ChartKind,
  metrics: readonly Metric[],
  stepName: string,
  steps: readonly number[],
  columns: readonly (readonly (number | null)[])[],
): string {
  const parts = metrics.map((metric, i) => {
    const column = columns[i] ?? [];
    const [first, last] = [column.find(v => v !== null), column.findLast(v => v !== null)];
    if (first == null || last == null) return `${metric.label}: no values yet`;
    return `${metric.label} from ${kind.format(first)} to ${kind.format(last)}`;
  });
  return `${kind.title}: ${parts.join(', ')}, over ${(steps.at(-1) ?? 0).toLocaleString('en-US')} ${stepName}.`;
}
