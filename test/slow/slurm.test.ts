import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { attemptsOf } from '../../src/measure/attempts';
import { processRuns } from '../../src/runs/processes';
import { readMeasurements } from '../../src/runs/readMeasurements';
import { request, result } from '../unit/measure/bench';
import {
  answers,
  driverOn,
  expectOneResult,
  noAccounting,
  noSlurm,
  type Slurm,
  skipped,
  slurm,
  startSlurm,
  stepwise,
  until,
} from '../unit/measure/slurmBench';
import { temporaryFolder } from '../unit/runs/folders';

/** Where the jobs of a test run, and what it may ask of them. */
const run = () => filesIn(path.join(temporaryFolder(), 'run'));

function filesIn(folder: string) {
  return {
    folder,
    job: (key: string) => path.join(folder, 'jobs', key),
    codes: (key: string) => attemptsOf(path.join(folder, 'jobs', key)).map(({ code }) => code),
    began: (key: string, count = 1) =>
      until(() => attemptsOf(path.join(folder, 'jobs', key)).length >= count),
  };
}

/**
 * Begins two trainings whose jobs may take a minute, the least that Slurm knows, beside other tests: one stops when it is
 * told to, and one does not. Both do so once.
 */
function beginLimited() {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'renas-slurm-')), 'run');
  const command = `if [ ! -e {checkpoint}/begun ]; then
  touch {checkpoint}/begun
  case {cell} in */m1/*) trap 'exit 75' TERM;; *) trap '' TERM;; esac
  while :; do sleep 1; done
fi
${result('{"accuracy": 10}')}`;
  const on = driverOn(folder, command, '--time=1 -w n3 -p aside');
  return { ...filesIn(folder), ...on, outcomes: [1, 2].map(i => on.driver.measure(request(i))) };
}

const says = (heard: readonly string[], what: RegExp, ms?: number) =>
  until(() => heard.some(text => what.test(text)), ms).catch(() => {
    throw new Error(`It never said ${what}, but: ${heard.join(' | ')}`);
  });

describe.skipIf(noSlurm)(skipped('on a Slurm without accounting', noSlurm), () => {
  let cluster: Slurm;
  let limited: ReturnType<typeof beginLimited>;
  beforeAll(() => {
    cluster = startSlurm(3, false);
    limited = beginLimited();
  }, 60_000);
  afterAll(() => {
    cluster.stop();
    rmSync(path.dirname(limited.folder), { recursive: true, force: true });
  }, 60_000);

  it('preempted, then requeued: it waits, goes on from its checkpoint, and costs no try', async () => {
    const { folder, began, codes } = run();
    const { driver, journal, heard } = driverOn(folder, stepwise(40, 1), '-c 4 -w n1');
    const outcome = driver.measure(request(1));
    await began('m1');
    slurm('sbatch', '-p', 'urgent', '-w', 'n1', '-c', '4', '-o', '/dev/null', '--wrap', 'sleep 2');
    await says(heard, /^c1: stopped on node n1 \(preempted or requeued\), queued again\.$/);
    await says(heard, /^Jobs on the cluster: 1 waiting: BeginTime\.$/);
    await began('m1', 2);
    slurm('scontrol', 'requeue', cluster.queue('-t', 'R', '-o', '%i')[0]!);
    await until(() => heard.filter(text => /queued again/.test(text)).length === 2);
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(codes('m1')).toEqual([75, 75, 0]);
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expectOneResult(folder, 'm1', 1);
    await driver.close();
  }, 90_000);

  it('its node is killed with it: "node n1 failed, queued again"', async () => {
    const { folder, began, codes } = run();
    const { driver, journal, heard } = driverOn(folder, stepwise(40, 2), '-c 4');
    const outcome = driver.measure(request(1));
    await began('m1');
    const node = cluster.queue('-o', '%N')[0]!;
    cluster.do('kill-node', node);
    onTestFinished(() => cluster.do('start-node', node));
    await says(heard, new RegExp(`^c1: node ${node} failed, queued again\\.$`), 100_000);
    await until(() =>
      readFileSync(path.join(folder, 'jobs', 'queue.json'), 'utf8').includes('"by":"node failure"'),
    );
    const [row] = (await readMeasurements(folder, 'accuracy'))!;
    expect(row).toMatchObject({
      state: 'waiting',
      why: expect.stringMatching(new RegExp(`^node ${node} failed, queued again`)),
    });
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(codes('m1')).toEqual([undefined, 0]);
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expectOneResult(folder, 'm1', 2);
    await driver.close();
  }, 180_000);

  it('its node is cut off, and it goes on there until another attempt has begun: one of them writes', async () => {
    const { folder, began, codes } = run();
    const { driver, journal, heard } = driverOn(folder, stepwise(300, 3), '-c 4');
    const outcome = driver.measure(request(1));
    await began('m1');
    const node = cluster.queue('-o', '%N')[0]!;
    cluster.do('cut-node', node);
    slurm('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
    onTestFinished(() => cluster.do('start-node', node));
    await says(heard, new RegExp(`^c1: node ${node} failed, queued again\\.$`));
    await began('m1', 2);
    await until(() => codes('m1')[0] !== undefined);
    expect(codes('m1')).toEqual([75, undefined]);
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expectOneResult(folder, 'm1', 3);
    await driver.close();
  }, 120_000);

  it('the time limit of its job: the training is told before, and what does not stop is submitted again', async () => {
    const { folder, codes, driver, journal, heard, outcomes } = limited;
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(heard).toContainEqual(
      expect.stringMatching(/^c1: told to stop on node n3, as before a time limit; submitted again\.$/),
    );
    expect(heard).toContain('c2: the time limit of its job was reached, submitted again.');
    expect(codes('m1')).toEqual([75, 0]);
    expect(codes('m2').at(-1)).toBe(0);
    for (const key of ['m1', 'm2']) {
      expect(journal.measurements.get(key)).toMatchObject({ submissions: 2, failures: 0 });
      expectOneResult(folder, key, 10);
    }
    await driver.close();
  }, 240_000);

  it('the controller is killed right after a submission, forgets it, and gives its number to another', async () => {
    const { folder, job } = run();
    const { driver, journal } = driverOn(folder, stepwise(20, 4), '--begin=now+3');
    const outcome = driver.measure(request(1));
    await until(() => cluster.queue('-t', 'PD').length === 1);
    const id = cluster.queue('-o', '%i')[0]!;
    cluster.do('kill-controller');
    cluster.do('start-controller', 'forgetful');
    await until(() => answers(cluster));
    // Somebody else gets its number.
    let other = '';
    while (Number(other) < Number(id))
      other = slurm('sbatch', '--parsable', '-o', '/dev/null', '--wrap', 'sleep 30');
    expect(other).toBe(id);
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 2, failures: 0 });
    expect(existsSync(path.join(job('m1'), 'attempts', '1.claim'))).toBe(true);
    expectOneResult(folder, 'm1', 4);
    await driver.close();
    expect(cluster.queue('-t', 'R,PD', '-o', '%i')).toContain(other);
    slurm('scancel', '--partition=main');
  }, 90_000);

  it('the controller forgets what runs: nothing runs twice, and one result is accepted', async () => {
    const { folder, began } = run();
    const { driver, journal } = driverOn(folder, stepwise(100, 5), '-c 4');
    const outcome = driver.measure(request(1));
    await began('m1');
    cluster.do('kill-controller');
    cluster.do('start-controller', 'forgetful');
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')!.failures).toBe(0);
    expectOneResult(folder, 'm1', 5);
    await driver.close();
  }, 90_000);

  it('somebody cancels what waits and what runs: both are submitted again', async () => {
    const { folder, began } = run();
    const { driver, journal, heard } = driverOn(folder, stepwise(30, 6), '-c 4 -w n1');
    const outcomes = [1, 2].map(i => driver.measure(request(i)));
    await began('m1');
    await says(heard, /^Jobs on the cluster: 1 running, 1 waiting: (Resources|Priority)\.$/);
    slurm('scancel', '--partition=main');
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: 'measured' });
    for (const key of ['m1', 'm2']) {
      expect(journal.measurements.get(key)).toMatchObject({ submissions: 2, failures: 0 });
      expectOneResult(folder, key, 6);
    }
    for (const name of ['c1', 'c2']) expect(heard).toContain(`${name}: its job was cancelled.`);
    await driver.close();
  }, 90_000);

  it('its memory runs out: a failure of its own, which says so', async () => {
    const { folder, codes } = run();
    const greedy = `if [ ! -e {checkpoint}/big ]; then touch {checkpoint}/big; { head -c 400000000 /dev/zero; sleep 30; } | tail -c 400000000 > /dev/null; exit 1; fi
${result('{"accuracy": 7}')}`;
    const { driver, journal, heard } = driverOn(folder, greedy, '--mem=50');
    expect(await driver.measure(request(1))).toMatchObject({ kind: 'measured' });
    expect(heard.join('\n')).toMatch(/c1 failed \(Slurm ended it.*memory runs out\)/);
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 2, failures: 1 });
    expect(codes('m1').at(-1)).toBe(0);
    expectOneResult(folder, 'm1', 7);
    await driver.close();
  }, 90_000);

  it('held after a failed launch: released; held by somebody: it waits for them', async () => {
    const { folder, began } = run();
    const fails = path.join(cluster.folder, 'prolog.fails');
    writeFileSync(fails, '');
    const { driver, journal, heard } = driverOn(folder, stepwise(20, 8), '-c 4 -w n1');
    const outcome = driver.measure(request(1));
    await says(heard, /waiting: launch failed requeued held/);
    rmSync(fails);
    slurm('scontrol', 'update', 'nodename=n1', 'state=resume');
    await says(heard, /^c1: its job could not be launched, and Slurm held it: released\.$/);
    await until(() => !cluster.queue('-o', '%r').includes('launch failed requeued held'));
    const id = cluster.queue('-o', '%i')[0]!;
    slurm('scontrol', 'hold', id);
    await says(heard, /^Jobs on the cluster: 1 waiting: JobHeld(Admin|User)\.$/);
    await until(() => readFileSync(path.join(folder, 'jobs', 'queue.json'), 'utf8').includes('JobHeld'));
    expect(await readMeasurements(folder, 'accuracy')).toMatchObject([
      { state: 'waiting', why: expect.stringMatching(/^JobHeld/) },
    ]);
    await new Promise(resolve => setTimeout(resolve, 2000));
    expect(cluster.queue('-o', '%r')[0]).toMatch(/^JobHeld/);
    slurm('scontrol', 'release', id);
    await began('m1');
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expectOneResult(folder, 'm1', 8);
    await driver.close();
  }, 90_000);

  it('the controller holds as many jobs as it can: sbatch is not waited for, and tried again', async () => {
    const { folder } = run();
    const file = path.join(cluster.folder, 'slurm.conf');
    const usual = readFileSync(file, 'utf8');
    const restart = async (conf: string) => {
      writeFileSync(file, conf);
      cluster.do('kill-controller');
      cluster.do('start-controller');
      await until(() => answers(cluster));
    };
    const all = slurm('squeue', '-h', '-t', 'all', '-o', '%i').split('\n').filter(Boolean).length;
    await restart(`${usual}MaxJobCount=${all + 2}\n`);
    const { driver, journal, heard } = driverOn(folder, stepwise(10, 14), '');
    const outcomes = [1, 2].map(i => driver.measure(request(i)));
    await says(
      heard,
      /^The cluster takes no more jobs now \(.*sleeping and retrying\): it is tried again\.$/,
    );
    // Meanwhile, the other one is looked after.
    await outcomes[0];
    await restart(usual);
    expect(await outcomes[1]).toMatchObject({ kind: 'measured' });
    for (const key of ['m1', 'm2']) {
      expect(journal.measurements.get(key)).toMatchObject({ submissions: 1, failures: 0 });
      expectOneResult(folder, key, 14);
    }
    await driver.close();
  }, 120_000);

  it('the driver dies before it hears of its submission: the next one finds the job by its name', async () => {
    const { folder } = run();
    const submitted: string[] = [];
    const dying = driverOn(folder, stepwise(20, 12), '', {
      through: executor => ({
        ...executor,
        async submit(job) {
          await executor.submit(job);
          submitted.push(job.key);
          return new Promise(() => {});
        },
      }),
    });
    void dying.driver.measure(request(1));
    await until(() => submitted.length === 1);
    const { driver, journal } = driverOn(folder, stepwise(20, 12), '');
    expect(await driver.measure(request(1))).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expect(cluster.queue('-t', 'all', '-n', cluster.queue('-t', 'all', '-o', '%j').at(-1)!)).toHaveLength(1);
    expectOneResult(folder, 'm1', 12);
    await driver.close();
  }, 60_000);

  it('GPUs: each training is given one of its own, and the third waits for the two of the node', async () => {
    const { folder } = run();
    const command = `echo "$CUDA_VISIBLE_DEVICES" > {folder}/gpu; ${stepwise(30, 18)}`;
    const { driver, heard } = driverOn(folder, command, '--gres=gpu:1 -w n1', { slots: 3 });
    const outcomes = [1, 2, 3].map(i => driver.measure(request(i)));
    await says(heard, /^Jobs on the cluster: 2 running, 1 waiting: (Resources|Priority)/);
    const gpu = (key: string) => readFileSync(path.join(folder, 'jobs', key, 'gpu'), 'utf8').trim();
    await until(() => ['m1', 'm2'].every(key => existsSync(path.join(folder, 'jobs', key, 'gpu'))));
    expect([gpu('m1'), gpu('m2')].sort()).toEqual(['0', '1']);
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(gpu('m3')).toMatch(/^[01]$/);
    await driver.close();
  }, 90_000);

  it('a job that asks for more time than its partition has: it is said that it never begins', async () => {
    const { folder } = run();
    slurm('scontrol', 'create', 'PartitionName=short', 'Nodes=n1', 'MaxTime=1', 'State=UP');
    onTestFinished(() => void slurm('scontrol', 'delete', 'PartitionName=short'));
    const { driver, heard } = driverOn(folder, ':', '-p short --time=5');
    void driver.measure(request(1)).catch(() => {});
    await says(
      heard,
      /^A job that waits for PartitionTimeLimit never begins: cancel the run, and start it with other options/,
    );
    await driver.close();
    expect(slurm('squeue', '-h', '-p', 'short')).toBe('');
  }, 60_000);

  it('cancel ends what waits at once, and what runs as soon as it has stopped', async () => {
    const { folder, began, codes } = run();
    const slow = "trap 'sleep 2; exit 75' TERM; while :; do sleep 0.1; done";
    const { driver, heard } = driverOn(folder, slow, '-c 4 -w n1', { slots: 3 });
    const outcomes = [1, 2, 3].map(i => driver.measure(request(i)));
    void Promise.allSettled(outcomes);
    await began('m1');
    await says(heard, /^Jobs on the cluster: 1 running, \d waiting/);
    const closed = driver.close();
    await until(() => cluster.queue('-t', 'PD').length === 0);
    await closed;
    await until(() => cluster.queue().length === 0);
    expect(codes('m1')).toEqual([75]);
    // What does not stop is ended after the grace.
    const deaf = filesIn(`${folder}2`);
    const other = driverOn(deaf.folder, "trap '' TERM; while :; do sleep 0.1; done", '-c 4 -w n1', {
      grace: 6000,
    });
    void other.driver.measure(request(1)).catch(() => {});
    await deaf.began('m1');
    const [attempt] = attemptsOf(deaf.job('m1'));
    const child = path.join(deaf.job('m1'), `${attempt!.name}.child`);
    await until(() => existsSync(child));
    const pid = Number(readFileSync(child, 'utf8').split(' ')[0]);
    expect(processRuns(pid)).toBe(true);
    await new Promise(resolve => setTimeout(resolve, 500));
    await other.driver.close();
    await until(() => cluster.queue().length === 0);
    expect(processRuns(pid)).toBe(false);
  }, 120_000);

  it('all runs of a process together ask the controller once in an interval', async () => {
    const bin = temporaryFolder();
    const log = path.join(bin, 'asked');
    writeFileSync(log, '');
    const squeue = slurm('sh', '-c', 'command -v squeue');
    writeFileSync(path.join(bin, 'squeue'), `#!/bin/sh\necho >> ${log}\nexec ${squeue} "$@"\n`, {
      mode: 0o755,
    });
    const before = process.env['PATH'];
    process.env['PATH'] = `${bin}:${before}`;
    onTestFinished(() => {
      process.env['PATH'] = before;
    });
    const every = 1000;
    const begun = performance.now();
    const runs = [1, 2, 3].map(() => {
      const { folder } = run();
      return { folder, ...driverOn(folder, stepwise(15, 13), '', { every }) };
    });
    const outcomes = runs.flatMap(({ driver }) => [1, 2].map(i => driver.measure(request(i))));
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: 'measured' });
    const asked = readFileSync(log, 'utf8').length;
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual((performance.now() - begun) / every + 1);
    for (const { folder, driver } of runs) {
      for (const key of ['m1', 'm2']) expectOneResult(folder, key, 13);
      await driver.close();
    }
  }, 90_000);

  it('cancelled while the controller is away: what runs hears of it on the disk, and what waits does not begin', async () => {
    const { folder, began, codes } = run();
    // Without a handler of its own.
    const { driver, heard } = driverOn(folder, 'while :; do sleep 1; done', '-c 4 -w n1');
    const outcomes = [1, 2].map(i => driver.measure(request(i)));
    void Promise.allSettled(outcomes);
    await began('m1');
    await says(heard, /^Jobs on the cluster: 1 running, 1 waiting: (Resources|Priority)\.$/);
    // It keeps what it knows after some seconds.
    await new Promise(resolve => setTimeout(resolve, 8000));
    cluster.do('kill-controller');
    const begun = performance.now();
    await driver.close();
    expect(performance.now() - begun).toBeLessThan(60_000);
    expect(codes('m1')).toEqual([75]);
    expect(codes('m2')).toEqual([]);
    cluster.do('start-controller');
    await until(() => answers(cluster) && cluster.queue().length === 0, 90_000);
    expect(codes('m2')).toEqual([]);
    // It goes on with both.
    const next = driverOn(folder, result('{"accuracy": 15}'), '-c 4 -w n1');
    for (const outcome of [1, 2].map(i => next.driver.measure(request(i))))
      expect(await outcome).toMatchObject({ kind: 'measured' });
    await next.driver.close();
  }, 240_000);

  it('the controller does not answer a submission in time: the job is found by its name', async () => {
    const { folder } = run();
    const { driver, journal, heard } = driverOn(folder, result('{"accuracy": 9}'), '');
    process.kill(cluster.pid('slurmctld'), 'SIGSTOP');
    const outcome = driver.measure(request(1));
    await says(heard, /^Slurm can't be asked now \(.*timed out/);
    process.kill(cluster.pid('slurmctld'), 'SIGCONT');
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(journal.measurements.get('m1')).toMatchObject({ submissions: 1, failures: 0 });
    expectOneResult(folder, 'm1', 9);
    await driver.close();
  }, 120_000);
});

describe.skipIf(noAccounting)(skipped('on a Slurm with accounting', noAccounting), () => {
  let cluster: Slurm;
  beforeAll(() => {
    cluster = startSlurm(2, true);
  }, 90_000);
  afterAll(() => cluster.stop(), 60_000);

  it('a user may submit one job only: the others wait, and none is lost', async () => {
    const { folder } = run();
    slurm('sacctmgr', '-i', 'modify', 'user', 'root', 'set', 'MaxSubmitJobs=1');
    onTestFinished(() => void slurm('sacctmgr', '-i', 'modify', 'user', 'root', 'set', 'MaxSubmitJobs=-1'));
    const { driver, journal, heard } = driverOn(folder, stepwise(10, 11), '');
    const outcomes = [1, 2, 3].map(i => driver.measure(request(i)));
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(heard).toContain(
      'The cluster takes no more jobs now (AssocMaxSubmitJobLimit): it is tried again.',
    );
    for (const key of ['m1', 'm2', 'm3']) {
      expect(journal.measurements.get(key)).toMatchObject({ submissions: 1, failures: 0 });
      expectOneResult(folder, key, 11);
    }
    await driver.close();
  }, 120_000);

  it('says what stopped a job: a preemption, a requeue, its node', async () => {
    const { folder, began, codes } = run();
    const { driver, heard } = driverOn(folder, stepwise(100, 16), '-c 4 -w n1');
    const outcome = driver.measure(request(1));
    const shown = async () => (await readMeasurements(folder, 'accuracy'))![0]!.why;
    const becomes = async (why: string) => expect.poll(shown, { timeout: 30_000 }).toBe(why);
    await began('m1');
    slurm('sbatch', '-p', 'urgent', '-w', 'n1', '-c', '4', '-o', '/dev/null', '--wrap', 'sleep 2');
    await says(heard, /^c1: preempted on node n1, queued again\.$/);
    await becomes('preempted on node n1, queued again (BeginTime)');
    await began('m1', 2);
    slurm('scontrol', 'requeue', cluster.queue('-t', 'R', '-o', '%i')[0]!);
    await says(heard, /^c1: stopped on node n1 and requeued\.$/);
    await becomes('stopped on node n1 and requeued (BeginTime)');
    await began('m1', 3);
    cluster.do('kill-node', 'n1');
    slurm('scontrol', 'update', 'nodename=n1', 'state=down', 'reason=test');
    cluster.do('start-node', 'n1');
    // The node is up again when it is asked about: the accounting knows.
    await until(() => slurm('sinfo', '-h', '-p', 'main', '-n', 'n1', '-o', '%T') !== 'down');
    await says(heard, /^c1: node n1 failed, queued again\.$/);
    expect(await outcome).toMatchObject({ kind: 'measured' });
    expect(codes('m1')).toEqual([75, 75, undefined, 0]);
    expectOneResult(folder, 'm1', 16);
    await driver.close();
  }, 120_000);

  it('says how a job ended that the controller has forgotten meanwhile', async () => {
    const { folder, began } = run();
    const before = driverOn(folder, stepwise(600, 17), '', {
      through: executor => ({ ...executor, look: () => new Promise(() => {}) }),
    });
    void before.driver.measure(request(1));
    await began('m1');
    slurm('scancel', '--partition=main');
    const states = () => slurm('sacct', '-n', '-X', '-P', '-S', 'now-1days', '-o', 'JobName,State');
    const name = cluster.queue('-t', 'all', '-o', '%j').at(-1)!;
    await until(() => states().includes(`${name}|CANCELLED`));
    cluster.do('kill-controller');
    cluster.do('start-controller', 'forgetful');
    await until(() => answers(cluster));
    const { driver, heard } = driverOn(folder, result('{"accuracy": 17}'), '');
    expect(await driver.measure(request(1))).toMatchObject({ kind: 'measured' });
    expect(heard).toContain('c1: its job was cancelled.');
    expectOneResult(folder, 'm1', 17);
    await driver.close();
  }, 120_000);
});
