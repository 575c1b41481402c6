import { setImmediate } from 'node:timers/promises';
import type { Cell } from '../cells/cell';
import { enumerateCells, spaceSize } from '../cells/enumerate';
import { hasModuleHashes, moduleHash } from '../cells/moduleHash';
import type { SearchSpace } from '../cells/space';
import { UnreadableFile } from './unreadable';

/** Milliseconds of work between two looks at what else there is to do: a heartbeat, an interruption. */
const slice = 50;

/**
 * The cells that NAS-Bench-101's module hashes stand for. A hash can't be undone, so the space is hashed cell by cell
 * until all are found: about half a minute for the whole of NAS-Bench-101. Throws when `signal` is aborted.
 */
export async function cellsByHash(
  space: SearchSpace,
  hashes: ReadonlySet<string>,
  name: string,
  signal?: AbortSignal,
): Promise<Map<string, Cell>> {
  if (!hasModuleHashes(space))
    throw new UnreadableFile(
      `${name} gives its cells by module_hash alone, and ${space.name} has not the operations of NAS-Bench-101 that such a hash is made of.`,
    );
  if (spaceSize(space) > maxHashed)
    throw new UnreadableFile(
      `${name} gives its cells by module_hash alone, and ${space.name} has too many cells to try them all; add raw_adjacency and raw_operations to the table.`,
    );
  const found = new Map<string, Cell>();
  let until = performance.now() + slice;
  for (const cell of enumerateCells(space)) {
    if (performance.now() > until) {
      await setImmediate();
      signal?.throwIfAborted();
      until = performance.now() + slice;
    }
    const hash = moduleHash(space, cell);
    if (hash === undefined || !hashes.has(hash)) continue;
    found.set(hash, cell);
    if (found.size === hashes.size) break;
  }
  return found;
}

const maxHashed = 1_000_000;
