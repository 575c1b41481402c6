import { existsSync, renameSync, rmSync } from 'node:fs';

/** Whoever reads the folder sees it whole, as it was or as `write` makes it. What else was in it is gone. */
export async function replaceFolder(folder: string, write: (folder: string) => Promise<void>): Promise<void> {
  const [next, old] = [`${folder}.next`, `${folder}.old`];
  for (const left of [next, old]) rmSync(left, { recursive: true, force: true });
  await write(next);
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(next, folder);
  rmSync(old, { recursive: true, force: true });
}
