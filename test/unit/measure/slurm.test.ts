import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptScript } from '../../../src/measure/attemptScript';
import { attemptsOf } from '../../../src/measure/attempts';
import { createSlurmExecutor } from '../../../src/measure/executors/slurm';
import { readSlurmOptions } from '../../../src/measure/executors/slurmOptions';
import { readMeasurements } from '../../../src/runs/readMeasurements';
import { temporaryFolder } from '../runs/folders';
import { driverIn, request, result } from './bench';

describe('options of sbatch', () => {
  it.each([
    ['--partition=gpu --gres gpu:1  -t 4:00:00', ['--partition=gpu', '--gres', 'gpu:1', '-t', '4:00:00']],
    [`--comment='a b' --reservation="c \\" $d"\\ e`, ['--comment=a b', '--reservation=c " $d e']],
    ['--wait-all-nodes=1 --exclusive', ['--wait-all-nodes=1', '--exclusive']],
    ['', []],
  ])('%s', (text, words) => {
    expect(readSlurmOptions(text)).toEqual(words);
  });

  it.each([
    ['--wrap=x', 'a run sets --wrap itself'],
    ['--job-n x', 'a run sets --job-name itself'],
    ['-t 5 -Ja', 'a run sets --job-name itself'],
    ['-Qa0-3', 'a run sets --array itself'],
    ['--out=a', 'a run sets --output itself'],
    ['--requeue', 'a run sets --requeue itself'],
    ['--no-requeue', 'a run sets --no-requeue itself'],
    ['--signal=USR1@60', 'a run sets --signal itself'],
    ['gpu', 'gpu is none'],
    ['--partition=gpu evil.sh', 'evil.sh is none'],
    ['-- evil.sh', '-- is none'],
    ["--comment='a", "has a '"],
  ])('refuses %s', (text, why) => {
    expect(() => readSlurmOptions(text)).toThrow(why);
  });
});

const up = path.resolve(import.meta.dirname, '../../../scripts/slurm.sh');
const missing =
  process.platform !== 'linux' || process.getuid?.() !== 0
    ? 'a Slurm can be started as root of a Linux alone'
    : ['slurmctld', 'slurmd', 'sbatch', 'munged'].find(
        name => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
      );

describe.skipIf(missing)(`on a Slurm${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let slurm: string;
  beforeAll(() => {
    slurm = mkdtempSync(path.join(tmpdir(), 'renas-slurm-'));
    process.env['SLURM_CONF'] = path.join(slurm, 'slurm.conf');
    process.env['SLURM_PORT'] = '27917';
    execFileSync(up, ['up', slurm], { stdio: 'ignore' });
  }, 60_000);
  afterAll(() => {
    execFileSync(up, ['down', slurm]);
    delete process.env['SLURM_CONF'];
    rmSync(slurm, { recursive: true, force: true });
  }, 60_000);

  const on = (folder: string, command: string, options: string, setup?: string) => {
    const heard: string[] = [];
    const script = path.join(folder, 'jobs', 'attempt.sh');
    mkdirSync(path.dirname(script), { recursive: true });
    writeFileSync(script, attemptScript);
    const executor = createSlurmExecutor({ script, options, say: text => heard.push(text), silence: 3000 });
    const settings = {
      command,
      cwd: folder,
      ...(setup === undefined ? {} : { setup }),
      job: { label: 'accuracy', goal: 'max', device: 'cpu', threads: 1 } as const,
    };
    return { ...driverIn(folder, command, { executor, settings, interval: 300 }), heard };
  };
  const queue = (...args: string[]) => execFileSync('squeue', ['-h', ...args], { encoding: 'utf8' }).trim();
  const until = async (holds: () => boolean) => {
    for (const end = performance.now() + 30_000; !holds(); ) {
      if (performance.now() > end) throw new Error('It never came to that.');
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };

  it('measures; a job that others cancel is submitted again and goes on from its checkpoint', async () => {
    const folder = path.join(temporaryFolder(), "a, run's 5%d directory");
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'env.sh'), 'export BONUS=40');
    const command = `case {cell} in */m2/*) if [ ! -e {checkpoint}/half ]; then touch {checkpoint}/half; exec sleep 60; fi;; esac; ${result('{"accuracy": \'$((BONUS + 2))\'}')}`;
    const { driver, journal, heard } = on(folder, command, '--time=5 -c 2', 'source ./env.sh');
    const outcomes = [1, 2].map(i => driver.measure(request(i)));
    await until(() => existsSync(path.join(folder, 'jobs', 'm2', 'checkpoint', 'half')));
    await outcomes[0];
    const [id, name] = queue('-o', '%i %j').split(' ');
    expect(name).toMatch(/-m2-1-[0-9a-f]{12}$/);
    execFileSync('scancel', [id!]);
    for (const outcome of await Promise.all(outcomes))
      expect(outcome).toMatchObject({ kind: 'measured', values: { accuracy: 42 } });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expect(journal.measurements.get('m2')).toMatchObject({ submissions: 2, failures: 0 });
    expect(heard.join('\n')).toContain('The job of c2 was cancelled.');
    await driver.close();
    expect(queue()).toBe('');
  }, 60_000);

  it('cancels what waits, with the reason of Slurm, and what runs; sbatch that refuses ends the run', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    const { driver, heard } = on(folder, 'sleep 60', '-c 4 -w n1');
    const outcomes = [1, 2].map(i => driver.measure(request(i)));
    await until(() =>
      heard.some(text => /^Jobs on the cluster: 1 running, 1 waiting: (Resources|Priority)/.test(text)),
    );
    await until(() => attemptsOf(path.join(folder, 'jobs', 'm1')).length > 0);
    const shown = async () =>
      (await readMeasurements(folder, 'accuracy'))!.map(({ state, why, node }) => [state, why ?? node]);
    const rows = await shown();
    expect(rows[0]).toEqual(['running', 'n1']);
    expect(rows[1]).toEqual(['waiting', expect.stringMatching(/^(Resources|Priority)$/)]);
    void Promise.allSettled(outcomes);
    await driver.close();
    await until(() => queue() === '');
    const [attempt] = attemptsOf(path.join(folder, 'jobs', 'm1'));
    expect(attempt).toMatchObject({ code: 75 });
    const wrong = on(`${folder}2`, ':', '--partition=no-such');
    await expect(wrong.driver.measure(request(1))).rejects.toThrow(
      /^sbatch refuses the training of c1: .*Invalid partition name specified; mend --slurm\.$/,
    );
  }, 60_000);

  it('does nothing while the controller is away, and finds its jobs by name when it is back', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    const { driver, journal, heard } = on(folder, `sleep 4; ${result('{"accuracy": 1}')}`, '');
    const outcome = driver.measure(request(1));
    await until(() => attemptsOf(path.join(folder, 'jobs', 'm1')).length > 0);
    const pids = readFileSync(path.join(slurm, 'pids'), 'utf8');
    process.kill(Number(/^(\d+) slurmctld$/m.exec(pids)![1]), 'SIGKILL');
    await until(() => heard.some(text => /^Slurm can't be asked now/.test(text)));
    const again = execFileSync('sh', ['-c', 'slurmctld -D > /dev/null 2>&1 & echo $!'], { encoding: 'utf8' });
    writeFileSync(path.join(slurm, 'pids'), `${pids}${again.trim()} slurmctld\n`);
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    await driver.close();
  }, 90_000);
});
