import { h } from '../kit/dom';
import { onThemeChange } from '../kit/theme';
import { chartsOf } from '../runs/metrics';
import type { Curves } from '../runs/runModel';
import { createPlot, type Plot, type PlotData, type PlotSpec, plotKey } from './plot';

export interface Charts {
  readonly element: HTMLElement;
  /** Draws the curves; `stepName` says what the x axis counts. */
  update(curves: Curves, stepName: string): void;
}

/** One chart for each unit, under each other, with one cursor. */
export function createCharts(): Charts {
  const column = createPlotColumn();
  return {
    element: column.element,
    update(curves, stepName) {
      column.update(
        [...chartsOf(curves.values.keys())].map(([kind, metrics]) => ({
          spec: {
            ...kind,
            stepName,
            sync: 'step',
            readings: 'caption',
            series: metrics.map(({ label }, color) => ({ label, color })),
          },
          data: {
            steps: curves.steps,
            columns: metrics.map(({ name }) => curves.values.get(name) ?? []),
          },
        })),
      );
    },
  };
}

export interface PlotColumn {
  readonly element: HTMLElement;
  update(plots: readonly { readonly spec: PlotSpec; readonly data: PlotData }[]): void;
}

/** Plots under each other, as wide as there is room. */
export function createPlotColumn(): PlotColumn {
  const element = h('div', { class: 'charts' });
  let plots: readonly Plot[] = [];
  new ResizeObserver(() => {
    for (const plot of plots) plot.resize();
  }).observe(element);
  onThemeChange(() => {
    for (const plot of plots) plot.redraw();
  });
  return {
    element,
    update(wanted) {
      const keys = wanted.map(({ spec }) => plotKey(spec));
      if (keys.join() !== plots.map(plot => plot.key).join()) {
        for (const plot of plots) plot.destroy();
        plots = wanted.map(({ spec }) => createPlot(spec, element));
        element.replaceChildren(...plots.map(plot => plot.element));
      }
      plots.forEach((plot, i) => {
        const data = wanted[i]?.data;
        if (data) plot.update(data);
      });
    },
  };
}
