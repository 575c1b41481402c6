/** Fields of a Protocol Buffers message, encoded: chunks that follow each other, so that large ones are never copied. */
export type Fields = readonly Uint8Array[];

const utf8 = new TextEncoder();

/** Whole numbers, zero and up. */
export function integer(field: number, value: number): Fields {
  return [Uint8Array.from([...varint(field * 8), ...varint(value)])];
}

export function float(field: number, value: number): Fields {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [Uint8Array.from(varint(field * 8 + 5)), bytes];
}

export function string(field: number, value: string): Fields {
  return bytes(field, utf8.encode(value));
}

export function bytes(field: number, value: Uint8Array): Fields {
  return [Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value];
}

export function message(field: number, ...fields: readonly Fields[]): Fields {
  const chunks = fields.flat();
  return [Uint8Array.from([...varint(field * 8 + 2), ...varint(lengthOf(chunks))]), ...chunks];
}

export function encode(...fields: readonly Fields[]): Uint8Array {
  const chunks = fields.flat();
  const all = new Uint8Array(lengthOf(chunks));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function lengthOf(chunks: Fields): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** Seven bits a byte, the lowest first; not by bit operations, since lengths pass 2³¹. */
function varint(value: number): number[] {
  const result: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) result.push((rest % 128) + 128);
  result.push(rest);
  return result;
}
