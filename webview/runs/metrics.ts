import { formatTopShare } from '../../src/protocol/words';

/** Metrics of one unit share a chart. */
export interface ChartKind {
  readonly title: string;
  readonly logarithmic: boolean;
  format(value: number): string;
}

export interface Metric {
  readonly name: string;
  readonly label: string;
  readonly chart: ChartKind;
}

const loss: ChartKind = { title: 'Loss', logarithmic: false, format: formatFigure };
const correlation: ChartKind = {
  title: 'Rank correlation',
  logarithmic: false,
  format: value => value.toFixed(3),
};
const share: ChartKind = {
  title: 'Best cell: share of the space predicted at least as good',
  logarithmic: true,
  format: value => `${formatTopShare(value)} %`,
};
const score: ChartKind = { title: 'Best score', logarithmic: false, format: formatFigure };

const known: Readonly<Record<string, { readonly label: string; readonly chart: ChartKind }>> = {
  best_top: { label: 'top', chart: share },
  tau: { label: 'τ on cells not trained on', chart: correlation },
  train_tau: { label: 'τ on training cells', chart: correlation },
  loss: { label: 'training', chart: loss },
  best_score: { label: 'score', chart: score },
};
const order = [share, correlation, loss, score];
const others = new Map<string, ChartKind>();

/** The charts for these metrics, the telling ones first; a metric not known here gets a chart of its own. */
export function chartsOf(names: Iterable<string>): Map<ChartKind, Metric[]> {
  const charts = new Map<ChartKind, Metric[]>(order.map(kind => [kind, []]));
  const all = new Set(names);
  // A score has no unit; the share of the space says the same in one.
  if (all.has('best_top')) all.delete('best_score');
  const inOrder = [...Object.keys(known).filter(name => all.delete(name)), ...all];
  for (const name of inOrder) {
    const { label, chart } = known[name] ?? unknown(name);
    charts.set(chart, [...(charts.get(chart) ?? []), { name, label, chart }]);
  }
  return new Map([...charts].filter(([, metrics]) => metrics.length > 0));
}

function unknown(name: string): { readonly label: string; readonly chart: ChartKind } {
  const label = name.replaceAll('_', ' ');
  if (name.endsWith('_loss')) return { label: label.replace(/ loss$/, ''), chart: loss };
  let chart = others.get(name);
  if (!chart) {
    chart = {
      title: label.charAt(0).toUpperCase() + label.slice(1),
      logarithmic: false,
      format: formatFigure,
    };
    others.set(name, chart);
  }
  return { label, chart };
}

/** Four significant figures, without trailing zeros. */
export function formatFigure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return Number(value.toPrecision(4)).toString();
}
