import { formatDuration } from '../../src/protocol/describeRun';
import { formatCount } from '../../src/protocol/words';
import { chartsOf } from '../../src/report/metrics';
import { type Curves, joinCurves } from '../../src/report/runModel';
import { iconButton } from '../kit/controls';
import { h, setText, show } from '../kit/dom';
import { onThemeChange } from '../kit/theme';
import { type ChartSettingsStore, maxSmoothing } from './chartSettings';
import { createPlot, type Plot, type PlotData, type PlotSpec, plotKey } from './plot';
import type { Range } from './zoom';

/** What the curves of a run are drawn with. */
export interface CurveContext {
  /** What a step counts: `epochs`. */
  readonly stepName: string;
  /** Whether a value holds until the next, as the best so far does. */
  readonly stepped: boolean;
  /** The measured column that correlations are computed against. */
  readonly against: string | undefined;
  /** The beginning of the names of files that are saved. */
  readonly name: string;
}

export interface Charts {
  readonly element: HTMLElement;
  /** Sets how all charts are drawn: x axis and smoothing. */
  readonly tools: HTMLElement;
  update(curves: Curves, context: CurveContext): void;
}

/** Of fewer points a chart says nothing that a sentence doesn't. */
const fewestPoints = 3;

/** One chart for each unit, under each other, with one cursor. Metrics of one or two points are sentences. */
export function createCharts(settings: ChartSettingsStore): Charts {
  const column = createPlotColumn(settings);
  const few = h('dl', { class: 'facts' });
  let last: { readonly curves: Curves; readonly context: CurveContext } | undefined;
  const update = (curves: Curves, context: CurveContext) => {
    last = { curves, context };
    const { x, smoothing, scales } = settings.get();
    const charts = [...chartsOf(curves.keys(), isSaturated(curves))].map(([kind, metrics]) => ({
      kind,
      metrics,
      title:
        kind.against && context.against !== undefined
          ? `${kind.title} against ${context.against}`
          : kind.title,
      points: Math.max(...metrics.map(({ name }) => curves.get(name)?.values.length ?? 0)),
    }));
    const drawn = charts.filter(({ points }) => points >= fewestPoints);
    column.update(
      drawn.map(({ kind, metrics, title }) => ({
        spec: {
          title,
          scale: scales[title] ?? kind.scale,
          format: kind.format,
          ...axisOf(x, kind.stepName ?? context.stepName),
          smoothing,
          sync: 'step',
          readings: 'caption',
          name: context.name,
          series: metrics.map(({ label }, color) => ({
            label,
            color,
            stepped: context.stepped,
            hidden: false,
          })),
        },
        data: joinCurves(
          metrics.flatMap(({ name }) => curves.get(name) ?? []),
          x === 'time' ? 'seconds' : 'steps',
        ),
      })),
    );
    const sentences = charts
      .filter(({ points }) => points < fewestPoints)
      .flatMap(({ kind, metrics, title }) =>
        metrics.flatMap(({ name, label }) => {
          const value = curves.get(name)?.values.at(-1);
          return value === undefined
            ? []
            : [h('dt', {}, title), h('dd', {}, `${kind.format(value)}${kind.single ? '' : ` (${label})`}`)];
        }),
      );
    show(few, sentences.length > 0);
    few.replaceChildren(...sentences);
    show(tools, drawn.length > 0);
  };
  settings.onChange(() => last && update(last.curves, last.context));
  const tools = createCurveTools(settings);
  return { element: h('div', {}, few, column.element), tools, update };
}

/** Whether the best cell is among the best hundredth of a per cent. */
export function isSaturated(curves: Curves): boolean {
  const best = curves.get('best_top')?.values.at(-1);
  return best !== undefined && best < 0.01;
}

export function axisOf(x: 'step' | 'time', stepName: string): Pick<PlotSpec, 'xName' | 'formatX'> {
  return x === 'time'
    ? { xName: 'time', formatX: formatDuration }
    : { xName: stepName, formatX: value => formatCount(Math.round(value)) };
}

/** The x axis and the smoothing of all charts. */
export function createCurveTools(settings: ChartSettingsStore): HTMLElement {
  const time = iconButton({
    icon: 'watch',
    name: 'Time as x axis',
    onClick: () => settings.change({ x: settings.get().x === 'time' ? 'step' : 'time' }),
  });
  const amount = h('span', { class: 'smoothing-weight', 'aria-hidden': 'true' });
  const slider = h('input', {
    type: 'range',
    min: '0',
    max: String(maxSmoothing),
    step: '0.05',
    'aria-label': 'Smoothing',
    title: 'Smoothing: an exponential moving average, with the measured curve faint behind it',
  });
  slider.addEventListener('input', () => settings.change({ smoothing: Number(slider.value) }));
  const render = () => {
    const { x, smoothing } = settings.get();
    time.setAttribute('aria-pressed', String(x === 'time'));
    if (Number(slider.value) !== smoothing) slider.value = String(smoothing);
    setText(amount, smoothing === 0 ? 'off' : smoothing.toFixed(2));
  };
  render();
  settings.onChange(render);
  return h(
    'div',
    { class: 'curve-tools', role: 'toolbar', 'aria-label': 'Curves' },
    h('label', { class: 'smoothing' }, 'Smoothing', slider, amount),
    time,
  );
}

export interface WantedPlot {
  readonly spec: PlotSpec;
  readonly data: PlotData;
}

export interface PlotColumn {
  readonly element: HTMLElement;
  update(plots: readonly WantedPlot[]): void;
}

/** Plots under each other, as wide as there is room; a zoom is one of all. `onToggle`: a curve was hidden or shown. */
export function createPlotColumn(
  settings: ChartSettingsStore,
  onToggle?: (label: string) => void,
): PlotColumn {
  const element = h('div', { class: 'charts' });
  const dialog = h('dialog', { class: 'enlarged', 'aria-label': 'Enlarged chart' });
  let plots: readonly Plot[] = [];
  let wanted: readonly WantedPlot[] = [];
  let range: Range | undefined;
  const hidden = new Set<string>();
  const zoom = (next: Range | undefined) => {
    range = next;
    for (const plot of plots) plot.zoom(range);
  };
  const resize = () => {
    for (const plot of plots) plot.resize();
  };
  const toggle = (key: string, label: string) => {
    if (onToggle) return onToggle(label);
    if (!hidden.delete(`${key} ${label}`)) hidden.add(`${key} ${label}`);
    update(wanted);
  };
  /** The chart moves into the dialog and back to its place. */
  const enlarge = (plot: Plot) => {
    if (dialog.open) return dialog.close();
    const mark = h('div');
    plot.element.before(mark);
    dialog.replaceChildren(plot.element);
    dialog.addEventListener(
      'close',
      () => {
        mark.replaceWith(plot.element);
        plot.resize();
        plot.element.querySelector<HTMLElement>('.plot-place')?.focus({ preventScroll: true });
      },
      { once: true },
    );
    dialog.showModal();
    plot.resize();
  };
  const update = (next: readonly WantedPlot[]) => {
    wanted = next.map(({ spec, data }) => ({
      data,
      spec: {
        ...spec,
        series: spec.series.map(each =>
          onToggle ? each : { ...each, hidden: hidden.has(`${spec.title} ${each.label}`) },
        ),
      },
    }));
    const keys = wanted.map(({ spec }) => plotKey(spec));
    if (keys.join() !== plots.map(plot => plot.key).join()) {
      dialog.close();
      if (xNames(wanted) !== xNames(drawn)) range = undefined;
      for (const plot of plots) plot.destroy();
      plots = wanted.map(({ spec }) => {
        const plot: Plot = createPlot(spec, {
          onZoom: zoom,
          onScale: scale => settings.change({ scales: { ...settings.get().scales, [spec.title]: scale } }),
          onToggle: label => toggle(spec.title, label),
          onEnlarge: () => enlarge(plot),
        });
        return plot;
      });
      element.replaceChildren(...plots.map(plot => plot.element), dialog);
    }
    drawn = wanted;
    plots.forEach((plot, i) => {
      const each = wanted[i];
      if (!each) return;
      plot.update(each.spec, each.data);
      if (range) plot.zoom(range);
    });
  };
  let drawn: readonly WantedPlot[] = [];
  new ResizeObserver(resize).observe(element);
  new ResizeObserver(resize).observe(dialog);
  onThemeChange(() => {
    for (const plot of plots) plot.redraw();
  });
  return { element, update };
}

function xNames(plots: readonly WantedPlot[]): string {
  return [...new Set(plots.map(({ spec }) => spec.xName))].join();
}
