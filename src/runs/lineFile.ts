import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { openToAppend } from './ownFiles';

/** A file that grows by whole lines. A line that was written in part, by a killed process or on a full disk, stands alone. */
export interface LineFile {
  /** Throws what the system says where it can't be written whole. */
  append(line: string): void;
  /** Waits until all lines are on the disk. */
  sync(): void;
  close(): void;
}

export function openLines(file: string): LineFile {
  const descriptor = openToAppend(file);
  /** The last line may lack its end: the next one must not be glued to it. */
  let torn = endsTorn(file);
  return {
    append(line) {
      const text = `${torn ? '\n' : ''}${line}\n`;
      torn = true;
      writeWhole(descriptor, text);
      torn = false;
    },
    sync: () => fsyncSync(descriptor),
    close: () => closeSync(descriptor),
  };
}

function endsTorn(name: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(name, 'r');
  } catch {
    return false;
  }
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } finally {
    closeSync(descriptor);
  }
}

/** `write` may take a part only, on a disk that is nearly full. */
function writeWhole(descriptor: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
