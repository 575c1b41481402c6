import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { lockRun } from '../../../src/runs/runLock';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder } from './folders';

const dist = path.resolve(import.meta.dirname, '../../.tmp/lock');
beforeAll(() => {
  bundlePrograms(dist, { locker: 'test/unit/runs/locker.ts' });
}, 60_000);

/** Locks the directory as a process of its own; settles once it has said whether it did. */
function locker(folder: string): Promise<{ readonly got: boolean; readonly kill: () => Promise<void> }> {
  const child = spawn(process.execPath, [path.join(dist, 'locker.js'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  return new Promise(resolve =>
    child.stdout.once('data', (said: Buffer) =>
      resolve({
        got: said.toString().startsWith('locked'),
        kill: () => {
          child.kill('SIGKILL');
          return ended;
        },
      }),
    ),
  );
}

test('of many processes that want a directory at once, one gets it; the next after it is killed', async () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 5; round++) {
    const all = await Promise.all(Array.from({ length: 6 }, () => locker(folder)));
    expect(all.filter(({ got }) => got)).toHaveLength(1);
    expect(() => lockRun(folder)).toThrow(/^process \d+ on /);
    await Promise.all(all.map(({ kill }) => kill()));
  }
});

test('a lock that is released is free, and one that a power cut has torn is so after a while', () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 3; i++) {
    const lock = lockRun(folder);
    expect(() => lockRun(folder)).toThrow(`process ${process.pid} on `);
    lock.release();
  }
  writeFileSync(path.join(folder, 'lock.9'), '{"pid":');
  expect(() => lockRun(folder)).toThrow('another process, just now');
});
