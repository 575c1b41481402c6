import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptsOf } from '../../../src/measure/attempts';
import { readSlurmOptions } from '../../../src/measure/executors/slurmOptions';
import { readMeasurements, readQueue } from '../../../src/runs/readMeasurements';
import { temporaryFolder } from '../runs/folders';
import { request, result } from './bench';
import { driverOn, noSlurm, type Slurm, skipped, slurm, startSlurm, until } from './slurmBench';

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

describe.skipIf(noSlurm)(skipped('on a Slurm', noSlurm), () => {
  let cluster: Slurm;
  beforeAll(() => {
    cluster = startSlurm(2, false);
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  it('measures; a job that others cancel is submitted again and goes on from its checkpoint', async () => {
    const folder = path.join(temporaryFolder(), "a, run's 5%d directory");
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'env.sh'), 'export BONUS=40');
    const command = `case {cell} in */m2/*) if [ ! -e {checkpoint}/half ]; then touch {checkpoint}/half; exec sleep 60; fi;; esac; ${result('{"accuracy": \'$((BONUS + 2))\'}')}`;
    const { driver, journal, heard } = driverOn(folder, command, '--time=5 -c 2', {
      setup: 'source ./env.sh',
    });
    const outcomes = [1, 2].map(i => driver.measure(request(i)));
    await until(() => existsSync(path.join(folder, 'jobs', 'm2', 'checkpoint', 'half')));
    await outcomes[0];
    const [line] = cluster.queue('-o', '%i %j');
    expect(line).toMatch(/-m2-1-[0-9a-f]{12}$/);
    slurm('scancel', line!.split(' ')[0]!);
    for (const outcome of await Promise.all(outcomes))
      expect(outcome).toMatchObject({ kind: 'measured', values: { accuracy: 42 } });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expect(journal.measurements.get('m2')).toMatchObject({ submissions: 2, failures: 0 });
    expect(heard.join('\n')).toContain('c2: its job was cancelled.');
    await driver.close();
    expect(cluster.queue()).toEqual([]);
  }, 60_000);

  it('cancels what waits, with the reason of Slurm, and what runs; sbatch that refuses ends the run', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    const { driver, heard } = driverOn(folder, 'sleep 60', '-c 4 -w n1');
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
    await until(() => cluster.queue().length === 0);
    const [attempt] = attemptsOf(path.join(folder, 'jobs', 'm1'));
    expect(attempt).toMatchObject({ code: 75 });
    const wrong = driverOn(`${folder}2`, ':', '--partition=no-such');
    await expect(wrong.driver.measure(request(1))).rejects.toThrow(
      /^sbatch refuses the training of c1: .*Invalid partition name specified; mend --slurm\.$/,
    );
  }, 60_000);

  it('does nothing while the controller is away, and finds its jobs by name when it is back', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    const { driver, journal, heard } = driverOn(folder, `sleep 8; ${result('{"accuracy": 1}')}`, '');
    const outcome = driver.measure(request(1));
    await until(() => attemptsOf(path.join(folder, 'jobs', 'm1')).length > 0);
    await expect
      .poll(async () => (await readQueue(folder)).jobs['m1']?.node, { timeout: 20_000 })
      .toBeDefined();
    cluster.do('kill-controller');
    await until(() => heard.some(text => /^Slurm can't be asked now/.test(text)));
    const { jobs, silence } = await readQueue(folder);
    expect(jobs).toEqual({ m1: { node: expect.stringMatching(/^n[12]$/) } });
    expect(silence!.why).toContain('Unable to contact slurm controller');
    expect(Date.now() - Date.parse(silence!.since)).toBeLessThan(60_000);
    cluster.do('start-controller');
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(heard).toContain('Slurm answers again.');
    expect(await readQueue(folder)).toEqual({ jobs: expect.anything() });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    await driver.close();
  }, 90_000);
});
