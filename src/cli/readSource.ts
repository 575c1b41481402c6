import { readFileSync } from 'node:fs';
import { safeText } from '../text/safeText';
import { writeError } from '../text/terminal';
import { exitCodes, UserError } from './failure';

/** Visits the text of each file. One that can't be read is told of on stderr, sets the exit code, and stops no other. */
export function eachSource(files: readonly string[], visit: (file: string, text: string) => void): void {
  for (const file of files) {
    let text: string;
    try {
      text = readSource(file);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      writeError(safeText(`renas: ${error.message}\n`, 'terminal'));
      process.exitCode = exitCodes.failed;
      continue;
    }
    visit(file, text);
  }
}

/** The text of a `.cell` file. An unreadable file, or one that is not UTF-8, is an error in one sentence. */
export function readSource(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`${file} is not UTF-8 text; save it as UTF-8 and try again.`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'reading it is not allowed';
  return error instanceof Error ? error.message : String(error);
}
