import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { whyNotWritable } from '../../../src/client/runs/writableFolder';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-writable-'));
});
afterAll(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

test('a folder that can be made is fine', () => {
  expect(whyNotWritable(path.join(folder, '.renas', 'runs'))).toBeUndefined();
});

test.skipIf(process.getuid?.() === 0)('one that may not be written says where and how to go on', () => {
  chmodSync(folder, 0o500);
  expect(whyNotWritable(path.join(folder, '.renas', 'runs'))).toMatch(
    new RegExp(
      `^Runs are kept in ${folder}/\\.renas/runs, and nothing can be written to ${folder}: you may not write there\\. Open `,
    ),
  );
});

// The kernel's own file system is read-only for everybody, root included.
test.skipIf(process.getuid?.() === 0 || !existsSync('/proc/self'))(
  'a read-only file system is called so',
  () => {
    expect(whyNotWritable('/proc/renas/runs')).toMatch(/nothing can be written to \/proc: /);
  },
);
