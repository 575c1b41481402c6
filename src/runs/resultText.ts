import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { NotRead, readSmall } from '../files/regularFile';

/** bytes: of a search that keeps a million cells. */
const maxBytes = 256 * 2 ** 20;

/**
 * The text of a result, named as its record names it. Rejects with `NotRead` where it is no regular file or lies outside
 * the run directory, and with what the system says.
 */
export async function readResultText(folder: string, name: string): Promise<string> {
  const [own, file] = [await realpath(folder), await realpath(path.join(folder, name))];
  if (!file.startsWith(own + path.sep)) throw new NotRead('it is a link to a file elsewhere');
  return readSmall(file, maxBytes);
}
