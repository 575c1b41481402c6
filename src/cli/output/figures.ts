import type { Figures } from '../../predictor/modelCard';

/** The figures of a predictor as fields of the last event: those against the first column without a prefix. */
export function figureFields(figures: readonly Figures[]): Record<string, unknown> {
  const [first, second] = figures;
  if (!first) return {};
  return {
    measured: first.label,
    kendall_tau: first.kendallTau,
    spearman_rho: first.spearmanRho,
    best_of_ten: first.top.bestOfTen,
    mean_of_ten: first.top.meanOfTen,
    place_of_best_of_ten: first.top.placeOfBestOfTen,
    share_of_top_percent: first.top.shareOfTopPercent,
    best_of_all: first.top.bestOfAll,
    ...(second
      ? { label: second.label, label_kendall_tau: second.kendallTau, label_spearman_rho: second.spearmanRho }
      : {}),
  };
}

/** The figures for people, a few lines for each column. */
export function describeFigures(figures: readonly Figures[]): string[] {
  return figures.flatMap(({ label, cells, kendallTau, spearmanRho, top }) => [
    `Against ${label} of ${cells.toLocaleString('en-US')} cells: Kendall's τ ${kendallTau.toFixed(3)}, Spearman's ρ ${spearmanRho.toFixed(3)}.`,
    `  Of the ten ranked highest the best has ${short(top.bestOfTen)} (place ${top.placeOfBestOfTen.toLocaleString('en-US')}; the best of all has ${short(top.bestOfAll)}), their mean is ${short(top.meanOfTen)}.`,
    `  ${(100 * top.shareOfTopPercent).toFixed(0)} % of the true top 1 % is in the predicted top 1 %.`,
  ]);
}

function short(value: number): string {
  return Number(value.toPrecision(5)).toString();
}
