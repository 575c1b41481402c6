import { Readable } from 'node:stream';
import { parseTar } from 'nanotar';
import { UnreadableFile } from '../unreadable';
import { oneTable } from './archive';
import type { OpenedText } from './openTableFile';

/** A tar archive is read as a whole. */
const maxBytes = 1024 * 1024 * 1024;

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
  let files: { readonly name: string; readonly size: number; readonly data?: Uint8Array }[];
  try {
    files = parseTar(bytes).filter(({ type }) => type === 'file');
  } catch {
    throw new UnreadableFile(`${archive} is a tar archive that is damaged; fetch or make it again.`);
  }
  const table = oneTable(files, archive);
  if (!table.data || table.data.length < table.size)
    throw new UnreadableFile(`${archive} is a tar archive that is cut off; fetch or make it again.`);
  return { name: table.name, text: Readable.from([Buffer.from(table.data)], { objectMode: false }) };
}
