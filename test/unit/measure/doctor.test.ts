import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finding, parseFindings } from '../../../src/protocol/schemas/doctorLines';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder } from '../runs/folders';

const dist = mkdtempSync(path.join(tmpdir(), 'renas-doctor-test-'));
beforeAll(() => bundlePrograms(dist, { cli: 'src/cli/main.ts' }), 120_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const tools = [
  'sh',
  'bash',
  'ln',
  'mkdir',
  'rm',
  'cp',
  'mv',
  'cat',
  'stat',
  'uname',
  'tr',
  'date',
  'sleep',
  'tail',
];
const python = (text: string) => `#!/bin/sh\ncat << 'END'\n${text}\nEND\n`;
const good = python('python=3.11.2\nnumpy=1.24.2\ntorch=1.13.1+cpu\ngpu=NVIDIA A100');

/** Runs the doctor with these programs, and nothing else but what every POSIX system has, on its path. */
function doctor(programs: Readonly<Record<string, string>>, ...args: string[]) {
  const folder = temporaryFolder();
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const tool of tools) {
    const found = ['/bin', '/usr/bin'].map(each => path.join(each, tool));
    const file = found.find(each => spawnSync('test', ['-x', each]).status === 0);
    if (file !== undefined && programs[tool] === undefined) symlinkSync(file, path.join(bin, tool));
  }
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), text);
    chmodSync(path.join(bin, name), 0o755);
  }
  const runs = path.join(folder, "the lab's runs");
  mkdirSync(runs);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(dist, 'cli.js'),
      'doctor',
      ...(args[0]?.startsWith('/') ? [] : [runs]),
      ...args.map(arg => arg.replace('BIN', bin)),
      '--json',
    ],
    { encoding: 'utf8', env: { ...process.env, PATH: bin, XDG_CACHE_HOME: dist } },
  );
  expect(stderr).toBe('');
  // Nothing of the test is left in the folder.
  expect(readdirSync(runs)).toEqual([]);
  const findings = parseFindings(stdout);
  const of = (check: string): Finding => {
    const found = findings.find(each => each.check === check);
    if (!found) throw new Error(`Nothing was said of ${check}: ${stdout}`);
    return found;
  };
  return { status, findings, of, runs };
}

describe.skipIf(process.platform === 'win32')('renas doctor (skipped on Windows, which has no sh)', () => {
  it('finds what is there; what not everybody needs is no failure', () => {
    const { status, of, findings } = doctor({ python3: good });
    expect(status).toBe(0);
    expect(findings.map(({ check }) => check)).toEqual([
      ...['Node', 'Disk', 'Publishing', 'Durability', 'Python', 'PyTorch', 'GPU', 'Engines', 'Slurm'],
    ]);
    expect(of('Publishing')).toEqual({ check: 'Publishing', state: 'ok', text: 'by hard links' });
    expect(of('Node').text).toBe(process.versions.node);
    expect(of('PyTorch')).toMatchObject({ state: 'ok', text: '1.13.1+cpu, NumPy 1.24.2' });
    expect(of('GPU')).toMatchObject({ state: 'ok', text: 'NVIDIA A100' });
    expect(of('Slurm')).toMatchObject({ state: 'absent', text: 'its commands are not here' });
    expect(findings.every(({ state, help }) => state === 'ok' || help !== undefined)).toBe(true);
  });

  it('says which way of publishing works where hard links are refused, as on BeeGFS before 7.4.3', () => {
    const ln = '#!/bin/sh\necho "ln: failed to create hard link: Operation not permitted" >&2\nexit 1\n';
    const { status, of } = doctor({ python3: good, ln });
    expect(status).toBe(0);
    expect(of('Publishing')).toMatchObject({
      state: 'ok',
      text: 'by exclusive creation and rename, since hard links are refused (Operation not permitted)',
    });
    const mv = '#!/bin/sh\nexit 1\n';
    const neither = doctor({ python3: good, ln, mv });
    expect(neither.status).toBe(1);
    expect(neither.of('Publishing')).toMatchObject({
      state: 'failed',
      text: `neither hard links (Operation not permitted) nor exclusive creation and rename work in ${neither.runs}`,
      help: expect.stringContaining('another disk'),
    });
  });

  it('fails where a second attempt could take the place of what the first has published', () => {
    const { status, of } = doctor({ python3: good, ln: '#!/bin/sh\nexec cp -f "$1" "$2"\n' });
    expect(status).toBe(1);
    expect(of('Publishing').text).toContain('a second hard link takes the place of the first');
  });

  it.each([
    ['a folder that is not there', '/nowhere/at/all', 'Disk', 'there is no folder /nowhere/at/all'],
    ['a file', '/etc/passwd', 'Disk', 'there is no folder /etc/passwd'],
    ['a folder that takes no files', '/proc/self', 'Publishing', 'nothing can be written in /proc/self'],
  ])('fails for %s', (_, folder, check, text) => {
    if (folder.startsWith('/proc') && process.platform !== 'linux') return;
    const { status, of } = doctor({ python3: good }, folder);
    expect(status).toBe(1);
    const found = of(folder.startsWith('/proc') ? (of('Disk').state === 'failed' ? 'Disk' : check) : check);
    expect(found.state).toBe('failed');
    if (found.check === check) expect(found.text).toContain(text);
  });

  const bad = python('python=3.6.8\nnonumpy=No module named numpy\nnotorch=libcudart.so.11.0: cannot open');
  it.each([
    ['no Python', {}, 'Python', 'python3 can’t be run (there is no such program)'],
    ['an old Python', { python3: bad }, 'Python', '3.6.8, and the built-in trainer needs 3.8'],
    [
      'a PyTorch that does not load',
      { python3: bad },
      'PyTorch',
      'python3 has no PyTorch and no NumPy (libcudart.so.11.0: cannot open)',
    ],
    [
      'an old PyTorch',
      { python3: python('python=3.8.0\nnumpy=1.19\ntorch=1.9.0') },
      'PyTorch',
      '1.9.0, and the built-in trainer needs 1.13',
    ],
    [
      'no GPU',
      { python3: python('python=3.12.1\nnumpy=2.1\ntorch=2.5.0') },
      'GPU',
      'PyTorch finds none, so trainings run on the CPU',
    ],
  ])('says what the built-in trainer lacks: %s', (_, programs, check, text) => {
    const { status, of } = doctor(programs);
    expect(status).toBe(0);
    expect(of(check)).toMatchObject({ state: 'absent', text });
  });

  it('takes a Python that was named for needed, and looks for it after the setup', () => {
    const { status, of } = doctor({ mine: bad }, '--python', 'mine');
    expect(status).toBe(1);
    expect(of('PyTorch')).toMatchObject({
      state: 'failed',
      help: expect.stringContaining('mine -m pip install'),
    });
    const after = doctor(
      { 'the python': good },
      ...['--setup', 'echo Loading; PATH="BIN:$PATH"', '--python', 'the python'],
    );
    expect(after.of('PyTorch').state).toBe('ok');
    expect(after.of('Setup')).toMatchObject({ state: 'ok' });
    const broken = doctor({ python3: good }, '--setup', 'module load cuda');
    expect(broken.status).toBe(1);
    expect(broken.of('Setup')).toMatchObject({
      state: 'failed',
      text: expect.stringContaining('module: command not found'),
    });
  });

  const slurm = (more: Readonly<Record<string, string>> = {}) => ({
    python3: good,
    sbatch: '#!/bin/sh\n[ "$1" = --version ] && { echo slurm 23.11.4; exit; }\necho 7\n',
    squeue: '#!/bin/sh\n[ "$1" = --version ] && exit\necho "PENDING|Priority|"\n',
    scancel: '#!/bin/sh\nexit\n',
    scontrol: '#!/bin/sh\nexit\n',
    sinfo: '#!/bin/sh\n[ "$1" = --version ] && exit\necho "gpu*|up|1-00:00:00|1/2/0/3|gpu:a100:4(S:0-1)"\n',
    ...more,
  });

  it('wants Slurm only where it is to be used', () => {
    const { status, of } = doctor({ python3: good }, '--on', 'slurm');
    expect(status).toBe(1);
    expect(of('Slurm')).toMatchObject({ state: 'failed', help: expect.stringContaining('login node') });
    const { sinfo: _, ...some } = slurm();
    expect(doctor(some).of('Slurm')).toMatchObject({ state: 'absent', text: 'without sinfo' });
    expect(doctor(slurm()).of('Slurm')).toMatchObject({
      state: 'ok',
      text: 'slurm 23.11.4; gpu (the default): 2 of 3 nodes idle, at most 24 h, GPUs: gpu:a100',
    });
    const away = {
      sinfo:
        '#!/bin/sh\n[ "$1" = --version ] && exit\necho "slurm_load_partitions: Unable to contact slurm controller (connect failure)" >&2; exit 1\n',
    };
    const gone = doctor(slurm(away), '--on', 'slurm');
    expect(gone.status).toBe(1);
    expect(gone.of('Slurm').text).toContain('Unable to contact slurm controller (connect failure)');
  });

  it('tells of the test job what Slurm says', () => {
    const waits = doctor(slurm(), '--on', 'slurm', '--wait', '1');
    expect(waits.status).toBe(1);
    expect(waits.of('Test job')).toMatchObject({
      state: 'failed',
      text: 'it still waits after 1 s (Priority)',
      help: expect.stringContaining('--wait'),
    });
    const refuses =
      '#!/bin/sh\n[ "$1" = --version ] && { echo slurm 23.11.4; exit; }\necho "sbatch: error: Batch job submission failed: Invalid partition name specified" >&2; exit 1\n';
    const refused = doctor(slurm({ sbatch: refuses }), '--on', 'slurm', '--slurm', '--partition=x');
    expect(refused.status).toBe(1);
    expect(refused.of('Test job')).toMatchObject({
      text: 'sbatch refuses it (Batch job submission failed: Invalid partition name specified)',
      help: 'Mend --slurm.',
    });
  });

  it('hears from a node what it finds there', () => {
    // The job runs at once, on this machine.
    const sbatch =
      '#!/bin/sh\n[ "$1" = --version ] && { echo slurm 23.11.4; exit; }\nSLURMD_NODENAME=n7 sh > /dev/null 2>&1\necho 7\n';
    const asked = ['--on', 'slurm', '--slurm', '--gres=gpu:1'];
    const { status, of } = doctor(slurm({ sbatch }), ...asked);
    expect(status).toBe(0);
    // What only nodes have, this machine need not.
    const module = 'module() { [ -n "$SLURMD_NODENAME" ] || { echo "no modules here" >&2; return 1; }; }; ';
    const onNodes = doctor(slurm({ sbatch }), ...asked, '--setup', `${module}module load cuda`);
    expect(onNodes.status).toBe(0);
    expect(onNodes.of('Setup')).toEqual({
      ...{ check: 'Setup', state: 'absent', text: 'fails (no modules here)' },
      help: 'Trainings run on the nodes: what counts is what the test job finds there.',
    });
    expect(onNodes.of('Setup on n7')).toEqual({ check: 'Setup on n7', state: 'ok', text: 'works' });
    const nowhere = doctor(slurm({ sbatch }), ...asked, '--setup', 'module load cuda');
    expect(nowhere.status).toBe(1);
    expect(nowhere.of('Setup on n7')).toMatchObject({
      state: 'failed',
      text: 'fails (module: command not found)',
    });
    const plain = python('python=3.11.2\nnumpy=1.24.2\ntorch=1.13.1+cpu');
    const cpu = doctor(slurm({ sbatch, python3: plain }), ...asked);
    expect(cpu.of('GPU on n7')).toMatchObject({
      state: 'absent',
      help: expect.stringContaining('built without CUDA'),
    });
    expect(of('Test job')).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/^ran on n7 and sees \//),
    });
    expect(of('Publishing on n7')).toMatchObject({ state: 'ok', text: 'by hard links' });
    expect(of('PyTorch on n7')).toMatchObject({ state: 'ok', text: '1.13.1+cpu, NumPy 1.24.2' });
    expect(of('Node on n7')).toMatchObject({
      state: 'absent',
      help: expect.stringContaining('--detach slurm'),
    });
  });
});
