import type { SearchSpace } from '../cells/space';
import { readTable } from './readTable';
import { type RowProblem, UnreadableFile } from './unreadable';

/** How a table reads as cells of a space with these labels. */
export interface TableCheck {
  readonly readable: number;
  readonly unreadable: number;
  /** The first of those left out. */
  readonly problems: readonly RowProblem[];
  /** Why nothing can be taken from it, a sentence. */
  readonly failure?: string;
}

const mostTold = 20;

/** Reads every row, as a training on it would. */
export async function checkTable(
  file: string,
  space: SearchSpace,
  labels: readonly string[],
): Promise<TableCheck> {
  try {
    const { cells, problems } = await readTable(file, space, labels);
    return { readable: cells.length, unreadable: problems.length, problems: problems.slice(0, mostTold) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const { problems, message: failure } = error;
    return { readable: 0, unreadable: problems.length, problems: problems.slice(0, mostTold), failure };
  }
}
