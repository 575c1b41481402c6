/** The trainings of one cell, values with the better ones higher. */
export interface Verified {
  readonly mean: number;
  /** Of its values around their mean. */
  readonly squares: number;
  readonly count: number;
}

export interface Verdict {
  /** Of one training, pooled over all cells; `undefined`: no cell was trained twice. */
  readonly deviation: number | undefined;
  /** Of each cell, whether it can't be told from the best: the 90 % interval of the difference has 0 in it. */
  readonly alike: readonly boolean[];
}

const level = 0.9;

/** Which of some cells can't be told from the one with the best mean. Without repeated trainings, none can. */
export function verdictOf(cells: readonly Verified[]): Verdict {
  const freedom = cells.reduce((sum, { count }) => sum + count - 1, 0);
  if (freedom === 0) return { deviation: undefined, alike: cells.map(() => true) };
  const deviation = Math.sqrt(cells.reduce((sum, { squares }) => sum + squares, 0) / freedom);
  const best = cells.reduce((a, b) => (b.mean > a.mean ? b : a));
  const t = studentQuantile(level, freedom);
  const alike = cells.map(
    cell => best.mean - cell.mean <= t * deviation * Math.sqrt(1 / best.count + 1 / cell.count),
  );
  return { deviation, alike };
}

/** The values of a cell's trainings, more is better: those that verify, and all for as many epochs, those among them. */
export interface TrainedCell {
  readonly fresh: readonly number[];
  readonly all: readonly number[];
}

/**
 * Places of cells, the best first. What the fresh trainings can't tell from their best is ordered by the mean of all
 * trainings, which has less noise; the others follow by their fresh ones, whose mean owes nothing to luck in being chosen.
 */
export function orderOf(cells: readonly TrainedCell[], { alike }: Verdict): number[] {
  const worth = ({ fresh, all }: TrainedCell, i: number) => verified(alike[i] ? all : fresh).mean;
  const worths = cells.map(worth);
  return [...cells.keys()].sort(
    (a, b) => Number(alike[b]) - Number(alike[a]) || worths[b]! - worths[a]! || a - b,
  );
}

export function verified(values: readonly number[]): Verified {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0), count: values.length };
}

/** The t for which Student's distribution lies within ±t with this probability. */
export function studentQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1e6];
  for (let i = 0; i < 200; i++) {
    const t = (low + high) / 2;
    if (within(t, freedom) < probability) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4. */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
