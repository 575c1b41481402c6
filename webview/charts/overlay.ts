import { chartsOf } from '../../src/report/metrics';
import { type Curves, joinCurves } from '../../src/report/runModel';
import type { ChartSettings } from './chartSettings';
import { axisOf, isSaturated, type WantedPlot } from './charts';

export interface OverlaidRun {
  readonly name: string;
  readonly curves: Curves;
  readonly stepName: string;
  readonly stepped: boolean;
  readonly hidden: boolean;
}

/** One chart for each metric that any of the runs has measured, with a curve for each run that has. */
export function overlay(runs: readonly OverlaidRun[], settings: ChartSettings): readonly WantedPlot[] {
  const names = new Set(runs.flatMap(run => [...run.curves.keys()]));
  return [
    ...chartsOf(
      names,
      runs.some(run => isSaturated(run.curves)),
    ),
  ].flatMap(([kind, metrics]) =>
    metrics.map(metric => {
      const having = runs.flatMap((run, color) => {
        const curve = run.curves.get(metric.name);
        return curve ? [{ ...run, color, curve }] : [];
      });
      const title = metrics.length === 1 ? kind.title : `${kind.title}: ${metric.label}`;
      return {
        spec: {
          title,
          scale: settings.scales[title] ?? kind.scale,
          format: kind.format,
          ...axisOf(settings.x, kind.stepName ?? having[0]?.stepName ?? 'steps'),
          smoothing: settings.smoothing,
          sync: 'compared',
          readings: 'tooltip' as const,
          name: 'compared',
          series: having.map(({ name, color, stepped, hidden }) => ({ label: name, color, stepped, hidden })),
        },
        data: joinCurves(
          having.map(({ curve }) => curve),
          settings.x === 'time' ? 'seconds' : 'steps',
        ),
      };
    }),
  );
}
