import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

const pieceBytes = 64 * 1024;
const pauseAfter = 4 * 2 ** 20;

/** Returns a stream of bytes that are in memory, in pieces as a file has them. */
export function pieces(bytes: Uint8Array): Readable {
  return Readable.from(
    attentive(
      (function* () {
        for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
      })(),
    ),
    { objectMode: false },
  );
}

/** The same chunks, with a pause in every few megabytes: what is made without waiting would keep signals from being seen. */
export async function* attentive(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    if (bytes < pauseAfter) continue;
    bytes = 0;
    await setImmediate();
  }
}
