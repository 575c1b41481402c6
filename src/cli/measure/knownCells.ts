import { isDeepStrictEqual } from 'node:util';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { measuredCells } from '../../datasets/readMeasured';
import type { MeasuredFigure } from '../../document/readCell';
import { refit } from '../../document/refit';
import { formatCount } from '../../protocol/words';

/** What was measured, and of how many trainings it is the mean. */
interface KnownValue {
  readonly value: number;
  readonly trainings: number;
}

/** A cell that was measured before, as one of the space. */
export interface KnownCell extends KnownValue {
  readonly cell: Cell;
  /** What it reached in full, where that is another fidelity and known. */
  readonly full?: KnownValue;
}

/**
 * What the `measured` lines of a file or folder say of cells of a space, also where their file declares the space as it was
 * before it was changed: what still fits counts, and what does not is told. `epochs`: of the lines that count, where given;
 * `fullEpochs`: of those that say what a cell reached in full.
 */
export async function knownCells(
  source: string,
  space: SearchSpace,
  label: string,
  epochs: number | undefined,
  say: (text: string) => void,
  fullEpochs?: number,
): Promise<readonly KnownCell[]> {
  const known: KnownCell[] = [];
  const unfit: string[] = [];
  let changed = 0;
  for (const { read } of await measuredCells(source, new Map([[space.name, space]]))) {
    if (!read.space || !read.cell || read.space.name !== space.name) continue;
    const figures = read.measured.filter(({ metric }) => metric === label);
    const brief = meanOf(
      figures.filter(each => epochs === undefined || each.epochs === undefined || each.epochs === epochs),
    );
    if (!brief) continue;
    const same = isSame(read.space, space);
    const [cell] = same ? [read.cell] : refit([read.cell], read.space, space);
    if (!cell) unfit.push(read.name);
    else {
      if (!same) changed++;
      const full =
        fullEpochs === undefined ? undefined : meanOf(figures.filter(each => each.epochs === fullEpochs));
      known.push({ cell, ...brief, ...(full ? { full } : {}) });
    }
  }
  const cells = (count: number) => `${formatCount(count)} ${count === 1 ? 'cell' : 'cells'}`;
  say(
    `${cells(known.length)} of ${source} ${known.length === 1 ? 'counts' : 'count'} as measured${changed > 0 ? `, ${formatCount(changed)} of them from before ${space.name} was changed` : ''}.`,
  );
  if (unfit.length > 0)
    say(
      `${cells(unfit.length)} of ${source} no longer ${unfit.length === 1 ? 'fits' : 'fit'} ${space.name}, and ${unfit.length === 1 ? 'is left where it is' : 'are left where they are'}: ${unfit.slice(0, 20).join(', ')}${unfit.length > 20 ? ', …' : ''}.`,
    );
  return known;
}

function meanOf(figures: readonly MeasuredFigure[]): KnownValue | undefined {
  const trainings = figures.reduce((sum, { seeds = 1 }) => sum + seeds, 0);
  const sum = figures.reduce((sum, { value, seeds = 1 }) => sum + seeds * value, 0);
  return trainings === 0 ? undefined : { value: sum / trainings, trainings };
}

function isSame(a: SearchSpace, b: SearchSpace): boolean {
  const bare = ({ doc: _, ...rest }: SearchSpace) => rest;
  return isDeepStrictEqual(bare(a), bare(b));
}
