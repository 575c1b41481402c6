import { Decompress } from 'fzstd';
import { UnreadableFile } from '../unreadable';
import { maxWindow, readBlockHeader, readFrameHeader } from './frames';
import { type Xxh64, xxh64 } from './xxh64';

interface Frame {
  readonly decompress: Decompress;
  /** What the frame's last block gave. */
  block: Uint8Array | undefined;
  readonly hash: Xxh64;
  readonly checksum: boolean;
  /** Its last block is taken, its checksum not yet. */
  ended: boolean;
}

/**
 * Decompresses zstd, a block of at most 128 KiB at a time as the reader asks for them, and checks each frame's checksum
 * where it has one. Throws `UnreadableFile`, whose sentence names `file`.
 */
export async function* unzstd(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const fail = (what: string) => new UnreadableFile(`${file} can't be decompressed: ${what}.`);
  let held: Buffer = Buffer.alloc(0);
  let frame: Frame | undefined;
  let skip = 0;
  for await (const chunk of source) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    for (;;) {
      if (skip > 0) {
        const skipped = Math.min(skip, held.length);
        held = held.subarray(skipped);
        skip -= skipped;
        if (skipped === 0) break;
      } else if (frame === undefined) {
        const header = readFrameHeader(held);
        if (header === undefined) break;
        if (typeof header === 'string') throw fail(header);
        if ('skip' in header) {
          skip = header.skip;
          continue;
        }
        if (header.window > maxWindow)
          throw fail(`it asks for ${header.window} bytes of memory, and ${maxWindow} are the most`);
        frame = newFrame(header.checksum);
        give(frame, held.subarray(0, header.length), fail);
        held = held.subarray(header.length);
      } else if (frame.ended) {
        if (held.length < 4) break;
        if (held.readUInt32LE(0) !== frame.hash.low()) throw fail('the checksum of its data is wrong');
        held = held.subarray(4);
        frame = undefined;
      } else {
        const block = readBlockHeader(held);
        if (block === undefined) break;
        if (typeof block === 'string') throw fail(block);
        if (held.length < block.length) break;
        give(frame, held.subarray(0, block.length), fail);
        held = held.subarray(block.length);
        frame.ended = block.last;
        if (frame.block !== undefined) {
          if (frame.checksum) frame.hash.update(frame.block);
          yield frame.block;
        }
        if (block.last && !frame.checksum) frame = undefined;
      }
    }
  }
  if (held.length > 0 || frame !== undefined || skip > 0) throw fail('it is cut off');
}

function newFrame(checksum: boolean): Frame {
  const frame: Frame = {
    decompress: new Decompress(bytes => {
      frame.block = bytes.slice();
    }),
    block: undefined,
    hash: xxh64(),
    checksum,
    ended: false,
  };
  return frame;
}

function give(frame: Frame, bytes: Uint8Array, fail: (what: string) => Error): void {
  frame.block = undefined;
  try {
    frame.decompress.push(bytes);
  } catch {
    throw fail('its compressed data are damaged');
  }
}
