import { gzipSync } from 'node:zlib';

/** A field of Thrift's compact protocol: its number, and an integer, a text, a struct or a list of one of these. */
type Field = readonly [id: number, value: Value];
type Value =
  | { readonly i32: number }
  | { readonly i64: number }
  | string
  | { readonly struct: readonly Field[] }
  | List;
type List = { readonly list: readonly Value[] };

const i32 = (value: number): Value => ({ i32: value });
const i64 = (value: number): Value => ({ i64: value });
const struct = (...fields: readonly Field[]): Value => ({ struct: fields });
const list = (...items: readonly Value[]): Value => ({ list: items });

function typeOf(value: Value): number {
  if (typeof value === 'string') return 8;
  if ('i32' in value) return 5;
  if ('i64' in value) return 6;
  return 'list' in value ? 9 : 12;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function encode(value: Value): number[] {
  if (typeof value === 'string') return [...varint(Buffer.byteLength(value)), ...Buffer.from(value)];
  if ('i32' in value) return varint(2 * value.i32);
  if ('i64' in value) return varint(2 * value.i64);
  if ('list' in value) {
    const { list: items } = value;
    return [items.length * 16 + typeOf(items[0]!), ...items.flatMap(encode)];
  }
  let before = 0;
  const fields = value.struct.flatMap(([id, field]) => {
    const head = (id - before) * 16 + typeOf(field);
    before = id;
    return [head, ...encode(field)];
  });
  return [...fields, 0];
}

/** A column of texts or of doubles: one page of values again and again, so that a long file is made quickly. */
export interface WrittenColumn {
  readonly name: string;
  readonly page: readonly string[] | readonly number[];
}

const [byteArray, double, plain, gzip] = [6, 5, 0, 2];

/** A Parquet file of `groups` row groups, each of whose columns has its page `pages` times. */
export function writeParquet(columns: readonly WrittenColumn[], groups: number, pages: number): Buffer {
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let at = 4;
  const add = (bytes: Buffer) => {
    parts.push(bytes);
    at += bytes.length;
  };
  const rows = columns[0]!.page.length;
  const packed = columns.map(({ page }) => {
    const values = Buffer.concat(page.map(valueBytes));
    const body = gzipSync(values);
    const header = struct(
      [1, i32(0)],
      [2, i32(values.length)],
      [3, i32(body.length)],
      [5, struct([1, i32(rows)], [2, i32(plain)], [3, i32(3)], [4, i32(3)])],
    );
    return { bytes: Buffer.concat([Buffer.from(encode(header)), body]), unpacked: values.length };
  });
  const types = columns.map(({ page }) => i32(typeof page[0] === 'string' ? byteArray : double));
  const written = Array.from({ length: groups }, () => {
    const chunks = columns.map(({ name }, i) => {
      const start = at;
      const { bytes, unpacked } = packed[i]!;
      for (let page = 0; page < pages; page++) add(bytes);
      const meta = struct(
        [1, types[i]!],
        [2, list(i32(plain))],
        [3, list(name)],
        [4, i32(gzip)],
        [5, i64(rows * pages)],
        [6, i64(unpacked * pages)],
        [7, i64(bytes.length * pages)],
        [9, i64(start)],
      );
      return struct([2, i64(start)], [3, meta]);
    });
    return struct([1, list(...chunks)], [2, i64(1)], [3, i64(rows * pages)]);
  });
  const schema = columns.map(({ name, page }, i) =>
    struct(
      [1, types[i]!],
      [3, i32(0)],
      [4, name],
      ...(typeof page[0] === 'string' ? [[6, i32(0)] as const] : []),
    ),
  );
  const root = struct([4, 'schema'], [5, i32(columns.length)]);
  const footer = Buffer.from(
    encode(
      struct([1, i32(1)], [2, list(root, ...schema)], [3, i64(rows * pages * groups)], [4, list(...written)]),
    ),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from('PAR1')]);
}

function valueBytes(value: string | number): Buffer {
  const bytes = Buffer.alloc(typeof value === 'string' ? 4 : 8);
  if (typeof value === 'number') {
    bytes.writeDoubleLE(value);
    return bytes;
  }
  bytes.writeUInt32LE(Buffer.byteLength(value));
  return Buffer.concat([bytes, Buffer.from(value)]);
}
