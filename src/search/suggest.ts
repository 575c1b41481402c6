import type { Cell } from '../cells/cell';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import { type Acquisition, acquire } from './loop/acquire';
import { anyOf, candidatePool, createCandidates, openClasses } from './loop/candidates';
import { createGpSurrogate } from './loop/gpSurrogate';
import { mutantsOf } from './loop/mutants';
import { bestOf } from './loop/standing';
import { firstCells, spreadOver } from './loop/start';

export interface SuggestOptions {
  readonly space: SearchSpace;
  /** What is measured so far. A cell may have been measured more than once. */
  readonly cells: readonly Cell[];
  readonly values: ArrayLike<number>;
  /** How many cells are wanted. */
  readonly count: number;
  readonly acquisition: Acquisition;
  readonly seed: number;
}

export interface Suggestion {
  /** In the order chosen; none is the same as a measured one, or computes the same. */
  readonly cells: readonly Cell[];
  /** Whether anything was learned from the measured cells, or they are too few and the cells are spread out. */
  readonly learned: boolean;
}

/** The cells to measure next. */
export async function suggest(options: SuggestOptions): Promise<Suggestion> {
  const { space, cells, values, count } = options;
  const random = createRandom(options.seed);
  const pool = candidatePool(space, random);
  const candidates = createCandidates(space, pool.cells);
  const measured = candidates.add(cells).map((index, i) => ({ index, cell: cells[i]!, value: values[i]! }));
  if (!pool.whole)
    candidates.add(
      mutantsOf(
        space,
        bestOf(measured, 5).map(({ cell }) => cell),
        random,
      ),
    );
  const tried = new Set(measured.map(({ index }) => index));
  const open = openClasses(candidates, tried);
  const learned = tried.size >= firstCells(candidates.count);
  const chosen = learned
    ? await acquire(
        await createGpSurrogate(candidates).condition(measured),
        open,
        count,
        options.acquisition,
        index => candidates.members(index).length,
        random,
      )
    : spreadOver(candidates, open, [...tried], count, random);
  return { cells: chosen.map(index => anyOf(candidates.members(index), random)), learned };
}
