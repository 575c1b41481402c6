import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let folder: string | undefined;

/** A folder of this process's own, which is removed when it ends. */
export function scratch(): string {
  if (folder === undefined) {
    const made = mkdtempSync(path.join(tmpdir(), 'renas-fuzz-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

export function scratchFile(name: string, bytes: Uint8Array | string): string {
  const file = path.join(scratch(), name);
  writeFileSync(file, bytes);
  return file;
}
