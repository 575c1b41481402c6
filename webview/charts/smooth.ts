/**
 * An exponential moving average of a curve, corrected for its start as in Adam: at `weight` 0 the curve itself, towards 1
 * ever smoother. Missing values stay missing.
 */
export function smooth(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  let average = 0;
  let total = 0;
  return values.map(value => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return average / total;
  });
}
