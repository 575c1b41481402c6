import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from './runFolder';
import { readRun } from './runReader';
import { isLive } from './runStore';

/** Asks a run to stop; it keeps what it has finished. */
export async function cancelRun(folder: string): Promise<void> {
  await writeFile(path.join(folder, runFiles.cancel), '');
}

/** Deletes a run's directory with its results. Throws, in a sentence, while the run lives. */
export async function deleteRun(folder: string): Promise<void> {
  const row = await readRun(folder);
  if (isLive(row)) throw new Error('The run is still going: cancel it first, then delete it.');
  await rm(folder, { recursive: true, force: true });
}
