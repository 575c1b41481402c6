import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readRun } from '../../../src/runs/runReader';
import { watchRuns } from '../../../src/runs/runStore';
import { createRun } from '../../../src/runs/runWriter';
import { temporaryFolder } from './folders';
import { beginIn, start } from './start';

/** A file system of its own in memory, taken away when the test ends. */
function mountDisk(size: string): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

const mayMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!mayMount)('on real disks (needs Linux, and the right to mount one)', () => {
  test('a disk that fills is told once; the run goes on, and what fitted is kept and read', async () => {
    const disk = mountDisk('64k');
    const told: string[] = [];
    const run = createRun(path.join(disk, 'run'), start, sentence => told.push(sentence));
    for (let done = 1; done <= 2000; done++)
      run.event({ event: 'progress', seconds: done, phase: 'search', done, total: 2000 });
    expect(told).toEqual([expect.stringMatching(/can't be written \(the disk is full\): the run goes on/)]);
    run.finish('done');
    expect(told).toHaveLength(1);
    const row = await readRun(run.folder);
    expect(row.progress).toBeGreaterThan(0);
    const lines = readFileSync(path.join(run.folder, 'events.jsonl'), 'utf8').split('\n').length;
    expect(lines).toBeGreaterThan(100);
  });

  test('room made on a full disk is used: the run ends as done, and no line is glued to a torn one', async () => {
    const disk = mountDisk('64k');
    const ballast = path.join(disk, 'ballast');
    const run = createRun(path.join(disk, 'run'), start, () => {});
    run.event({ event: 'progress', seconds: 1, phase: 'search', done: 1, total: 3 });
    try {
      writeFileSync(ballast, Buffer.alloc(1 << 20));
    } catch {
      // full, as it is meant to be
    }
    for (let i = 0; i < 200; i++)
      run.event({ event: 'progress', seconds: 2, phase: 'search', done: 2, total: 3 });
    writeFileSync(ballast, '');
    run.event({ event: 'progress', seconds: 3, phase: 'search', done: 3, total: 3 });
    run.finish('done');
    expect(await readRun(run.folder)).toMatchObject({ state: 'done' });
    const lines = readFileSync(path.join(run.folder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ done: 3 });
  });

  test('in a read-only folder no run starts, which is said in a sentence, and those in it are still listed', async () => {
    const disk = mountDisk('1m');
    const runsFolder = path.join(disk, '.renas', 'runs');
    createRun(path.join(runsFolder, 'earlier'), start).finish('done');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(beginIn(disk)).toThrow(/^No run can be started.*\(the disk is read-only\)/);
    const runs = watchRuns(runsFolder);
    onTestFinished(() => runs.dispose());
    await runs.refresh();
    expect(runs.rows().map(row => [row.id, row.state])).toEqual([['earlier', 'done']]);
  });
});
