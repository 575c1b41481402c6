import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import { type Compressors, snappyUncompress } from 'hyparquet';
import { maxWindow, readFrameHeader } from '../zstd/frames';

/** Bytes of one page; pages are written of 1 MB or so. */
export const maxPageBytes = 64 * 1024 * 1024;

/** Each gives exactly as many bytes as the page claims, at most `maxPageBytes`, or throws. */
export const decompressors: Compressors = {
  SNAPPY: (input, length) => {
    const output = room(length);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, checked(length)) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, checked(length)) }),
  ZSTD: (input, length) => {
    const header = readFrameHeader(Buffer.from(input.buffer, input.byteOffset, input.length));
    if (typeof header !== 'object' || 'skip' in header || header.window > maxWindow)
      throw new RangeError('a zstd frame that asks for too much');
    // With room given, no more is written, whatever the frame claims.
    return unzstd(input, room(length)).subarray(0, length);
  },
};

function room(length: number): Uint8Array {
  return new Uint8Array(checked(length));
}

function checked(length: number): number {
  if (!(length >= 0 && length <= maxPageBytes)) throw new RangeError(`a page of ${length} bytes`);
  return length;
}
