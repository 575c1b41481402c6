import path from 'node:path';

/** The path that a setting names for a folder: in it, else in the first other folder that has it; in it if none has. */
export function foundFrom(
  folder: string,
  folders: readonly string[],
  named: string,
  exists: (file: string) => boolean,
): string {
  const own = path.resolve(folder, named);
  if (exists(own)) return own;
  return folders.map(other => path.resolve(other, named)).find(exists) ?? own;
}
