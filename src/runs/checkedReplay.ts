import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ReadReplay, readReplay } from '../protocol/replay';
import type { RunRecord } from '../protocol/run';

/**
 * Reads how a run was started from its record. Files that it reads must be regular ones or folders, inside the `roots`, or
 * else files whose content the record knows by its hash; those of a run that its user has signed (`own`) may be anywhere. Missing files are no matter of this: the command says so itself.
 */
export async function checkedReplay(
  record: RunRecord,
  roots: readonly string[],
  own = false,
): Promise<ReadReplay> {
  const replay = readReplay(record);
  if (!replay.ok || own) return replay;
  const hashed = new Set(record.inputs?.map(input => input.path));
  for (const { file, flag } of replay.reads) {
    const why = await whyNotRead(path.resolve(record.cwd ?? roots[0] ?? '.', file), roots, hashed.has(file));
    if (why !== undefined)
      return { ok: false, message: `${JSON.stringify(file)}, which it reads by ${flag}, ${why}` };
  }
  return replay;
}

async function whyNotRead(
  file: string,
  roots: readonly string[],
  hashed: boolean,
): Promise<string | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory()) return 'is neither a file nor a folder';
    if (hashed) return undefined;
    const real = await realpath(file);
    for (const root of roots) if (isInside(await realpath(root), real)) return undefined;
    return 'lies outside the workspace, and its record does not say which file that was';
  } catch {
    return undefined;
  }
}

/** Whether a path lies in a folder, or is it. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
