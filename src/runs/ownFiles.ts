import { closeSync, constants, openSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from './runFolder';

/** A run makes no links. One in its directory would have it write elsewhere: the name of the first, if there is any. */
export async function linkIn(folder: string): Promise<string | undefined> {
  for (const inner of ['', runFiles.checkpoint]) {
    const entries = await readdir(path.join(folder, inner), { withFileTypes: true }).catch(() => []);
    const link = entries.find(entry => entry.isSymbolicLink());
    if (link) return path.join(inner, link.name);
  }
  return undefined;
}

// Neither a link nor a pipe that nobody reads. Windows, where links take rights that users don't have, lacks the flags.
const noLink = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a file of a run directory to append to; throws where it is a link. */
export function openToAppend(file: string): number {
  return openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noLink);
}

/** Makes a file without content, or keeps the one that is there; throws where it is a link. */
export function touch(file: string): void {
  closeSync(openSync(file, constants.O_WRONLY | constants.O_CREAT | noLink));
}
