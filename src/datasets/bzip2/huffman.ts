import type { BitReader } from './bitReader';

/** One of a block's codes, for `decode`. */
export interface HuffmanCode {
  /** By the next `quickBits` bits: symbol and length, `symbol << 5 | length`; 0 where the code is longer. */
  readonly quick: Uint16Array;
  /** By length: the first code of that length, how many there are, and where their symbols begin. */
  readonly first: Int32Array;
  readonly counts: Int32Array;
  readonly starts: Int32Array;
  readonly symbols: Uint16Array;
}

export const longestCode = 20;
const quickBits = 10;

/** The canonical code with these lengths (1 to 20); `undefined` if there is none. */
export function huffmanCode(lengths: Uint8Array): HuffmanCode | undefined {
  const counts = new Int32Array(longestCode + 1);
  for (const length of lengths) counts[length]!++;
  const first = new Int32Array(longestCode + 2);
  const starts = new Int32Array(longestCode + 2);
  for (let length = 1; length <= longestCode; length++) {
    if (first[length]! + counts[length]! > 1 << length) return undefined;
    first[length + 1] = (first[length]! + counts[length]!) << 1;
    starts[length + 1] = starts[length]! + counts[length]!;
  }
  const symbols = new Uint16Array(lengths.length);
  const placed = starts.slice();
  const quick = new Uint16Array(1 << quickBits);
  for (const [symbol, length] of lengths.entries()) {
    const place = placed[length]!++;
    symbols[place] = symbol;
    if (length > quickBits) continue;
    const code = (first[length]! + place - starts[length]!) << (quickBits - length);
    quick.fill((symbol << 5) | length, code, code + (1 << (quickBits - length)));
  }
  return { quick, first, counts, starts, symbols };
}

/** The next symbol; −1 if the bits are none. */
export function decode(code: HuffmanCode, reader: BitReader): number {
  const entry = code.quick[reader.peek(quickBits)]!;
  if (entry !== 0) {
    reader.skip(entry & 31);
    return entry >> 5;
  }
  const ahead = reader.peek(longestCode);
  for (let length = quickBits + 1; length <= longestCode; length++) {
    const place = (ahead >> (longestCode - length)) - code.first[length]!;
    if (place < code.counts[length]!) {
      reader.skip(length);
      return place < 0 ? -1 : code.symbols[code.starts[length]! + place]!;
    }
  }
  return -1;
}
