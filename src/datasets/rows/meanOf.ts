/** A figure that was measured once, or the mean of several trainings. */
export interface Measurement {
  readonly value: number;
  /** Sample standard deviation of one training; NaN where it is not known. */
  readonly deviation: number;
  /** How many trainings it is the mean of; `undefined` where that is not said. */
  readonly count: number | undefined;
}

export interface Mean {
  readonly value: number;
  /** Sample standard deviation of one training, over all; NaN where fewer than two are known. */
  readonly deviation: number;
  readonly count: number;
}

/** Repeated measurements as one, each weighed by its number of trainings. Of none: NaN. */
export function meanOf(measurements: readonly Measurement[]): Mean {
  const count = measurements.reduce((sum, each) => sum + (each.count ?? 1), 0);
  if (count === 0) return { value: Number.NaN, deviation: Number.NaN, count: 0 };
  const value = measurements.reduce((sum, each) => sum + each.value * (each.count ?? 1), 0) / count;
  return { value, deviation: deviationOf(measurements, value, count), count };
}

function deviationOf(measurements: readonly Measurement[], mean: number, count: number): number {
  const [only] = measurements;
  if (measurements.length === 1) return only!.deviation;
  // The mean of equal values may be another by rounding.
  const isEqual = measurements.every(({ value }) => value === only!.value);
  const between = isEqual
    ? 0
    : measurements.reduce((sum, each) => sum + (each.count ?? 1) * (each.value - mean) ** 2, 0);
  // Of a deviation stated without a number of trainings, no more than the mean of the squares is known.
  const bare = measurements.filter(each => !Number.isNaN(each.deviation) && each.count === undefined);
  if (bare.length === measurements.length)
    return Math.sqrt(bare.reduce((sum, each) => sum + each.deviation ** 2, 0) / bare.length);
  const within = measurements.reduce(
    (sum, each) =>
      Number.isNaN(each.deviation) ? sum : sum + Math.max(0, (each.count ?? 1) - 1) * each.deviation ** 2,
    0,
  );
  return Math.sqrt((between + within) / (count - 1));
}
