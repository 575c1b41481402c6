import { kendallTau, spearmanRho, topFigures } from './metrics';
import type { Figures } from './modelCard';

/** How well scores agree with a measured column, over the cells it was measured for; `undefined` if it orders none. */
export function figuresOf(
  label: string,
  scores: ArrayLike<number>,
  measured: ArrayLike<number>,
): Figures | undefined {
  const rows = Array.from({ length: scores.length }, (_, i) => i).filter(i => Number.isFinite(measured[i]));
  const predicted = Float64Array.from(rows, i => scores[i]!);
  const values = Float64Array.from(rows, i => measured[i]!);
  if (new Set(values).size < 2) return undefined;
  const rounded = (value: number) => (Number.isFinite(value) ? Number(value.toFixed(6)) : 0);
  return {
    label,
    cells: rows.length,
    kendallTau: rounded(kendallTau(predicted, values)),
    spearmanRho: rounded(spearmanRho(predicted, values)),
    top: topFigures(predicted, values),
  };
}
