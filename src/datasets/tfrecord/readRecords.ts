import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { crc32c } from '../crc32';
import { type ImportProgress, stopIfCancelled, UnreadableFile } from '../unreadable';

/** A record that claims more is refused before any of it is read: a real one of NAS-Bench-101 has 400 bytes. */
const maxRecordBytes = 1024 * 1024;
const chunkBytes = 4 * 1024 * 1024;
const frameBytes = 16;

export interface ReadRecordsOptions {
  /** Gets each record as a range of bytes that is only good during the call, and its number from 1. */
  readonly onRecord: (bytes: Buffer, start: number, end: number, record: number) => void;
  /** Gets every byte of the file once, in order, good during the call. */
  readonly onBytes?: (bytes: Buffer) => void;
  readonly progress?: ImportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a TFRecord file as a stream, in a few MiB of memory. A record is its length (8 bytes), the masked crc32c of that,
 * its data, the masked crc32c of that; both are checked. Throws `UnreadableFile` where a byte is not as it should be.
 */
export async function readRecords(
  file: string,
  options: ReadRecordsOptions,
): Promise<{ readonly bytes: number; readonly records: number }> {
  const name = path.basename(file);
  const handle = await open(file, 'r');
  let next = readChunk(handle, newBuffer(), 0);
  try {
    const { size } = await handle.stat();
    let spare = newBuffer();
    let position = 0;
    let records = 0;
    let rest = Buffer.alloc(0);
    for (;;) {
      const { buffer, length }: Chunk = await next;
      stopIfCancelled(options.signal);
      const end = headroom + length;
      position += length;
      // The chunk after this one is read while this one is taken apart.
      if (length > 0) next = readChunk(handle, spare, position);
      options.onBytes?.(buffer.subarray(headroom, end));
      let at = headroom - rest.length;
      rest.copy(buffer, at);
      const fail = (what: string) =>
        new UnreadableFile(
          `${name} is ${records === 0 ? 'no TFRecord file, or damaged' : 'damaged'}: record ${records + 1} (at byte ${position - (end - at)}) ${what}, so download the file again.`,
        );
      for (;;) {
        const frame = frameAt(buffer, at, end);
        if (frame === undefined) break;
        if (typeof frame === 'string') throw fail(frame);
        options.onRecord(buffer, at + 12, frame - 4, ++records);
        at = frame;
      }
      if (length === 0) {
        if (at < end) throw fail('is cut off by the end of the file');
        return { bytes: position, records };
      }
      rest = Buffer.from(buffer.subarray(at, end));
      spare = buffer;
      options.progress?.(position, size);
    }
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

interface Chunk {
  readonly buffer: Buffer;
  readonly length: number;
}

/** What is left of the chunk before is put in front of a chunk. */
const headroom = maxRecordBytes + frameBytes;

function newBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(headroom + chunkBytes);
}

async function readChunk(handle: FileHandle, buffer: Buffer, position: number): Promise<Chunk> {
  return { buffer, length: (await handle.read(buffer, headroom, chunkBytes, position)).bytesRead };
}

/** The end of the frame at `at`; `undefined` when more bytes are needed; a string says what is wrong with it. */
function frameAt(bytes: Buffer, at: number, end: number): number | string | undefined {
  if (end - at < 12) return undefined;
  if (unmasked(bytes.readUInt32LE(at + 8)) !== crc32c(bytes, at, at + 8))
    return 'has a length with a wrong checksum';
  const length = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
  if (length > maxRecordBytes) return `claims ${length} bytes, and ${maxRecordBytes} are the most`;
  const frameEnd = at + frameBytes + length;
  if (frameEnd > end) return undefined;
  if (unmasked(bytes.readUInt32LE(frameEnd - 4)) !== crc32c(bytes, at + 12, frameEnd - 4))
    return 'has data with a wrong checksum';
  return frameEnd;
}

/** TFRecord's mask: rotated right by 15 bits, plus a constant. */
function unmasked(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated << 15) | (rotated >>> 17)) >>> 0;
}
