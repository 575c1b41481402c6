import { type BitReader, bitReader, EndOfBits } from './bitReader';
import { createOutput, type Output } from './blockOutput';
import { decode, type HuffmanCode, huffmanCode, longestCode } from './huffman';

/**
 * Decompresses one bzip2 stream (Seward, as Python's `bz2` writes it), with the checksums of each block and of the whole
 * checked. Takes at most `maxBytes` bytes of output and 4 MiB beside, whatever the bytes claim. A string says what is wrong.
 */
export function bunzip2(bytes: Uint8Array, maxBytes: number): Uint8Array | string {
  const work = bunzipping(bytes, maxBytes);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** `bunzip2` with a step after each block, which has at most 46 MB. */
export function* bunzipping(bytes: Uint8Array, maxBytes: number): Generator<undefined, Uint8Array | string> {
  if (bytes.length < 14 || bytes[0] !== 0x42 || bytes[1] !== 0x5a || bytes[2] !== 0x68)
    return 'it is not bzip2';
  const level = bytes[3]! - 0x30;
  if (level < 1 || level > 9) return 'it is not bzip2';
  const output = createOutput(maxBytes, Math.min(maxBytes, bytes.length * 4));
  const block = new Uint32Array(level * 100_000);
  try {
    return yield* readBlocks(bitReader(bytes, 4), block, output);
  } catch (error) {
    if (error instanceof EndOfBits) return 'it is cut off';
    throw error;
  }
}

const wrong = 'its compressed data are damaged';

function* readBlocks(
  reader: BitReader,
  block: Uint32Array,
  output: Output,
): Generator<undefined, Uint8Array | string> {
  let whole = 0;
  for (;;) {
    const mark = [reader.bits(24), reader.bits(24)];
    const checksum = ((reader.bits(16) << 16) | reader.bits(16)) >>> 0;
    if (mark[0] === 0x177245 && mark[1] === 0x385090) return checksum === whole ? output.take() : wrong;
    if (mark[0] !== 0x314159 || mark[1] !== 0x265359 || reader.bits(1) === 1) return wrong;
    const origin = reader.bits(24);
    const length = readBlock(reader, block);
    if (length < 0 || origin >= length) return wrong;
    const failure = output.write(block, length, origin, checksum);
    if (failure !== undefined) return failure;
    whole = (((whole << 1) | (whole >>> 31)) ^ checksum) >>> 0;
    yield;
  }
}

/** Fills `block` with the block's symbols, before the transform is undone. Their number; −1 if something is wrong. */
function readBlock(reader: BitReader, block: Uint32Array): number {
  const used = readUsedBytes(reader);
  const symbols = used.length + 2;
  const codes = reader.bits(3);
  if (used.length === 0 || codes < 2 || codes > 6) return -1;
  const selectors = readSelectors(reader, codes);
  if (selectors === undefined) return -1;
  const tables: HuffmanCode[] = [];
  for (let code = 0; code < codes; code++) {
    const table = readCode(reader, symbols);
    if (table === undefined) return -1;
    tables.push(table);
  }
  const end = symbols - 1;
  let length = 0;
  let runBit = 1;
  let run = 0;
  for (let group = 0; group < selectors.length; group++) {
    const table = tables[selectors[group]!]!;
    for (let symbolOfGroup = 0; symbolOfGroup < 50; symbolOfGroup++) {
      const symbol = decode(table, reader);
      if (symbol < 0) return -1;
      if (symbol <= 1) {
        run += runBit << symbol;
        runBit <<= 1;
        if (run > block.length) return -1;
        continue;
      }
      if (run > 0) {
        if (length + run > block.length) return -1;
        block.fill(used[0]!, length, length + run);
        length += run;
        run = 0;
        runBit = 1;
      }
      if (symbol === end) return length;
      if (length === block.length) return -1;
      const byte = used[symbol - 1]!;
      used.copyWithin(1, 0, symbol - 1);
      used[0] = byte;
      block[length++] = byte;
    }
  }
  return -1;
}

/** The bytes that occur, in order: the list that move-to-front begins with. */
function readUsedBytes(reader: BitReader): Uint8Array {
  const groups = reader.bits(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!((groups >> (15 - group)) & 1)) continue;
    const bits = reader.bits(16);
    for (let bit = 0; bit < 16; bit++) if ((bits >> (15 - bit)) & 1) used.push(16 * group + bit);
  }
  return Uint8Array.from(used);
}

/** Which code each group of 50 symbols has. */
function readSelectors(reader: BitReader, codes: number): Uint8Array | undefined {
  const selectors = new Uint8Array(reader.bits(15));
  const front = Uint8Array.from({ length: codes }, (_, code) => code);
  for (let at = 0; at < selectors.length; at++) {
    let place = 0;
    while (reader.bits(1) === 1) if (++place === codes) return undefined;
    const code = front[place]!;
    front.copyWithin(1, 0, place);
    front[0] = code;
    selectors[at] = code;
  }
  return selectors;
}

function readCode(reader: BitReader, symbols: number): HuffmanCode | undefined {
  const lengths = new Uint8Array(symbols);
  let length = reader.bits(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > longestCode) return undefined;
      if (reader.bits(1) === 0) break;
      length += reader.bits(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return huffmanCode(lengths);
}
