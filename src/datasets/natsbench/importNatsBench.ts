import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { readSpelling } from '../../cells/spelling';
import { readBytes } from '../../files/regularFile';
import { packCells } from '../binaryTable/packCells';
import { bunzip2 } from '../bzip2/bunzip2';
import { growingColumn } from '../growingColumn';
import { type Imported, problemsKept } from '../imported';
import { readPickle } from '../pickle/readPickle';
import { type ImportProgress, type RowProblem, stopIfCancelled, UnreadableFile } from '../unreadable';
import { type Architecture, readArchitecture } from './architecture';
import { createFigureColumns } from './figureColumns';

/** A real file has 85 KB, and 330 KB decompressed; that of all spellings has 1.4 MB. */
const maxFileBytes = 4 * 1024 * 1024;
const maxPickleBytes = 16 * 1024 * 1024;
const maxFiles = 100_000;

/**
 * Reads a "simple" folder of NATS-Bench's topology space (`NATS-tss-v1_0-3ffb9-simple`, or some of its files): one row a
 * cell, in the order of their indices, with a column for each data set, split, number of epochs and seed. Throws
 * `UnreadableFile` when it is another folder, and when more than one file in a hundred can't be read.
 */
export async function importNatsBench(
  folder: string,
  space: SearchSpace,
  progress?: ImportProgress,
  signal?: AbortSignal,
): Promise<Imported> {
  const name = path.basename(path.resolve(folder));
  const files = await architectureFiles(folder, name);
  const spellings = await readMeta(folder, name);
  const cells: Cell[] = [];
  const indices = growingColumn();
  const figures = createFigureColumns();
  const problems: RowProblem[] = [];
  const seen = new Set<number>();

  const takeIn = (architecture: Architecture | string, file: string): string | undefined => {
    if (typeof architecture === 'string') return architecture;
    const { index, spelling } = architecture;
    if (index !== Number.parseInt(file, 10)) return `it says that it is cell ${index}`;
    if (seen.has(index)) return `cell ${index} was there before`;
    if ((spellings?.[index] ?? spelling) !== spelling)
      return `its cell is not the one that meta.pickle.pbz2 names`;
    const cell = readSpelling(space, spelling);
    if (typeof cell === 'string') return cell;
    const wrong = figures.add(cells.length, architecture.figures);
    if (wrong !== undefined) return wrong;
    seen.add(index);
    indices.set(cells.length, index);
    cells.push(cell);
    return undefined;
  };

  for (const [at, file] of files.entries()) {
    stopIfCancelled(signal);
    const unpacked = await readUnpacked(path.join(folder, file));
    const wrong = takeIn(typeof unpacked === 'string' ? unpacked : readArchitecture(unpacked), file);
    if (wrong !== undefined) problems.push({ line: at + 1, message: `${file}: ${wrong}` });
    if (problems.length > 0 && problems.length > files.length / 100)
      throw new UnreadableFile(
        `${name} can't be imported: ${problems.length === 1 ? 'a file' : `${problems.length} files`} of its ${files.length} can't be read (${problems[0]!.message}).`,
      );
    progress?.(at + 1, files.length);
  }
  return {
    table: {
      space: space.name,
      cells: packCells(space, cells),
      columns: [
        { kind: 'number', name: 'arch_index', values: indices.take(cells.length) },
        ...figures.take(cells.length),
      ],
      source: { format: 'NATS-Bench folder', file: name },
    },
    problems: problems.slice(0, problemsKept),
    leftOut: problems.length,
    read: files.length,
  };
}

/** `000000.pickle.pbz2`, … in order. */
async function architectureFiles(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => undefined);
  if (entries === undefined)
    throw new UnreadableFile(
      `${name} is not a folder that can be read: name NATS-Bench's unpacked "simple" folder.`,
    );
  const files = entries.filter(entry => /^\d{1,6}\.pickle\.pbz2$/.test(entry));
  if (files.length === 0)
    throw new UnreadableFile(
      `${name} holds no files like 000000.pickle.pbz2, so it is not a "simple" folder of NATS-Bench.`,
    );
  if (files.length > maxFiles)
    throw new UnreadableFile(`${name} holds ${files.length} files, and NATS-Bench has fewer.`);
  return files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** The spelling of each cell, by index, as `meta.pickle.pbz2` lists them; `undefined` where that file is absent. */
async function readMeta(folder: string, name: string): Promise<readonly string[] | undefined> {
  const file = path.join(folder, 'meta.pickle.pbz2');
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  const unpacked = await readUnpacked(file);
  const read = typeof unpacked === 'string' ? unpacked : readPickle(unpacked);
  const spellings = typeof read !== 'string' && read.value instanceof Map && read.value.get('meta_archs');
  if (!Array.isArray(spellings) || !spellings.every(spelling => typeof spelling === 'string'))
    throw new UnreadableFile(
      `${name} can't be imported: meta.pickle.pbz2 can't be read (${typeof read === 'string' ? read : 'it lists no cells'}).`,
    );
  if (spellings[0]?.startsWith('|') === false)
    throw new UnreadableFile(
      `${name} holds NATS-Bench's size space, whose entries are numbers of channels and no cells; the topology space (NATS-tss) can be imported.`,
    );
  return spellings;
}

async function readUnpacked(file: string): Promise<Uint8Array | string> {
  const { size } = await stat(file);
  return size > maxFileBytes
    ? `it has ${size} bytes, and ${maxFileBytes} are the most`
    : bunzip2(await readBytes(file, maxFileBytes), maxPickleBytes);
}
