import { chartsOf } from '../../src/report/metrics';
import type { Curves } from '../../src/report/runModel';
import type { ChartSettings } from './chartSettings';
import { axisOf, isSaturated, type WantedPlot } from './charts';
import type { PlotData } from './plot';

export interface OverlaidRun {
  readonly name: string;
  readonly curves: Curves;
  readonly stepName: string;
  readonly stepped: boolean;
  readonly hidden: boolean;
}

/** One chart for each metric that any of the runs has measured, with a curve for each run that has. */
export function overlay(runs: readonly OverlaidRun[], settings: ChartSettings): readonly WantedPlot[] {
  const names = new Set(runs.flatMap(run => [...run.curves.values.keys()]));
  return [
    ...chartsOf(
      names,
      runs.some(run => isSaturated(run.curves)),
    ),
  ].flatMap(([kind, metrics]) =>
    metrics.map(metric => {
      const having = runs.flatMap((run, color) => {
        const column = run.curves.values.get(metric.name);
        return column ? [{ ...run, color, column }] : [];
      });
      const title = metrics.length === 1 ? kind.title : `${kind.title}: ${metric.label}`;
      return {
        spec: {
          title,
          scale: settings.scales[title] ?? kind.scale,
          format: kind.format,
          ...axisOf(settings.x, having[0]?.stepName ?? 'steps'),
          smoothing: settings.smoothing,
          sync: 'compared',
          readings: 'tooltip' as const,
          name: 'compared',
          series: having.map(({ name, color, stepped, hidden }) => ({ label: name, color, stepped, hidden })),
        },
        data: join(
          having.map(({ curves, column }) => ({
            x: settings.x === 'time' ? curves.seconds : curves.steps,
            column,
          })),
        ),
      };
    }),
  );
}

/** The columns over all x values that any of them has. */
function join(
  parts: readonly { readonly x: readonly number[]; readonly column: readonly (number | null)[] }[],
): PlotData {
  const [first, ...others] = parts;
  if (first && others.every(({ x }) => same(x, first.x)))
    return { x: first.x, columns: parts.map(({ column }) => column) };
  const x = [...new Set(parts.flatMap(part => part.x))].sort((a, b) => a - b);
  const columns = parts.map(part => {
    const values = new Map(part.x.map((at, i) => [at, part.column[i] ?? null]));
    return x.map(at => values.get(at) ?? null);
  });
  return { x, columns };
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
