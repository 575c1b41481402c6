import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the test file's own files, removed at its end. */
export function temporaryFolder(): {
  readonly folder: string;
  file(name: string, bytes: Uint8Array | string): string;
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-import-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    file(name, bytes) {
      const to = path.join(folder, name);
      writeFileSync(to, bytes);
      return to;
    },
  };
}
