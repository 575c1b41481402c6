import { type Goal, oriented } from '../cells/goal';
import { kendallTau, spearmanRho, topFigures } from './metrics';
import type { Figures } from './modelCard';

/**
 * How well scores agree with a measured column, over the cells it was measured for; `undefined` if it orders none. Values
 * are as measured, and `goal` says which of them are better; the top figures are in the column's own unit.
 */
export function figuresOf(
  label: string,
  scores: ArrayLike<number>,
  measured: ArrayLike<number>,
  goal: Goal = 'max',
): Figures | undefined {
  const rows = Array.from({ length: scores.length }, (_, i) => i).filter(i => Number.isFinite(measured[i]));
  const predicted = Float64Array.from(rows, i => scores[i]!);
  const values = Float64Array.from(rows, i => oriented(measured[i]!, goal));
  if (new Set(values).size < 2) return undefined;
  const rounded = (value: number) => (Number.isFinite(value) ? Number(value.toFixed(6)) : 0);
  const top = topFigures(predicted, values);
  return {
    label,
    ...(goal === 'max' ? {} : { goal }),
    cells: rows.length,
    kendallTau: rounded(kendallTau(predicted, values)),
    spearmanRho: rounded(spearmanRho(predicted, values)),
    top: {
      ...top,
      bestOfTen: oriented(top.bestOfTen, goal),
      meanOfTen: oriented(top.meanOfTen, goal),
      bestOfAll: oriented(top.bestOfAll, goal),
    },
  };
}
