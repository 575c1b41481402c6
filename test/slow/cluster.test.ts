import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFindings } from '../../src/protocol/schemas/doctorLines';
import { readRun } from '../../src/runs/runReader';
import { bundlePrograms } from '../bundle';
import { noSlurm, type Slurm, skipped, startSlurm } from '../unit/measure/slurmBench';
import { twoCells } from '../unit/measure/twoCells';
import { temporaryFolder } from '../unit/runs/folders';

const dist = path.resolve(import.meta.dirname, '../.tmp/cluster');
const cli = path.join(dist, 'cli.js');

async function until<T>(what: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = performance.now() + 60_000; ; ) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error('It never came to that.');
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

describe.skipIf(noSlurm)(skipped('what users touch of a Slurm', noSlurm), () => {
  let slurm: Slurm;
  beforeAll(async () => {
    await bundlePrograms(dist, { cli: 'src/cli/main.ts' });
    slurm = startSlurm(2, false);
  });
  afterAll(() => slurm?.stop());

  const queue = (...args: string[]) => execFileSync('squeue', ['-h', ...args], { encoding: 'utf8' }).trim();
  const runs = (name: RegExp) =>
    queue('-t', 'R', '-o', '%j')
      .split('\n')
      .filter(each => name.test(each)).length;
  const trainer = (folder: string) =>
    `while [ ! -e ${folder}/go ]; do sleep 0.5; done; echo '{"event": "result", "values": {"accuracy": 90}}' >> {report}`;

  it('renas doctor hears from a node that it sees the folder', () => {
    const folder = temporaryFolder();
    const args = [cli, 'doctor', folder, '--on', 'slurm', '--slurm', '-p urgent', '--json'];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const findings = parseFindings(stdout);
    const of = (check: string) => findings.find(each => each.check === check);
    expect(of('Slurm')?.text).toMatch(
      /^slurm[ -]\S.*; main \(the default\): 2 of 2 nodes idle, no time limit, GPUs: gpu; aside: .*; urgent: /,
    );
    expect(of('Test job')).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/^ran on n[12] and sees \//),
    });
    const publishing = findings.find(({ check }) => /^Publishing on n[12]$/.test(check));
    expect(publishing).toMatchObject({ state: 'ok', text: 'by hard links' });
    expect(findings.find(({ check }) => /^Node on n[12]$/.test(check))).toMatchObject({ state: 'ok' });
    expect(status).toBe(0);
    expect(queue()).toBe('');
  });

  it('a detached run is left before its time is up, queued again, killed and resumed: each cell is trained once', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a.cell'), twoCells);
    const run = path.join(folder, 'run');
    const renas = (...args: string[]) =>
      spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
    const detached = renas(
      ...['measure', 'a.cell', '--command', trainer(folder), '--run', 'run', '--slots', '2'],
      ...[
        '--on',
        'slurm',
        '--slurm',
        '-c 1 --time=5',
        '--detach',
        'slurm',
        '--detach-options',
        '-c 1 --time=10',
      ],
    );
    expect(detached.status).toBe(0);
    const job = readFileSync(path.join(run, 'job'), 'utf8').trim();
    await until(() => runs(/-m[12]-1-/) === 2);
    execFileSync('scancel', ['--batch', '--signal=USR1', job]);
    await until(() => queue('-j', job, '-o', '%T') === 'PENDING');
    expect(runs(/-m[12]-1-/)).toBe(2);
    expect(await readRun(run)).toMatchObject({ state: 'interrupted', resumable: true });
    execFileSync('scontrol', ['update', `JobId=${job}`, 'StartTime=now']);
    await until(async () => (await readRun(run)).state === 'running');
    const { pid } = (await readRun(run)).record!;
    process.kill(pid, 'SIGKILL');
    await until(() => queue('-j', job, '-t', 'R,PD', '-o', '%T') === '');
    expect(runs(/-m[12]-1-/)).toBe(2);
    writeFileSync(path.join(folder, 'go'), '');
    expect(renas('resume', 'run').status).toBe(0);
    expect(readFileSync(path.join(folder, 'a.cell'), 'utf8').match(/measured accuracy = 90/g)).toHaveLength(
      2,
    );
    const journal = readFileSync(path.join(run, 'measurements.jsonl'), 'utf8');
    expect(journal.match(/"submitting"/g)).toHaveLength(2);
    await until(() => queue() === '');
  });
});
