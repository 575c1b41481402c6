import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../../../src/runs/runReader';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder } from '../runs/folders';
import { twoCells } from './twoCells';

const dist = mkdtempSync(path.join(tmpdir(), 'renas-detach-'));
beforeAll(() => bundlePrograms(dist, { cli: 'src/cli/main.ts' }), 120_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));
const cli = path.join(dist, 'cli.js');

/** A program named sbatch that keeps what it is given. */
function fakeSbatch(folder: string, body = 'echo 4711') {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const text = `#!/bin/sh\nprintf '%s\\n' "$@" > ${bin}/args; cat > ${bin}/script; ${body}\n`;
  writeFileSync(path.join(bin, 'sbatch'), text);
  chmodSync(path.join(bin, 'sbatch'), 0o755);
  return bin;
}

const posix = process.platform !== 'win32';
describe.skipIf(!posix)('a run as a job of Slurm (skipped on Windows, where nothing is measured)', () => {
  const begin = (body?: string, ...more: string[]) => {
    const folder = temporaryFolder();
    const bin = fakeSbatch(folder, body);
    writeFileSync(path.join(folder, 'a.cell'), twoCells);
    const command = `echo "{\\"event\\": \\"result\\", \\"values\\": {\\"accuracy\\": 90}}" >> {report}`;
    const run = path.join(folder, 'its run');
    const args = ['measure', 'a.cell', '--command', command, '--detach', 'slurm', '--run', run, ...more];
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
    const done = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8', env });
    return { ...done, folder, bin, run };
  };

  it('is submitted with the options for it, is said to wait, and measures on the node', async () => {
    const { status, stdout, folder, bin, run } = begin(
      undefined,
      '--detach-options',
      "--partition='cpu' -t 60",
    );
    expect(status).toBe(0);
    expect(stdout).toContain('The run is job 4711 of the cluster, and is in ');
    const given = readFileSync(path.join(bin, 'args'), 'utf8').split('\n');
    expect(given.slice(0, 3)).toEqual(['--partition=cpu', '-t', '60']);
    expect(given).toContain('--requeue');
    expect(given).toContain('--signal=B:USR1@120');
    expect(await readRun(run)).toMatchObject({
      state: 'starting',
      problem: 'It is job 4711 of the cluster, and has not begun yet.',
    });
    execFileSync('sh', [path.join(bin, 'script')], { cwd: '/', stdio: 'ignore' });
    const row = await readRun(run);
    expect(row).toMatchObject({ state: 'done' });
    expect(row.record?.arguments.join(' ')).not.toContain('--detach');
    expect(readFileSync(path.join(folder, 'a.cell'), 'utf8').match(/measured accuracy = 90/g)).toHaveLength(
      2,
    );
  });

  it('says in the run why it could not begin: no Node on the node, a setup that fails, an end before it began', async () => {
    const { bin, run } = begin();
    const script = readFileSync(path.join(bin, 'script'), 'utf8');
    const on = (text: string) => {
      writeFileSync(path.join(bin, 'script'), text);
      const shell = text.startsWith('#!/bin/bash') ? 'bash' : 'sh';
      const { status, stdout } = spawnSync(shell, [path.join(bin, 'script')], {
        encoding: 'utf8',
        env: { PATH: '/bin' },
      });
      writeFileSync(path.join(run, 'log.txt'), stdout);
      return status;
    };
    expect(on(script.replace(`for N in '${process.execPath}' node`, 'for N in false'))).toBe(69);
    expect(await readRun(run)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/\(exit code 69\): There is no Node.js 20 on node .+: install it/),
    });
    writeFileSync(path.join(run, 'log.txt'), '');
    writeFileSync(path.join(run, 'cancel'), '');
    expect(on(script)).toBe(0);
    expect((await readRun(run)).problem).toContain('(cancelled)');
    const other = begin(undefined, '--setup', 'module load node');
    const text = readFileSync(path.join(other.bin, 'script'), 'utf8');
    const { status, stdout } = spawnSync('bash', ['-c', text], { encoding: 'utf8' });
    expect(status).toBe(1);
    writeFileSync(path.join(other.run, 'log.txt'), stdout);
    expect((await readRun(other.run)).problem).toContain('the setup failed');
  });

  it.each([
    [
      ['--detach-options=--requeue'],
      2,
      '--detach-options can’t have --requeue: a run sets --requeue itself.',
    ],
  ])('refuses %j', (more, code, message) => {
    const { status, stderr } = begin(undefined, ...more);
    expect(status).toBe(code);
    expect(stderr).toContain(message);
  });

  it('says what sbatch says, and leaves a run alone that the directory holds', () => {
    const refused = begin(
      'echo "sbatch: error: Batch job submission failed: Invalid partition name specified" >&2; exit 1',
    );
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain(
      'sbatch refuses the job of the run: Batch job submission failed: Invalid partition',
    );
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'run.json'), '{}');
    const held = begin(undefined, '--run', folder);
    expect(held.status).toBe(3);
    expect(held.stderr).toContain('holds a run already');
  });

  it('a run that is left is gone on with at once, elsewhere too, to the same result', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a.cell'), twoCells);
    const command = `[ -e ${folder}/go ] || { touch ${folder}/began; sleep 60; exit 75; }; echo "{\\"event\\": \\"result\\", \\"values\\": {\\"accuracy\\": 90}}" >> {report}`;
    const run = path.join(folder, 'run');
    const child = spawn(process.execPath, [cli, 'measure', 'a.cell', '--command', command, '--run', run], {
      cwd: folder,
      stdio: 'ignore',
    });
    const ended = new Promise(resolve => child.on('exit', resolve));
    for (let i = 0; i < 600 && !existsSync(path.join(folder, 'began')); i++)
      await new Promise(resolve => setTimeout(resolve, 100));
    child.kill('SIGUSR2');
    expect(await ended).toBe(75);
    expect(await readRun(run)).toMatchObject({ state: 'interrupted', resumable: true });
    // As if it had been on another machine.
    const record = JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8'));
    writeFileSync(path.join(run, 'run.json'), JSON.stringify({ ...record, host: 'another' }));
    expect(await readRun(run)).toMatchObject({ state: 'interrupted' });
    writeFileSync(path.join(run, 'run.json'), JSON.stringify(record));
    writeFileSync(path.join(folder, 'go'), '');
    const { status } = spawnSync(process.execPath, [cli, 'resume', run], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(readFileSync(path.join(folder, 'a.cell'), 'utf8').match(/measured accuracy = 90/g)).toHaveLength(
      2,
    );
  });
});
