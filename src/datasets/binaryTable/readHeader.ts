import { aligned, cellBytes, columnWidths, type FileHeader } from './fileLayout';
import { maxVertices } from './packedCells';

/** Checks all that later reading relies on; `partBytes` is how many bytes follow the header. A string says what is wrong. */
export function readHeader(text: string, partBytes: number): FileHeader | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'its header is not JSON';
  }
  if (!isRecord(value)) return 'its header is not an object';
  const { space, rows, cells, columns, source } = value;
  if (typeof space !== 'string') return 'its header names no space';
  if (!isCount(rows)) return 'its header has no number of rows';
  if (!isRecord(source) || typeof source['format'] !== 'string' || typeof source['file'] !== 'string')
    return 'its header names no source';
  if (!isRecord(cells)) return 'its header describes no cells';
  const wrong = wrongCells(cells);
  if (wrong !== undefined) return wrong;
  const holds = (part: Readonly<Record<string, unknown>>, length: number) =>
    isCount(part['offset']) &&
    part['offset'] % 8 === 0 &&
    part['offset'] + aligned(length) <= partBytes &&
    typeof part['crc32c'] === 'number';
  if (!holds(cells, cellBytes({ rows, cells: cells as unknown as FileHeader['cells'] })))
    return 'its cells lie outside the file';
  if (!Array.isArray(columns)) return 'its header has no list of columns';
  const stored = new Set<string>();
  const names = new Set<string>();
  for (const column of columns) {
    if (!isRecord(column) || typeof column['name'] !== 'string') return 'a column has no name';
    const { name, type, of, unit } = column;
    if (names.has(name as string)) return `there are two columns ${JSON.stringify(name)}`;
    names.add(name as string);
    if (unit !== undefined && typeof unit !== 'string')
      return `the unit of ${JSON.stringify(name)} is not a text`;
    if (type === 'mean' || type === 'best' || type === 'spread') {
      if (!isTexts(of) || of.length === 0) return `the column ${JSON.stringify(name)} sums up nothing`;
      continue;
    }
    if (type !== 'f32' && type !== 'f64' && type !== 'hash128')
      return `the type of the column ${JSON.stringify(name)} is unknown`;
    if (!holds(column, rows * columnWidths[type]))
      return `the column ${JSON.stringify(name)} lies outside the file`;
    if (type !== 'hash128') stored.add(name as string);
  }
  for (const { name, of } of columns as { name: string; of?: readonly string[] }[])
    if (of?.length && (of.length > 64 || !of.every(one => stored.has(one))))
      return `the column ${JSON.stringify(name)} sums up columns that are not there`;
  return value as unknown as FileHeader;
}

function wrongCells({
  spellings,
  operationsOn,
  operations,
  vertices,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (spellings !== undefined)
    return isCount(spellings) ? undefined : 'the length of its spellings is impossible';
  if (operationsOn !== 'vertices' && operationsOn !== 'edges') return 'the kind of its cells is unknown';
  if (!isTexts(operations) || operations.length > 255)
    return 'the operations of its cells are not a list of names';
  return isCount(vertices) && vertices >= 2 && vertices <= maxVertices
    ? undefined
    : 'the number of vertices of its cells is impossible';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}
