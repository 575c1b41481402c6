import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../src/cells/random';
import { readOr } from '../../src/measure/attempts';
import type { RunEvent } from '../../src/protocol/events';
import { answers, type Slurm, slurm, until } from '../unit/measure/slurmBench';

/** The run that is disturbed. */
export interface Disturbed {
  /** Its directory. */
  readonly run: string;
  readonly cluster: Slurm;
  readonly random: Random;
  /** Ends the driver with SIGKILL, and another one goes on. */
  killDriver(): Promise<boolean>;
  ended(): boolean;
}

interface Running {
  readonly id: string;
  /** Of the measurement. */
  readonly key: string;
  readonly node: string;
}

export type Fault = () => Promise<boolean>;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

export function messagesOf(run: string): readonly string[] {
  const lines = readFileSync(path.join(run, 'events.jsonl'), 'utf8').split('\n').filter(Boolean);
  const events = lines.map(line => JSON.parse(line) as RunEvent);
  return events.flatMap(event => (event.event === 'message' ? [event.text] : []));
}

/** What may happen to the jobs of a run; each says whether it really has. */
export function slurmFaults({ run, cluster, random, killDriver, ended }: Disturbed) {
  /** Jobs that were made to run into their time limit, which nothing else is to end. */
  const hung = new Set<string>();
  const greedy = new Set<string>();

  const jobs = (...states: readonly string[]): readonly Running[] =>
    cluster
      .queue('-t', states.join(), '-o', '%i|%j|%N')
      .map(line => line.split('|'))
      .flatMap(([id = '', name = '', node = '']) => {
        const key = /-(m\d+)-\d+-[0-9a-f]{12}$/.exec(name)?.[1];
        return key === undefined || hung.has(id) ? [] : [{ id, key, node }];
      });
  const reasons = () => cluster.queue('-o', '%r');
  const comes = (holds: () => boolean, ms: number) =>
    until(() => ended() || holds(), ms).then(
      () => holds(),
      () => false,
    );
  const anyRunning = async (suits: (job: Running) => boolean = () => true): Promise<Running | undefined> => {
    const running = () => jobs('R').filter(suits);
    await comes(() => running().length > 0, 20_000);
    const some = running();
    return some[random.integer(Math.max(1, some.length))];
  };
  const restarts = (id: string) => Number(/ Restarts=(\d+)/.exec(slurm('scontrol', 'show', 'job', id))?.[1]);
  const nodeIsBack = (node: string) =>
    comes(
      () => /^(idle|mixed|allocated)$/.test(slurm('sinfo', '-h', '-p', 'main', '-n', node, '-o', '%T')),
      20_000,
    );

  const loseNode = async (verb: 'kill-node' | 'cut-node') => {
    const job = await anyRunning();
    if (!job) return false;
    const before = restarts(job.id);
    cluster.do(verb, job.node);
    // The controller itself takes half a minute to notice, which a test of its own waits for.
    slurm('scontrol', 'update', `nodename=${job.node}`, 'state=down', 'reason=chaos');
    const lost = await comes(() => restarts(job.id) > before, 10_000);
    cluster.do('start-node', job.node);
    await nodeIsBack(job.node);
    return lost;
  };
  const restarted = async (act: (job: Running) => void) => {
    const job = await anyRunning();
    if (!job) return false;
    const before = restarts(job.id);
    act(job);
    return comes(() => restarts(job.id) > before, 10_000);
  };
  const cancelOne = async () => {
    const job = await anyRunning();
    if (job) slurm('scancel', job.id);
    return job;
  };

  return {
    preempted: () =>
      restarted(({ node }) =>
        slurm('sbatch', '-p', 'urgent', '-w', node, '-c', '4', '-o', '/dev/null', '--wrap', 'sleep 2'),
      ),
    requeued: () => restarted(({ id }) => slurm('scontrol', 'requeue', id)),
    nodeKilled: () => loseNode('kill-node'),
    nodeCutOff: () => loseNode('cut-node'),
    async controllerKilled() {
      cluster.do('kill-controller');
      await pause(1000 + random.integer(2000));
      cluster.do('start-controller');
      await until(() => answers(cluster));
      return true;
    },
    /** Right after a submission; the number of its job is given to another one. */
    async stateLost() {
      const before = new Set(jobs('R').map(({ id }) => id));
      if (before.size > 0) await cancelOne();
      const fresh = () => jobs('R', 'PD').find(({ id }) => !before.has(id));
      if (!(await comes(() => fresh() !== undefined, 30_000))) return false;
      const lost = fresh()!;
      cluster.do('kill-controller');
      cluster.do('start-controller', 'forgetful');
      await until(() => answers(cluster));
      if (jobs('R', 'PD', 'CG').some(({ key }) => key === lost.key)) return false;
      for (let id = 0; id < Number(lost.id); )
        id = Number(
          slurm('sbatch', '--parsable', '-p', 'aside', '-o', '/dev/null', '--begin=now+60', '--wrap', 'true'),
        );
      await pause(2000);
      slurm('scancel', '-p', 'aside', '-u', 'root');
      return true;
    },
    driverKilled: killDriver,
    async cancelled() {
      return (await cancelOne()) !== undefined;
    },
    /** Whether it comes to that is seen a minute later, in what the run says. */
    async reachesTimeLimit() {
      const job = await anyRunning();
      if (!job) return false;
      // The leader of the session of its last attempt.
      const child = () => {
        const folder = path.join(run, 'jobs', job.key);
        const current = readOr(path.join(folder, 'attempts', 'current'), '').trim();
        return Number(readOr(path.join(folder, `${current}.child`), '').split(' ')[0]);
      };
      if (!(await comes(() => child() > 0, 10_000))) return false;
      process.kill(-child(), 'SIGSTOP');
      slurm('scontrol', 'update', `jobid=${job.id}`, 'timelimit=1');
      hung.add(job.id);
      return true;
    },
    /** Whether it comes to that is seen in what the run says. */
    async outOfMemory() {
      const job = await anyRunning(({ key }) => !greedy.has(key));
      if (!job) return false;
      // The third failure of a cell is its last.
      greedy.add(job.key);
      writeFileSync(path.join(run, 'jobs', job.key, 'eat'), '');
      return true;
    },
    async held() {
      const job = await anyRunning();
      if (!job) return false;
      slurm('scontrol', 'requeuehold', job.id);
      const held = await comes(() => reasons().some(reason => /held/i.test(reason)), 10_000);
      await pause(2000);
      // One that is still completing is held only after that.
      await comes(() => {
        slurm('scontrol', 'release', job.id);
        return !cluster
          .queue('-j', job.id, '-o', '%T %r')
          .some(line => /COMPLETING|requeued in held/i.test(line));
      }, 20_000);
      return held;
    },
    async launchFailed() {
      const fails = path.join(cluster.folder, 'prolog.fails');
      writeFileSync(fails, '');
      // What is launched next is one that waits, or this one.
      const [running] = jobs('R');
      if (running) slurm('scancel', running.id);
      const held = await comes(() => reasons().includes('launch failed requeued held'), 30_000);
      rmSync(fails);
      for (const node of ['n1', 'n2', 'n3'])
        if (/^drain/.test(slurm('sinfo', '-h', '-p', 'main', '-n', node, '-o', '%T'))) {
          slurm('scontrol', 'update', `nodename=${node}`, 'state=resume');
          await nodeIsBack(node);
        }
      return held;
    },
    async submissionsLimited() {
      const told = () => messagesOf(run).filter(text => text.includes('AssocMaxSubmitJobLimit')).length;
      const before = told();
      slurm('sacctmgr', '-i', 'modify', 'user', 'root', 'set', 'MaxSubmitJobs=1');
      await cancelOne();
      const refused = await comes(() => told() > before, 20_000);
      slurm('sacctmgr', '-i', 'modify', 'user', 'root', 'set', 'MaxSubmitJobs=-1');
      return refused;
    },
    async controllerBusy() {
      const told = () => messagesOf(run).filter(text => text.startsWith("Slurm can't be asked now")).length;
      const before = told();
      const controller = cluster.pid('slurmctld');
      process.kill(controller, 'SIGSTOP');
      await pause(14_000);
      process.kill(controller, 'SIGCONT');
      await until(() => answers(cluster));
      return comes(() => told() > before, 5000);
    },
  } satisfies Record<string, Fault>;
}
