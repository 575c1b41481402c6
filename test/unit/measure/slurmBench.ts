import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { attemptScript } from '../../../src/measure/attemptScript';
import type { Executor } from '../../../src/measure/executor';
import { createSlurmExecutor } from '../../../src/measure/executors/slurm';
import { parseJournalEntry } from '../../../src/protocol/schemas/measurement';
import { driverIn } from './bench';

const program = path.resolve(import.meta.dirname, '../../../scripts/slurm.sh');

const without = (...names: readonly string[]) => {
  const absent = names.find(name => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  return absent === undefined ? undefined : `there is no ${absent}`;
};

/** Why no Slurm can be started here, and none with accounting. */
export const noSlurm =
  process.platform !== 'linux' || process.getuid?.() !== 0
    ? 'only root can start a Slurm, and on Linux'
    : without('slurmctld', 'slurmd', 'sbatch', 'munged');
export const noAccounting = noSlurm ?? without('slurmdbd', 'mariadbd', 'mariadb-install-db');

/** A name with the reason why what it names is skipped. */
export const skipped = (name: string, reason: string | undefined) =>
  reason === undefined ? name : `${name} (skipped: ${reason})`;

/** A Slurm on this machine; commands of Slurm reach it until it is stopped. */
export interface Slurm {
  readonly folder: string;
  /** The lines of `squeue -h ARGS` on the partition `main`. */
  queue(...args: readonly string[]): readonly string[];
  do(...words: readonly string[]): void;
  /** Process ids of what was started last under a name, `slurmctld`, `slurmd-n1`. */
  pid(name: string): number;
  stop(): void;
}

export function startSlurm(nodes: number, accounting: boolean): Slurm {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-slurm-'));
  process.env['SLURM_CONF'] = path.join(folder, 'slurm.conf');
  process.env['SLURM_PORT'] ??= '27917';
  const run = (verb: string, ...words: readonly string[]) =>
    execFileSync(program, [verb, folder, ...words], { stdio: 'ignore' });
  run('up', String(nodes), ...(accounting ? ['accounting'] : []));
  return {
    folder,
    queue: (...args) => linesOf(execFileSync('squeue', ['-h', '-p', 'main', ...args], { encoding: 'utf8' })),
    do: (verb, ...words) => run(verb!, ...words),
    pid: name =>
      Number(
        linesOf(readFileSync(path.join(folder, 'pids'), 'utf8'))
          .findLast(line => line.endsWith(` ${name}`))
          ?.split(' ')[0],
      ),
    stop() {
      run('down');
      delete process.env['SLURM_CONF'];
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const linesOf = (text: string) => text.split('\n').filter(line => line !== '');

/** Runs a command of Slurm, and returns what it prints. */
export const slurm = (name: string, ...args: readonly string[]) =>
  execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** A driver whose jobs run on the Slurm; `heard`: what it says. */
export function driverOn(
  folder: string,
  command: string,
  options: string,
  {
    setup,
    every = 300,
    grace = 20_000,
    slots = 2,
    through = executor => executor,
  }: {
    readonly setup?: string;
    readonly every?: number;
    /** ms. */
    readonly grace?: number;
    readonly slots?: number;
    readonly through?: (executor: Executor) => Executor;
  } = {},
) {
  const heard: string[] = [];
  const script = path.join(folder, 'jobs', 'attempt.sh');
  mkdirSync(path.dirname(script), { recursive: true });
  writeFileSync(script, attemptScript);
  const say = (text: string) => heard.push(text);
  const executor = through(createSlurmExecutor({ script, options, say, every, silence: 5000 }));
  const settings = {
    command,
    cwd: folder,
    ...(setup === undefined ? {} : { setup }),
    job: { label: 'accuracy', goal: 'max', device: 'cpu', threads: 1 } as const,
  };
  return { ...driverIn(folder, command, { executor, settings, interval: 300, grace, slots, say }), heard };
}

/** Whether its controller can be asked. */
export function answers(cluster: Slurm): boolean {
  try {
    cluster.queue();
    return true;
  } catch {
    return false;
  }
}

export async function until(holds: () => boolean, ms = 60_000): Promise<void> {
  for (const end = performance.now() + ms; !holds(); ) {
    if (performance.now() > end) throw new Error('It never came to that.');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** A command that trains in steps of a tenth of a second, goes on from its checkpoint, and reports. */
export const stepwise = (steps: number, accuracy: number) => `trap 'exit 75' TERM
n=$(cat {checkpoint}/step 2>/dev/null || echo 0)
while [ "$n" -lt ${steps} ]; do
  sleep 0.1
  n=$((n + 1))
  echo "$n" > {checkpoint}/step.part && mv {checkpoint}/step.part {checkpoint}/step || exit 1
  echo "$RENAS_REPORT" >> {folder}/steps
done
printf '{"event":"result","values":{"accuracy":%d},"seconds":1}\\n' ${accuracy} >> {report}`;

/** One result of a job was accepted, and one attempt alone has written it. */
export function expectOneResult(folder: string, key: string, accuracy: number): void {
  const entries = linesOf(readFileSync(path.join(folder, 'measurements.jsonl'), 'utf8')).map(
    parseJournalEntry,
  );
  const measured = entries.flatMap(entry =>
    entry?.event === 'measured' && entry.key === key ? [entry.values] : [],
  );
  expect(measured, key).toEqual([{ accuracy }]);
  const attempts = path.join(folder, 'jobs', key, 'attempts');
  const { ino, nlink } = statSync(path.join(folder, 'jobs', key, 'result.jsonl'));
  const writers = readdirSync(attempts).filter(
    name => name.endsWith('.jsonl') && statSync(path.join(attempts, name)).ino === ino,
  );
  expect([writers.length, nlink], key).toEqual([1, 2]);
}
