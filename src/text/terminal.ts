import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Safe, safeText } from './safeText';

/** The only file that writes to stdout and stderr. */

export function writeOut(text: Safe<'terminal'>): void {
  process.stdout.write(text);
}

export function writeError(text: Safe<'terminal'>): void {
  process.stderr.write(text);
}

/** One line of JSON on stdout. It has no control characters: JSON can spell all of them. */
export function writeJson(value: unknown): void {
  process.stdout.write(`${jsonLine(value)}\n`);
}

export function jsonLine(value: unknown): string {
  // JSON.stringify has escaped those below U+0020 already.
  return JSON.stringify(value).replace(
    /\p{Cc}|\p{Bidi_Control}|[\u2028\u2029\uFEFF]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A result that another program reads, as it is; a terminal gets it made safe. */
export function writeData(data: string | Uint8Array): void {
  process.stdout.write(typeof data === 'string' && process.stdout.isTTY ? safeText(data, 'terminal') : data);
}

export function outIsTerminal(): boolean {
  return process.stdout.isTTY;
}

/**
 * Calls `done` when whatever reads stdout has read enough (`| head`), and `failed` when stdout can't be written: a file on a
 * full disk.
 */
export function onOutError(done: () => void, failed: (error: NodeJS.ErrnoException) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'EPIPE' ? done() : failed(error),
  );
}

/** The same of a result in pieces. A reader that has read enough (`| head`) ends it quietly. */
export async function streamData(pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** A line on stderr that is rewritten in place; it is cut to the terminal's width. Only a terminal gets it. */
export interface Line {
  rewrite(text: Safe<'terminal'>): void;
  clear(): void;
}

export function lineOnStderr(): Line {
  const { stderr } = process;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write('\r\x1b[K');
    shown = false;
  };
  return {
    rewrite(text) {
      if (!stderr.isTTY) return;
      clear();
      stderr.write(text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1)));
      shown = true;
    },
    clear,
  };
}
