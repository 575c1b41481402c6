/** As the `zstd` command: a file that asks for more memory is refused. */
export const maxWindow = 128 * 1024 * 1024;

/** A piece of a zstd file (RFC 8878), as far as one must know it to decompress it with care. */
export interface FrameHeader {
  /** Bytes of the header. */
  readonly length: number;
  /** Bytes that a decompressor has to keep. */
  readonly window: number;
  /** Whether 4 bytes of XXH64 of the content follow the last block. */
  readonly checksum: boolean;
}

/** Of a frame to pass over: bytes of header and content. */
export interface SkippableFrame {
  readonly skip: number;
}

/** `undefined` when more bytes are needed, up to 18; a string says what is wrong. */
export function readFrameHeader(bytes: Buffer): FrameHeader | SkippableFrame | string | undefined {
  if (bytes.length < 8) return undefined;
  const mark = bytes.readUInt32LE(0);
  if (mark >>> 4 === 0x184d2a5) return { skip: 8 + bytes.readUInt32LE(4) };
  if (mark !== 0xfd2fb528) return 'it is not zstd';
  const descriptor = bytes[4]!;
  const single = (descriptor >> 5) & 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = [single, 2, 4, 8][descriptor >> 6]!;
  const length = 5 + (1 - single) + dictionaryBytes + sizeBytes;
  if (descriptor & 8) return 'it is damaged';
  if (dictionaryBytes > 0) return 'it needs a dictionary';
  if (bytes.length < length) return undefined;
  const checksum = (descriptor & 4) !== 0;
  if (single === 0) {
    const base = 2 ** (10 + (bytes[5]! >> 3));
    return { length, window: base + (base / 8) * (bytes[5]! & 7), checksum };
  }
  const window =
    sizeBytes === 1
      ? bytes[5]!
      : sizeBytes === 2
        ? bytes.readUInt16LE(5) + 256
        : sizeBytes === 4
          ? bytes.readUInt32LE(5)
          : Number(bytes.readBigUInt64LE(5));
  return { length, window, checksum };
}

export interface BlockHeader {
  readonly last: boolean;
  /** Bytes of the block in the file, its header of 3 among them. */
  readonly length: number;
}

/** `undefined` when more bytes are needed, up to 3; a string says what is wrong. */
export function readBlockHeader(bytes: Buffer): BlockHeader | string | undefined {
  if (bytes.length < 3) return undefined;
  const header = bytes.readUIntLE(0, 3);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  if (type === 3 || size > 128 * 1024) return 'it is damaged';
  return { last: (header & 1) === 1, length: 3 + (type === 1 ? 1 : size) };
}
