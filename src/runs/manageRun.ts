import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isLive } from '../protocol/describeRun';
import { fileTrouble } from './fileTrouble';
import { touch } from './ownFiles';
import { runFiles } from './runFolder';
import { readRun } from './runReader';

/** Asks a run to stop; it keeps what it has finished. Throws, in a sentence, when it can't be asked. */
export async function cancelRun(folder: string): Promise<void> {
  try {
    touch(path.join(folder, runFiles.cancel));
  } catch (error) {
    throw new Error(
      `The run can't be asked to stop, since nothing can be written into ${folder} (${fileTrouble(error)}).`,
    );
  }
}

/**
 * Deletes a run's directory with its results; `remove` deletes a folder, for good by default. Throws, in a sentence,
 * while the run lives.
 */
export async function deleteRun(
  folder: string,
  remove: (folder: string) => Promise<void> = erase,
): Promise<void> {
  const row = await readRun(folder);
  if (row.stopping) throw new Error('The run is being cancelled: delete it once its process has stopped.');
  if (isLive(row)) throw new Error('The run is still going: cancel it first, then delete it.');
  try {
    await remove(folder);
  } catch (error) {
    throw new Error(`${folder} can't be deleted whole (${fileTrouble(error)}).`);
  }
}

function erase(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
