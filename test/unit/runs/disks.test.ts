import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { checkpointFolder } from '../../../src/cli/run/checkpointFolder';
import { readRun } from '../../../src/runs/runReader';
import { watchRuns } from '../../../src/runs/runStore';
import { createRun } from '../../../src/runs/runWriter';
import { bundlePrograms } from '../../bundle';
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

const hasFull = existsSync('/dev/full');

describe.skipIf(!mayMount)('on real disks (needs Linux, and the right to mount one)', () => {
  test('a disk that fills is told once; the run goes on, and what fitted is kept and read', async () => {
    const disk = mountDisk('64k');
    const told: string[] = [];
    const run = createRun(path.join(disk, 'run'), start, sentence => told.push(sentence));
    for (let done = 1; done <= 2000; done++)
      run.event({ event: 'progress', seconds: done, phase: 'search', done, total: 2000 });
    expect(told).toEqual([expect.stringMatching(/can't be written \(the disk is full\): the run goes on/)]);
    expect(() => run.finish('done')).toThrow('ENOSPC');
    run.finish('failed', { failure: 'the disk is full' });
    expect(told).toHaveLength(1);
    const row = await readRun(run.folder);
    expect(row.progress).toBeGreaterThan(0);
    expect(readdirSync(run.folder).filter(name => name.startsWith('run.json'))).toEqual(['run.json']);
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

  test('nor in one that never had a run', () => {
    const disk = mountDisk('1m');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(beginIn(disk)).toThrow(/^No run can be started.*\(the disk is read-only\)/);
  });

  test('a run that ends before its record fits on a full disk is told', async () => {
    const disk = mountDisk('4k');
    mkdirSync(path.join(disk, '.renas'));
    writeFileSync(path.join(disk, '.renas', '.gitignore'), '*\n');
    const run = beginIn(disk)();
    expect(await run.ended).toBe(
      `"renas search" ended before its run began (exit code 1). Nothing can be written into ${run.folder} (the disk is full): make room for it there, then start it again.`,
    );
  });

  test('a checkpoint that does not fit is told once, and the one before it stays', () => {
    const disk = mountDisk('64k');
    const told: string[] = [];
    const checkpoint = checkpointFolder(path.join(disk, 'checkpoint'), 'work', text => told.push(text));
    checkpoint.write('part', { step: Int32Array.of(1) });
    for (let i = 0; i < 3; i++) checkpoint.write('part', { step: new Int32Array(1 << 16) });
    expect(told).toEqual([
      expect.stringMatching(/^No checkpoint can be written \(the disk is full\): .*\.$/),
    ]);
    expect(checkpoint.read('part')).toEqual({ step: Int32Array.of(1) });
    expect(readdirSync(path.join(disk, 'checkpoint'))).toEqual(['part.bin']);
  });

  test.each(['8k', '24k', '160k'])(
    'a search whose disk of %s is full when it ends fails, says what is kept, and is resumed once there is room',
    size => {
      const disk = mountDisk(size);
      const run = path.join(disk, 'run');
      const search = ['search', '--space', 'nasbench201', '--model', model, '--strategy', 'local'];
      const whole = path.join(temporaryFolder(), 'whole.cell');
      renas(...search, '--budget', '3000', '--seed', '9', '--out', whole);

      const full = renas(...search, '--budget', '3000', '--seed', '9', '--run', run);
      expect(full.status).toBe(3);
      expect(full.stderr.trimEnd().split('\n').at(-1)).toBe(
        `renas: ${run}/found.cell can't be written, since the disk is full: make room, then \`renas resume ${run}\` continues from its last checkpoint.`,
      );
      expect(JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8')).state).toBe('running');
      expect(existsSync(path.join(run, 'checkpoint'))).toBe(true);
      expect(readdirSync(run).filter(name => /\.(part|\d{2,})$/.test(name))).toEqual([]);

      execFileSync('mount', ['-o', 'remount,size=20m', disk]);
      const resumed = renas('resume', run);
      expect(resumed.status).toBe(0);
      expect(JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8'))).toMatchObject({
        state: 'done',
        results: { found: 'found.cell' },
      });
      expect(readFileSync(path.join(run, 'found.cell'), 'utf8')).toBe(readFileSync(whole, 'utf8'));
      expect(existsSync(path.join(run, 'checkpoint'))).toBe(false);
    },
  );

  test('a checkpoint outlives the record that says done, where that record can not be written', () => {
    const disk = mountDisk('64k');
    const folder = path.join(disk, 'run');
    const run = createRun(folder, start, () => {});
    mkdirSync(path.join(folder, 'checkpoint'));
    writeFileSync(path.join(folder, 'checkpoint', 'part.bin'), 'part');
    const ballast = path.join(disk, 'ballast');
    fill(ballast);
    expect(() => run.finish('done')).toThrow('ENOSPC');
    expect(existsSync(path.join(folder, 'checkpoint', 'part.bin'))).toBe(true);
    writeFileSync(ballast, '');
    run.finish('done');
    expect(existsSync(path.join(folder, 'checkpoint'))).toBe(false);
    expect(JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')).state).toBe('done');
  });

  test('every command says in one sentence what a disk does not take, and how to go on', () => {
    const disk = mountDisk('16k');
    const out = path.join(disk, 'out.cell');
    fill(path.join(disk, 'ballast'));
    const suggest = ['suggest', '--space', 'nasbench201', '--label', 'acc', '--out', out];
    const search = ['search', '--space', 'nasbench201', '--model', model, '--budget', '20'];
    const failure = (...args: string[]) => {
      const { status, stderr } = renas(...args);
      expect(status).toBe(3);
      return stderr.trimEnd();
    };
    const full = `renas: ${out} can't be written, since the disk is full: make room, then run the command again.`;
    expect(failure(...suggest)).toBe(full);
    expect(failure(...search, '--out', out)).toBe(full);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(failure(...suggest)).toBe(
      `renas: ${out} can't be written, since the disk is read-only: name a place that can be written.`,
    );
    expect(failure(...search, '--run', path.join(disk, 'r'))).toBe(
      `renas: The run directory ${disk}/r can't be written (the disk is read-only): name another one by --run, or make that possible, then run the command again.`,
    );
  });
});

const root = path.resolve(import.meta.dirname, '../../..');
const dist = path.join(root, 'test/.tmp/disks');
const model = path.join(root, 'models', 'nasbench201');
beforeAll(() => {
  if (mayMount || hasFull) bundlePrograms(dist, { cli: 'src/cli/main.ts' });
}, 120_000);

function renas(...args: string[]) {
  return spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...args], { cwd: root, encoding: 'utf8' });
}

test.skipIf(!hasFull)(
  'an output that a full disk does not take is told in one sentence (needs /dev/full)',
  () => {
    const out = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(out));
    const sample = ['sample', '--space', 'nasbench201', '--count', '3'];
    const { status, stderr } = spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...sample], {
      stdio: ['ignore', out, 'pipe'],
      encoding: 'utf8',
    });
    expect(stderr).toBe(
      "renas: The output can't be written, since the disk is full: make room or name another place, then run the command again.\n",
    );
    expect(status).toBe(3);
  },
);

/** Writes until the disk takes no more. */
function fill(file: string): void {
  for (let size = 1 << 20; size >= 1; size >>= 1)
    try {
      writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full, as it is meant to be.
    }
}
