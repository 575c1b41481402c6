import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { readTable } from '../../../src/datasets/readTable';
import { parseCondition, type ReadOptions } from '../../../src/datasets/rows/readOptions';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';

export const space = builtInSpaces().get('nasbench201')!;
const folder = mkdtempSync(path.join(tmpdir(), 'renas-silent-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** No two alike. */
export const cells = [
  ...new Map(
    sampleCells(space, 60, createRandom(11)).map(cell => [writeSpelling(space, cell), cell]),
  ).values(),
].slice(0, 40);
export const archs = cells.map(cell => writeSpelling(space, cell));
export const operations = archs.map(arch => [...arch.matchAll(/(\w+)~/g)].map(([, name]) => name!));
export const at = archs.map((_, i) => i);

export type Row = readonly (string | number)[];
export const table = (separator: string, header: string, rows: readonly Row[]) =>
  [header.replaceAll(',', separator), ...rows.map(row => row.join(separator))].join('\n');
export const csv = (header: string, rows: readonly Row[]) => table(',', header, rows);

let files = 0;
export function write(content: string | Uint8Array, name = 'table.csv'): string {
  const file = path.join(folder, `${files++}-${name}`);
  writeFileSync(file, content);
  return file;
}

/** Reads a text as a table of nasbench201; `values`: by the cells above. */
export async function read(
  content: string | Uint8Array,
  label: string,
  options: ReadOptions = {},
  name = 'table.csv',
) {
  const file = write(content, name);
  const read = await readTable(file, space, [label], options);
  // By the cells as they are listed above; a cell that is not there is undefined.
  const values: (number | undefined)[] = at.map(() => undefined);
  for (const [i, cell] of read.cells.entries())
    values[archs.indexOf(writeSpelling(space, cell))] = read.labels[label]![i];
  return { ...read, values };
}
/** Why a text is refused, a sentence. */
export const refusal = (
  content: string | Uint8Array,
  label: string,
  options: ReadOptions = {},
  name = 'table.csv',
) =>
  read(content, label, options, name).then(
    ({ values, notes }) => `was read: ${values.slice(0, 3)}; ${notes.join(' ')}`,
    error => {
      expect(error).toBeInstanceOf(UnreadableFile);
      return error.message as string;
    },
  );
export const where = (...texts: string[]) => ({ where: texts.map(text => parseCondition(text)!) });
