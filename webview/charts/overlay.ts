import { chartsOf } from '../runs/metrics';
import type { Curves } from '../runs/runModel';
import type { PlotData, PlotSpec } from './plot';

export interface OverlaidRun {
  readonly name: string;
  readonly curves: Curves;
  readonly stepName: string;
}

/** One chart for each metric that any of the runs has measured, with a curve for each run that has. */
export function overlay(
  runs: readonly OverlaidRun[],
): readonly { readonly spec: PlotSpec; readonly data: PlotData }[] {
  const names = new Set(runs.flatMap(run => [...run.curves.values.keys()]));
  return [...chartsOf(names)].flatMap(([kind, metrics]) =>
    metrics.map(metric => {
      const having = runs.flatMap((run, color) => {
        const column = run.curves.values.get(metric.name);
        return column ? [{ ...run, color, column }] : [];
      });
      const title = metrics.length === 1 ? kind.title : `${kind.title}: ${metric.label}`;
      return {
        spec: {
          ...kind,
          title,
          stepName: having[0]?.stepName ?? 'steps',
          sync: 'compared',
          readings: 'tooltip' as const,
          series: having.map(({ name, color }) => ({ label: name, color })),
        },
        data: join(having.map(({ curves, column }) => ({ steps: curves.steps, column }))),
      };
    }),
  );
}

/** The columns over all steps that any of them has. */
function join(
  parts: readonly { readonly steps: readonly number[]; readonly column: readonly (number | null)[] }[],
): PlotData {
  const steps = [...new Set(parts.flatMap(part => part.steps))].sort((a, b) => a - b);
  const columns = parts.map(part => {
    const values = new Map(part.steps.map((step, i) => [step, part.column[i] ?? null]));
    return steps.map(step => values.get(step) ?? null);
  });
  return { steps, columns };
}
