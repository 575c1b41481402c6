import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../src/cells/random';
import type { RunEvent } from '../../src/protocol/events';
import type { JournalEntry } from '../../src/protocol/measurement';
import { parseJournalEntry } from '../../src/protocol/schemas/measurement';
import { bundlePrograms } from '../bundle';
import {
  expectOneResult,
  noAccounting,
  type Slurm,
  skipped,
  startSlurm,
  until,
} from '../unit/measure/slurmBench';
import { temporaryFolder } from '../unit/runs/folders';
import { type Fault, messagesOf, slurmFaults } from './slurmFaults';

const built = path.resolve(import.meta.dirname, '../.tmp/slurm');
const cli = path.join(built, 'dist', 'cli.js');

/** Trains in steps, goes on from its checkpoint; what it reaches depends on the cell alone. */
const trainer = `trap 'exit 75' TERM
n=$(cat "$RENAS_CHECKPOINT/step" 2>/dev/null || echo 0)
while [ "$n" -lt "\${STEPS:-40}" ]; do
  sleep 0.2
  if [ -e "$RENAS_FOLDER/eat" ]; then
    rm "$RENAS_FOLDER/eat"
    { head -c 600000000 /dev/zero; sleep 30; } | tail -c 600000000 > /dev/null
    exit 1
  fi
  n=$((n + 1))
  echo "$n" > "$RENAS_CHECKPOINT/step.part" && mv "$RENAS_CHECKPOINT/step.part" "$RENAS_CHECKPOINT/step" || exit 1
done
HASH=$(sed -n 's/.*"hash": "\\([0-9a-f]*\\)".*/\\1/p' "$RENAS_JOB")
# Where an order is given, ends only after those before it have been learned from.
if [ -e order ]; then
  TURN=$(grep -n -x "$HASH" order | cut -d: -f1)
  [ -n "$TURN" ] || exit 65
  while [ "$(grep -c '"event":"round"' "$RENAS_FOLDER/../../events.jsonl")" -lt "$((TURN - 1))" ]; do sleep 0.1; done
fi
V=$(printf '%s' "$HASH" | cut -c1-6)
printf '{"event":"result","values":{"accuracy":%d},"seconds":1}\\n' "$((0x$V % 10000))" >> "$RENAS_REPORT"
`;
/** Small enough to be gone through as a whole: of a large space, a loop that goes on draws other candidates. */
const space = `space small {
  operations on vertices {
    conv3x3
    conv1x1
    maxpool3x3
  }
  vertices <= 5
  edges <= 8
  merge = sum
  output = concat
  skeleton {
    image = 32x32x3
    stem = 16
    stacks = 3
    cells = 1
    classes = 10
  }
}
`;
const accuracyOf = (hash: string) => Number(`0x${hash.slice(0, 6)}`) % 10000;

const budget = 12;
const slots = 3;
const loop = [
  ...['loop', '--space', 'small.cell', '--command', 'sh train.sh', '--epochs', '1', '--run', 'run'],
  ...['--budget', `${budget}`, '--slots', `${slots}`, '--repeat', '0', '--verify', '0', '--seed', '5'],
];
const onSlurm = ['--on', 'slurm', '--slurm', '-p main -c 3 --mem=100 --time=10'];

const environment = (folder: string) => ({ ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') });

const entriesOf = (run: string): readonly JournalEntry[] => {
  const file = path.join(run, 'measurements.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => parseJournalEntry(line) ?? []);
};

/** Hashes of the measured cells, in the order in which the loop has learned from them. */
function orderOf(run: string): readonly string[] {
  const hashes = new Map<string, string>();
  const names = new Map<string, string>();
  const measured: string[] = [];
  for (const entry of entriesOf(run))
    if (entry.event === 'asked') {
      hashes.set(entry.key, entry.hash);
      names.set(entry.name, entry.hash);
    } else if (entry.event === 'measured') measured.push(hashes.get(entry.key)!);
  const learned = readFileSync(path.join(run, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as RunEvent)
    .flatMap(event => (event.event === 'round' ? event.cells : []))
    .map(({ cell }) => names.get(/^cell (\w+)/m.exec(cell)![1]!)!);
  // A driver that was killed has not always told what it had learned last.
  return [...new Set([...learned, ...measured])];
}

describe.skipIf(noAccounting)(skipped('on a Slurm', noAccounting), () => {
  let cluster: Slurm;
  beforeAll(() => {
    bundlePrograms(path.dirname(cli), { cli: 'src/cli/main.ts' });
    if (!existsSync(path.join(built, 'models')))
      symlinkSync(path.resolve(import.meta.dirname, '../../models'), path.join(built, 'models'));
    cluster = startSlurm(3, true);
  }, 180_000);
  afterAll(() => cluster.stop(), 60_000);

  it('a loop of 12 measurements under every fault at random for three minutes', async () => {
    const seed = Number(process.env['RENAS_TEST_SEED'] ?? 20);
    const random = createRandom(seed);
    const folder = temporaryFolder();
    const run = path.join(folder, 'run');
    const prepare = (where: string) => {
      writeFileSync(path.join(where, 'train.sh'), trainer);
      writeFileSync(path.join(where, 'small.cell'), space);
    };
    prepare(folder);
    const ends: (number | string)[] = [];
    const start = (...words: readonly string[]): ChildProcess => {
      const child = spawn(process.execPath, [cli, ...words], {
        cwd: folder,
        env: environment(folder),
        stdio: ['ignore', 'ignore', openSync(path.join(folder, 'stderr'), 'a')],
      });
      child.once('exit', (code, signal) => ends.push(code ?? signal ?? ''));
      return child;
    };
    let driver = start(...loop, ...onSlurm);
    onTestFinished(() => void driver.kill('SIGKILL'));
    const ended = () => driver.exitCode !== null;
    const killDriver = async () => {
      for (let tries = 0; tries < 100 && !ended(); tries++) {
        driver.kill('SIGSTOP');
        const entries = entriesOf(run);
        const asked = entries.filter(({ event }) => event === 'asked').length;
        const open = asked - entries.filter(({ event }) => event === 'measured').length;
        // Between a result and the next question, one that goes on would choose with more results than one that was not
        // killed; test/slow/measuring.test.ts kills it at any time.
        if (open === slots || asked === budget) {
          const gone = new Promise(resolve => driver.once('exit', resolve));
          driver.kill('SIGKILL');
          await gone;
          await new Promise(resolve => setTimeout(resolve, random.integer(3000)));
          driver = start('resume', 'run');
          return true;
        }
        driver.kill('SIGCONT');
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      return false;
    };
    const faults: Readonly<Record<string, Fault>> = slurmFaults({ run, cluster, random, killDriver, ended });
    const counts = new Map(Object.keys(faults).map(name => [name, 0]));
    const begun = performance.now();
    const log: string[] = [];
    const doNext = async (name: string) => {
      const at = Math.round((performance.now() - begun) / 1000);
      // The job that was to be disturbed may just have ended.
      const happened = await faults[name]!().catch(error => (error as Error).message.split('\n')[0]!);
      if (happened === true) counts.set(name, counts.get(name)! + 1);
      log.push(`${at} s ${name}${happened === true ? '' : ` (not: ${happened})`}`);
      await new Promise(resolve => setTimeout(resolve, 500 + random.integer(1500)));
    };
    const { stateLost, reachesTimeLimit, ...others } = faults;
    // With the first submission: a training that a controller has forgotten, and ended, counts as running for two minutes.
    // A job that hangs is to be ended by its limit a minute later, so that it must not be forgotten.
    await doNext('stateLost');
    await until(() => ended() || cluster.queue('-t', 'R').length === slots);
    await doNext('reachesTimeLimit');
    const deck: string[] = [];
    const missing = () => Object.keys(others).filter(name => counts.get(name) === 0);
    for (;;) {
      const elapsed = performance.now() - begun;
      if (ended() || elapsed > 270_000 || (elapsed > 180_000 && missing().length === 0)) break;
      if (deck.length === 0)
        deck.push(...random.shuffle(elapsed > 180_000 ? missing() : Object.keys(others)));
      await doNext(deck.pop()!);
    }
    for (const end = performance.now() + 300_000; !ended() && performance.now() < end; )
      await new Promise(resolve => setTimeout(resolve, 200));
    const told = (what: string) => messagesOf(run).filter(text => text.includes(what)).length;
    counts.set('reachesTimeLimit', told('the time limit of its job was reached'));
    counts.set('outOfMemory', told('memory runs out'));
    console.info(
      [
        `faults in ${Math.round((performance.now() - begun) / 1000)} s: ${JSON.stringify(Object.fromEntries(counts))}`,
        `seed ${seed}, ends of the driver: ${ends.join(' ')}`,
        ...log,
        readFileSync(path.join(folder, 'stderr'), 'utf8'),
      ].join('\n'),
    );

    expect(ends.at(-1)).toBe(0);
    expect(ends.filter(end => end !== 0 && end !== 'SIGKILL')).toEqual([]);
    const asked = entriesOf(run).flatMap(entry => (entry.event === 'asked' ? [entry] : []));
    expect(asked).toHaveLength(budget);
    for (const { key, hash } of asked) expectOneResult(run, key, accuracyOf(hash));
    expect(cluster.queue()).toEqual([]);

    const undisturbed = path.join(folder, 'undisturbed');
    mkdirSync(undisturbed);
    prepare(undisturbed);
    writeFileSync(path.join(undisturbed, 'order'), `${orderOf(run).join('\n')}\n`);
    const reference = spawnSync(process.execPath, [cli, ...loop], {
      cwd: undisturbed,
      env: { ...environment(folder), STEPS: '1' },
      encoding: 'utf8',
    });
    expect(reference.status, reference.stderr).toBe(0);
    const results = (of: string) => readFileSync(path.join(of, 'measured.cell'), 'utf8');
    expect(orderOf(path.join(undisturbed, 'run'))).toEqual(orderOf(run));
    expect(results(run)).toBe(results(path.join(undisturbed, 'run')));
    for (const [name, count] of counts) expect(count, name).toBeGreaterThanOrEqual(1);
  }, 700_000);
});
