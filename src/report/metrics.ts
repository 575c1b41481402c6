import { formatCount, formatTopShare } from '../protocol/words';

export type Scale = 'linear' | 'logarithmic';

/** Metrics of one unit share a chart. */
export interface ChartKind {
  readonly title: string;
  /** The scale of its y axis, unless the user chooses the other. */
  readonly scale: Scale;
  /** Whether the title names the measured column that the values are computed against. */
  readonly against?: boolean;
  /** What a step counts, where that is not what the run counts. */
  readonly stepName?: string;
  /** Whether it has one metric alone, so that the title says all of it. */
  readonly single?: true;
  format(value: number): string;
}

export interface Metric {
  readonly name: string;
  readonly label: string;
  readonly chart: ChartKind;
}

const loss: ChartKind = { title: 'Loss', scale: 'linear', format: formatFigure };
const correlation: ChartKind = {
  title: 'Kendall’s τ',
  scale: 'linear',
  against: true,
  format: value => value.toFixed(3),
};
const share: ChartKind = {
  title: 'Best cell: share of the space predicted at least as good',
  scale: 'logarithmic',
  single: true,
  format: value => (value < 0.01 ? `${Number(value.toPrecision(1))} %` : `${formatTopShare(value)} %`),
};
const likelihood: ChartKind = {
  title: 'Gaussian processes: −log likelihood of a cell',
  scale: 'linear',
  stepName: 'steps',
  format: formatFigure,
};
const networks: ChartKind = { ...likelihood, title: 'Graph networks: loss' };
const student: ChartKind = { ...likelihood, title: 'Student: loss' };
const score: ChartKind = { title: 'Best score', scale: 'linear', single: true, format: formatFigure };

const known: Readonly<Record<string, { readonly label: string; readonly chart: ChartKind }>> = {
  best_top: { label: 'top', chart: share },
  tau: { label: 'sample of the held-out cells', chart: correlation },
  train_tau: { label: 'training cells', chart: correlation },
  loss: { label: 'training', chart: loss },
  best_score: { label: 'score', chart: score },
};
/** Metrics of runs by earlier versions that no one can use: of a part of the recipe that is not kept. */
const internal: ReadonlySet<string> = new Set(['teacher_tau']);
/** Curves of the parts of one training, numbered. */
const parts: readonly (readonly [RegExp, ChartKind, string])[] = [
  [/^process_(\d+)_likelihood$/, likelihood, 'process'],
  [/^network_(\d+)_loss$/, networks, 'network'],
  [/^student()_loss$/, student, 'student'],
];
const order = [share, correlation, likelihood, networks, student, loss, score];
const others = new Map<string, ChartKind>();

/**
 * The charts for these metrics, the most telling first; a metric not known here gets a chart of its own. `saturated`: the
 * share of the space is too small to tell cells apart.
 */
export function chartsOf(names: Iterable<string>, saturated = false): Map<ChartKind, Metric[]> {
  const charts = new Map<ChartKind, Metric[]>(order.map(kind => [kind, []]));
  const all = new Set(names);
  for (const name of internal) all.delete(name);
  // A score has no unit; the share of the space says the same in one, until it is as small as it can be.
  if (all.has('best_top') && !saturated) all.delete('best_score');
  const inOrder = [...Object.keys(known).filter(name => all.delete(name)), ...all];
  for (const name of inOrder) {
    const { label, chart } = known[name] ?? unknown(name);
    charts.set(chart, [...(charts.get(chart) ?? []), { name, label, chart }]);
  }
  return new Map([...charts].filter(([, metrics]) => metrics.length > 0));
}

function unknown(name: string): { readonly label: string; readonly chart: ChartKind } {
  for (const [pattern, chart, part] of parts) {
    const number = pattern.exec(name)?.[1];
    if (number !== undefined) return { label: `${part} ${number}`.trimEnd(), chart };
  }
  const label = name.replaceAll('_', ' ');
  if (name.endsWith('_loss')) return { label: label.replace(/ loss$/, ''), chart: loss };
  let chart = others.get(name);
  if (!chart) {
    chart = {
      title: label.charAt(0).toUpperCase() + label.slice(1),
      scale: 'linear',
      single: true,
      format: formatFigure,
    };
    others.set(name, chart);
  }
  return { label, chart };
}

/** Four significant figures, without trailing zeros. */
export function formatFigure(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  return Number(value.toPrecision(4)).toString();
}
