import type { FoundCell } from './events';

/**
 * The figures at the end of a run as numbers, for tables and comparisons: those of the last event by their names, and of
 * the best cell found `best_top` (per cent), `best_score`, `best_parameters`, `best_flops`, `best_latency` (milliseconds)
 * and `best_COLUMN` of each column measured.
 */
export function runMetrics(
  done: Readonly<Record<string, unknown>> & { readonly found?: readonly FoundCell[] },
): Readonly<Record<string, number>> {
  const metrics: Record<string, number> = {};
  const add = (name: string, value: unknown) => {
    if (typeof value === 'number' && Number.isFinite(value)) metrics[name] = value;
  };
  for (const [name, value] of Object.entries(done)) if (!inOtherColumns.has(name)) add(name, value);
  const [best] = done.found ?? [];
  if (!best) return metrics;
  add('best_top', best.top);
  add('best_score', best.score);
  add('best_parameters', best.parameters);
  add('best_flops', best.flops);
  add('best_latency', best.latency);
  for (const [name, value] of Object.entries(best.measured ?? {})) add(`best_${name}`, value);
  return metrics;
}

const inOtherColumns: ReadonlySet<string> = new Set(['seconds', 'folds', 'space_size']);
