import { randomBytes } from 'node:crypto';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSmall } from '../files/regularFile';
import type { RunNotes } from '../protocol/notes';
import { parseRunNotes } from '../protocol/schemas/runNotes';
import { fileTrouble } from './fileTrouble';
import { runFiles } from './runFolder';

/** bytes: far more than people note. */
const maxNotesBytes = 2 ** 20;

/** A run without notes has none; a string says, in half a sentence, why they can't be read. Never throws. */
export async function readNotes(folder: string): Promise<RunNotes | string> {
  try {
    return parseRunNotes(await readSmall(path.join(folder, runFiles.notes), maxNotesBytes));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? {} : `notes.json can't be read (${fileTrouble(error)})`;
  }
}

/**
 * Changes the notes of a run, and keeps what is not in `changes`; an empty text and `star: false` take their field away.
 * A file that can't be understood is kept beside the new one. Throws one sentence where nothing can be written.
 */
export async function writeNotes(folder: string, changes: RunNotes): Promise<void> {
  const file = path.join(folder, runFiles.notes);
  const next = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const before = await readNotes(folder);
    if (typeof before === 'string') await rename(file, await unusedName(file));
    const kept = typeof before === 'string' ? {} : before;
    const notes = Object.fromEntries(
      Object.entries({ ...kept, ...changes }).filter(([key, value]) => !isDefault(key, value)),
    );
    await writeFile(next, `${JSON.stringify(notes, null, 2)}\n`);
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      code === 'ENOENT'
        ? 'The directory of this run is gone, so nothing can be noted of it.'
        : `The note can't be written to ${file} (${fileTrouble(error)}): what was there is as it was.`,
    );
  }
}

function isDefault(key: string, value: unknown): boolean {
  if (key === 'star') return value !== true;
  if (key === 'tags') return (value as readonly string[]).length === 0;
  return (key === 'name' || key === 'note') && (value as string).trim() === '';
}

/** `notes.json.unread-1` or the first number that is free. */
async function unusedName(file: string): Promise<string> {
  for (let i = 1; ; i++) {
    const name = `${file}.unread-${i}`;
    try {
      await access(name);
    } catch {
      return name;
    }
  }
}
