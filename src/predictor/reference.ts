import type { Cell } from '../cells/cell';
import { drawCells, enumerateCells, maxEnumerable, spaceSize } from '../cells/enumerate';
import type { Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Scorer } from './recipe';

/**
 * How the scores of a space are distributed, as a falling table: `counts[i]` of the `cells` looked at score at least
 * `scores[i]`. Every one of the best is there, then ever fewer.
 */
export interface Reference {
  readonly cells: number;
  /** Whether these are all cells of the space, or a uniform sample. */
  readonly whole: boolean;
  readonly scores: readonly number[];
  readonly counts: readonly number[];
}

/** Spaces up to this size are looked at whole, whatever was asked for. */
const smallSpace = 20_000;

/** The cells to compare with: every one, or `wanted` of them as `drawCells` draws them. */
export function referenceCells(
  space: SearchSpace,
  wanted: number | 'all',
  random: Random,
): { readonly cells: Iterable<Cell>; readonly count: number; readonly whole: boolean } {
  const size = spaceSize(space);
  if (wanted === 'all' || size <= Math.max(smallSpace, wanted)) {
    if (size <= maxEnumerable) return { cells: enumerateCells(space), count: size, whole: true };
    if (wanted === 'all')
      throw new Error(
        `${space.name} has more than ${maxEnumerable.toLocaleString('en-US')} cells, too many to score them all: give a number with --reference.`,
      );
  }
  const cells = drawCells(space, wanted as number, random);
  return { cells, count: cells.length, whole: false };
}

/** Scores the cells in blocks, telling after each how many are done. */
export async function scoreAll(
  scorer: Scorer,
  cells: Iterable<Cell>,
  told: (done: number) => void,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const block = 1024;
  const scores: number[] = [];
  let pending: Cell[] = [];
  const flush = async () => {
    for (const score of await scorer.score(pending, signal)) scores.push(score);
    pending = [];
    told(scores.length);
  };
  for (const cell of cells) {
    pending.push(cell);
    if (pending.length === block) await flush();
  }
  if (pending.length > 0) await flush();
  return Float64Array.from(scores);
}

/** Points of the table: one for each of this many best cells, then one for each step of this share. */
const finePoints = 200;
const stepShare = 0.02;

export function makeReference(scores: Float64Array, whole: boolean): Reference {
  const falling = Float64Array.from(scores).sort().reverse();
  const cells = falling.length;
  const table: { scores: number[]; counts: number[] } = { scores: [], counts: [] };
  let next = 1;
  for (let count = 1; count <= cells; count++) {
    const tied = count < cells && falling[count] === falling[count - 1];
    if (tied || (count < next && count < cells)) continue;
    table.scores.push(falling[count - 1]!);
    table.counts.push(count);
    next = count < finePoints ? count + 1 : count + Math.max(1, Math.floor(stepOf(count, cells)));
  }
  return { cells, whole, ...table };
}

/** Steps grow with the count up to the middle and shrink again, so that both tails are fine. */
function stepOf(count: number, cells: number): number {
  return stepShare * Math.min(count, Math.max(cells - count, cells / 50));
}

/**
 * Per cent of the space that scores at least as good: small is good. 100 for the worst and below; less than 0.01, and
 * never 0, for a score above all. Throws for a score that is no finite number: it has no rank.
 */
export function topShare({ cells, scores, counts }: Reference, score: number): number {
  if (!Number.isFinite(score))
    throw new Error(
      'The predictor gives a cell a score that is no number, so it has no rank: use another predictor, or train one anew.',
    );
  const last = scores.length - 1;
  if (score <= scores[last]!) return 100;
  if (score > scores[0]!) return Math.min(0.005, 50 / cells);
  let low = 0;
  let high = last;
  // scores[low] ≥ score > scores[high]
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (scores[middle]! >= score) low = middle;
    else high = middle;
  }
  const share = (scores[low]! - score) / (scores[low]! - scores[high]!);
  return (100 * (counts[low]! + share * (counts[high]! - counts[low]!))) / cells;
}
