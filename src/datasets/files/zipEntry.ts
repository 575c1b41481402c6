import { PassThrough, type Readable, Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { UnreadableFile } from '../unreadable';
import { oneTable } from './archive';
import type { OpenedText } from './openTableFile';

/** Entries of one archive that are looked at. */
const maxEntries = 10_000;

/** Whether a file that begins with these bytes is a zip archive. */
export function isZip(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PK\x03\x04';
}

/** Opens the one table of a zip archive. Its size is checked against what the archive says, and its checksum. */
export async function openZipEntry(file: string, archive: string): Promise<OpenedText> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { autoClose: false });
  } catch {
    throw new UnreadableFile(
      `${archive} is a zip archive that is cut off or damaged; fetch or make it again.`,
    );
  }
  try {
    const entries: (Entry & { name: string })[] = [];
    for await (const entry of zip.eachEntry()) {
      if (entries.length === maxEntries)
        throw new UnreadableFile(`${archive} holds more than ${maxEntries} files: unpack the table to read.`);
      entries.push(Object.assign(entry, { name: entry.fileName }));
    }
    const names = new Set(entries.map(({ name }) => name));
    if (names.has('xl/workbook.xml'))
      throw new UnreadableFile(`${archive} is an Excel workbook: save the sheet as CSV.`);
    if ([...names].some(name => name.endsWith('data.pkl')))
      throw new UnreadableFile(`${archive} is a file that PyTorch saved: write the table as CSV.`);
    const table = oneTable(entries, archive);
    const text = await zip.openReadStreamPromise(table);
    const checked = text.pipe(checksum(table.crc32, archive));
    text.on('error', () => checked.destroy(damaged(archive)));
    checked.on('close', () => zip.close());
    return { name: table.name, text: checked };
  } catch (error) {
    zip.close();
    throw error instanceof UnreadableFile ? error : damaged(archive);
  }
}

function damaged(archive: string): UnreadableFile {
  return new UnreadableFile(
    `${archive} is a zip archive that is cut off or damaged, or locked with a password.`,
  );
}

/** Passes bytes on, and fails at the end where their CRC-32 is another. */
function checksum(expected: number, archive: string): Readable & NodeJS.WritableStream {
  // Node 20.15 and later have it.
  const { crc32 } = zlib as { readonly crc32?: (data: Buffer, value?: number) => number };
  if (!crc32) return new PassThrough();
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush: done => done(sum === expected ? null : damaged(archive)),
  });
}
