import { createReadStream } from 'node:fs';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { UserError } from '../failure';

/** What `-` stands for on the command line. */
export const standardInput = '-';

/**
 * The text of a file, of a pipe, or with `-` of the standard input, up to a limit of bytes. UTF-8; with a byte order
 * mark also UTF-16, as PowerShell writes it. At a terminal, says on stderr how to end the input.
 */
export async function readInput(file: string, maxBytes: number): Promise<string> {
  const name = file === standardInput ? 'The standard input' : file;
  if (file === standardInput && process.stdin.isTTY)
    writeError(
      safeText(
        `Paste the text, then press ${process.platform === 'win32' ? 'Ctrl+Z and Enter' : 'Ctrl+D on an empty line'}.\n`,
        'terminal',
      ),
    );
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of file === standardInput ? process.stdin : createReadStream(file)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > maxBytes)
        throw new UserError(`${name} is too long: more than ${maxBytes.toLocaleString('en')} bytes.`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name} cannot be read: ${reasonOf(error)}.`);
  }
  const bytes = Buffer.concat(chunks);
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${name} is not UTF-8 text; save it as UTF-8 and try again.`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'reading it is not allowed';
  return error instanceof Error ? error.message : String(error);
}
