import type { Readable } from 'node:stream';
import { parseTar } from 'nanotar';
import { UnreadableFile } from '../unreadable';
import { oneTable } from './archive';
import type { OpenedText } from './openTableFile';
import { pieces } from './pieces';

/** A tar archive is read as a whole. */
const maxBytes = 1024 * 1024 * 1024;

/** Entries of one archive that are looked at. */
const maxEntries = 10_000;

/** Whether bytes are the beginning of a tar archive. */
export function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** Opens the one table of a tar archive. */
export async function openTarEntry(archived: Readable, archive: string): Promise<OpenedText> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of archived) {
    length += (chunk as Buffer).length;
    if (length > maxBytes)
      throw new UnreadableFile(`${archive} is an archive of more than a gibibyte: unpack the table to read.`);
    chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  if (countEntries(bytes) > maxEntries)
    throw new UnreadableFile(`${archive} holds more than ${maxEntries} files: unpack the table to read.`);
  let files: { readonly name: string; readonly size: number; readonly data?: Uint8Array }[];
  try {
    files = parseTar(bytes).filter(({ type }) => type === 'file');
  } catch {
    throw new UnreadableFile(`${archive} is a tar archive that is damaged; fetch or make it again.`);
  }
  const table = oneTable(files, archive);
  if (!table.data || table.data.length < table.size)
    throw new UnreadableFile(`${archive} is a tar archive that is cut off; fetch or make it again.`);
  return { name: table.name, text: pieces(table.data) };
}

/** How many headers there are, up to one more than are looked at. A header has 512 bytes, with the length of its content in octal. */
function countEntries(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at + 512 <= bytes.length && count <= maxEntries; count++) {
    const length = Number.parseInt(bytes.toString('latin1', at + 124, at + 136).trim(), 8);
    at += 512 * (1 + Math.ceil((length > 0 ? length : 0) / 512));
  }
  return count;
}
