import type { Goal } from '../../cells/goal';
import { parseCondition, parseEpoch, type ReadOptions } from '../../datasets/rows/readOptions';
import { usageError } from '../failure';

/** What `--cells`, `--where` and `--epoch` of a command say. */
export interface RowFlags {
  readonly cells?: string | undefined;
  readonly where?: readonly string[];
  readonly epoch?: string | undefined;
}

/** Which rows of a table the flags choose. Throws a usage error for a `--where` or an `--epoch` that is none. */
export function readOptions(
  { cells, where = [], epoch }: RowFlags,
  goal: Goal | undefined,
  signal?: AbortSignal,
): ReadOptions {
  const conditions = where.map(text => {
    const condition = parseCondition(text);
    if (!condition)
      throw usageError(`--where "${text}" is no condition: write COLUMN=VALUE, as dataset=cifar10.`);
    return condition;
  });
  const choice = epoch === undefined ? undefined : parseEpoch(epoch);
  if (epoch !== undefined && choice === undefined)
    throw usageError(`--epoch "${epoch}" is none: it is last, best, or a number.`);
  return { cells, where: conditions, epoch: choice, goal, signal };
}
