import { createReadStream } from 'node:fs';
import path from 'node:path';
import { type Duplex, pipeline, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { readBytes } from '../../files/regularFile';
import { bunzipping } from '../bzip2/bunzip2';
import { UnreadableFile } from '../unreadable';
import { unzstd } from '../zstd/unzstd';
import { attentive, pieces } from './pieces';
import { isTar, openTarEntry } from './tarEntry';
import { unreadableKind } from './unreadableKind';
import { isZip, openZipEntry } from './zipEntry';

/** The text of a table, out of whatever it is compressed or packed with. */
export interface OpenedText {
  /** Of the table itself, without the endings of compressions; of an archive, of the one table in it. Its ending says what it is. */
  readonly name: string;
  readonly text: Readable;
}

/** Of bzip2, which is decompressed in one piece, and of what is read for it. */
const maxBzip2Bytes = 512 * 1024 * 1024;

/**
 * Opens the text of a table: plain, gzip, zstd or bzip2, or the one table of a zip or tar archive; the first bytes tell.
 * Throws `UnreadableFile` for archives without one table, and for formats that are known and can't be read.
 */
export async function openTableFile(file: string): Promise<OpenedText> {
  const name = path.basename(file);
  const head = await firstBytes(createReadStream(file, { end: 1023 }));
  const unreadable = unreadableKind(head, name);
  if (unreadable !== undefined) throw new UnreadableFile(unreadable);
  if (isZip(head)) return openZipEntry(file, name);
  const open = decompressor(file, name, head);
  const inner = await firstBytes(await open());
  const plainName = name.replace(/\.(gz|gzip|zst|zstd|bz2)$/i, '').replace(/\.tgz$/i, '.tar');
  return isTar(inner) ? openTarEntry(await open(), name) : { name: plainName, text: await open() };
}

/** The first bytes of a stream, 512 at least where it has so many; the stream is closed. */
export async function firstBytes(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= 512) break;
  }
  return Buffer.concat(chunks);
}

function decompressor(file: string, name: string, head: Buffer): () => Promise<Readable> | Readable {
  if (head.length >= 4 && head.readUInt32LE() === 0xfd2fb528)
    return () => Readable.from(attentive(unzstd(createReadStream(file), name)), { objectMode: false });
  if (head[0] === 0x1f && head[1] === 0x8b) return () => chain(createReadStream(file), createGunzip());
  if (head.toString('latin1', 0, 3) !== 'BZh') return () => createReadStream(file);
  return async () => {
    const result = await unpack(await readBytes(file, maxBzip2Bytes));
    if (typeof result === 'string')
      throw new UnreadableFile(`${name} can't be decompressed as bzip2: ${result}.`);
    return pieces(result);
  };
}

async function unpack(bytes: Uint8Array): Promise<Uint8Array | string> {
  const work = bunzipping(bytes, maxBzip2Bytes);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await setImmediate();
  }
}

/** An error of either stream reaches whoever reads the last one. */
export function chain<T extends Duplex>(source: Readable, target: T): T {
  pipeline(source, target, () => {});
  return target;
}
