/**
 * Walks one struct of Thrift's compact protocol, in which Parquet writes its footer and its page headers, without building
 * anything. Returns where it ends; throws `RangeError` for one that is cut off, that nests too deeply, or whose numbers,
 * texts or lists claim more than there is.
 */
export function checkThrift(bytes: Uint8Array, start: number): number {
  return struct(bytes, start, 0);
}

const deepest = 16;

function struct(bytes: Uint8Array, start: number, depth: number): number {
  if (depth > deepest) throw new RangeError('nested too deeply');
  let at = start;
  for (;;) {
    const head = byteAt(bytes, at++);
    const type = head & 15;
    if (type === 0) return at;
    if (head >> 4 === 0) at = afterVarint(bytes, at);
    at = afterValue(bytes, at, type, depth);
  }
}

/** In a list, a boolean has a byte of its own; as a field, its type is its value. */
function afterValue(bytes: Uint8Array, at: number, type: number, depth: number, inList = false): number {
  switch (type) {
    case 1:
    case 2:
      return inList ? within(bytes, at + 1) : at;
    case 3:
      return within(bytes, at + 1);
    case 4:
    case 5:
    case 6:
      return afterVarint(bytes, at);
    case 7:
      return within(bytes, at + 8);
    case 8: {
      const text = afterVarint(bytes, at);
      return within(bytes, text + varint(bytes, at));
    }
    case 9: {
      const head = byteAt(bytes, at);
      let next = at + 1;
      let count = head >> 4;
      if (count === 15) {
        count = varint(bytes, next);
        next = afterVarint(bytes, next);
      }
      if (count > bytes.length - next) throw new RangeError('a list longer than the file');
      for (let item = 0; item < count; item++) next = afterValue(bytes, next, head & 15, depth, true);
      return next;
    }
    case 12:
      return struct(bytes, at, depth + 1);
    default:
      throw new RangeError(`the type ${type}`);
  }
}

function byteAt(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) throw new RangeError('cut off');
  return bytes[at]!;
}

function within(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) throw new RangeError('cut off');
  return end;
}

function afterVarint(bytes: Uint8Array, start: number): number {
  for (let at = start; at < start + 10; at++) if (byteAt(bytes, at) < 128) return at + 1;
  throw new RangeError('a number too long');
}

function varint(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    const byte = byteAt(bytes, at);
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
}
