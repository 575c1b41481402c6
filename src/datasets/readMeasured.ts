import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SearchSpace } from '../cells/space';
import { builtInSpaces } from '../document/builtInSpaces';
import { type DocumentCell, readDocument } from '../document/readDocument';
import { buildTable, type MeasuredTable } from './measuredTable';
import { UnreadableFile } from './unreadable';

/** A cell of a `.cell` file with `measured` lines. */
export interface MeasuredCell {
  /** Relative to the file or folder that was read. */
  readonly file: string;
  /** From 1: where its error is, or its declaration begins. */
  readonly line: number;
  readonly read: DocumentCell;
  /** What is wrong with it, if it has no cell. */
  readonly error: string | undefined;
}

/**
 * The `measured` lines of a `.cell` file, or of all in a folder and its folders. Cells of other spaces and cells without
 * one of the metrics are passed over; a measured cell with an error is a problem. Labels are metrics, per cent not
 * divided.
 */
export async function readMeasured(
  source: string,
  space: SearchSpace,
  labels: readonly string[],
): Promise<MeasuredTable> {
  const name = path.basename(source);
  const builder = buildTable(labels);
  const metrics = new Set<string>();
  for (const { file, line, read, error } of await measuredCells(source, new Map([[space.name, space]]))) {
    if (read.space === undefined ? read.declaration.space?.text !== space.name : !isSame(read.space, space))
      continue;
    for (const { metric } of read.measured) metrics.add(metric);
    const values = labels.map(label => read.measured.find(({ metric }) => metric === label)?.value);
    if (values.includes(undefined)) continue;
    if (read.cell) builder.add(read.cell, values as number[]);
    else builder.leaveOut({ line, message: `${file}: ${error}` });
  }
  if (metrics.size === 0) throw new UnreadableFile(`${name} has no measured cells of ${space.name}.`);
  const unknown = labels.find(label => !metrics.has(label));
  if (unknown !== undefined)
    throw new UnreadableFile(
      `No cell of ${space.name} in ${name} has a measured "${unknown}"; measured there: ${[...metrics].join(', ')}.`,
    );
  return builder.finish([...metrics], name);
}

/** Every cell with a `measured` line, in the order of the file names. */
export async function measuredCells(
  source: string,
  spaces: ReadonlyMap<string, SearchSpace> = new Map(),
): Promise<MeasuredCell[]> {
  const known = new Map([...builtInSpaces(), ...spaces]);
  const cells: MeasuredCell[] = [];
  for (const file of await cellFiles(source)) {
    const text = await readFile(file, 'utf8');
    const document = readDocument(text, known);
    for (const read of document.cells) {
      if (read.measured.length === 0) continue;
      const { start, end } = read.declaration;
      const error = document.diagnostics.find(
        found => found.severity === 'error' && found.start >= start && found.start < end,
      );
      cells.push({
        file: path.relative(source, file) || path.basename(file),
        line: text.slice(0, error?.start ?? start).split('\n').length,
        read,
        error: read.cell ? undefined : (error?.message ?? `the cell ${read.name} has an error`),
      });
    }
  }
  return cells;
}

async function cellFiles(source: string): Promise<string[]> {
  try {
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && /\.cell$/i.test(entry.name))
      .map(entry => path.join(entry.parentPath ?? entry.path, entry.name))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [source];
    if (code === 'ENOENT') throw new UnreadableFile(`There is no file or folder ${path.basename(source)}.`);
    throw error;
  }
}

/** A file may declare the space itself; it is the same if all but its documentation is. */
function isSame(a: SearchSpace, b: SearchSpace): boolean {
  const bare = ({ doc: _, ...rest }: SearchSpace) => JSON.stringify(rest);
  return a === b || bare(a) === bare(b);
}
