import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { openRegular, readSmall } from '../files/regularFile';
import type { RunInput } from '../protocol/run';

/** A `.cell` file of up to so many bytes is kept whole in the record: it is the source of the run's cells. */
const keptBytes = 64 * 1024;

/** A record may name any file: a larger one is not read for its hash, nor a folder of more files. */
const max = { bytes: 16 * 2 ** 30, files: 10_000 };

/**
 * What a run reads, as it is now. Left out: what can't be read, since the command says so itself, and what is neither a
 * file nor a folder, since a pipe can be read only once.
 */
export async function readInputs(paths: readonly string[], cwd: string): Promise<readonly RunInput[]> {
  const inputs = await Promise.all(paths.map(name => readInput(name, cwd)));
  return inputs.filter(input => input !== undefined);
}

/** Which inputs of a run are other than they were, half a sentence each: `a.csv has changed`, `a.csv is gone`. */
export async function changedInputs(inputs: readonly RunInput[], cwd: string): Promise<readonly string[]> {
  const changes = await Promise.all(
    inputs.map(async input => {
      const now = await readInput(input.path, cwd);
      if (!now) return `${input.path} is gone or can't be read`;
      return now.sha256 === input.sha256 ? undefined : `${input.path} has changed`;
    }),
  );
  return changes.filter(change => change !== undefined);
}

/**
 * SHA-256 of a file. Of a folder: of its `.cell` files one after the other in the order of their names, or, where it
 * has none (a saved predictor), of all its files. Throws for devices and pipes, and for more than 16 GiB.
 */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  const files = (await stat(file)).isDirectory() ? await filesIn(file) : [file];
  let bytes = 0;
  for (const each of files) {
    const handle = await openRegular(each);
    bytes += (await handle.stat()).size;
    if (bytes > max.bytes) {
      await handle.close();
      throw new Error(`${file} has more than ${max.bytes / 2 ** 30} GiB.`);
    }
    for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

async function readInput(name: string, cwd: string): Promise<RunInput | undefined> {
  const file = path.resolve(cwd, name);
  try {
    const sha256 = await sha256Of(file);
    const { size } = await stat(file);
    if (!name.endsWith('.cell') || size > keptBytes) return { path: name, sha256 };
    return { path: name, sha256, text: await readSmall(file, keptBytes) };
  } catch {
    return undefined;
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  if (files.length > max.files) throw new Error(`${folder} has more than ${max.files} files.`);
  const cells = files.filter(name => name.endsWith('.cell'));
  return cells.length > 0 ? cells : files;
}
