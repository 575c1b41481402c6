import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../../src/cells/random';
import { readDocument } from '../../src/document/readDocument';
import type { JournalEntry } from '../../src/protocol/measurement';
import { parseJournalEntry } from '../../src/protocol/schemas/measurement';
import { readRun } from '../../src/runs/runReader';
import { bundlePrograms } from '../bundle';
import { temporaryFolder } from '../unit/runs/folders';

const dist = path.resolve(import.meta.dirname, '../.tmp/measuring');
beforeAll(() => bundlePrograms(dist, { cli: 'src/cli/main.ts' }), 120_000);

const operations = ['conv1x1', 'conv3x3', 'avgpool3x3', 'skip'] as const;
const names = ['a', 'b', 'c', 'd'] as const;
const source = `use nasbench201\n${names
  .map(
    (name, i) =>
      `\ncell ${name} {\n  n1 = ${operations[i]}(input)\n  n2 = conv3x3(n1)\n  output = skip(input) + conv3x3(n2)\n}\n`,
  )
  .join('')}`;

/** Trains in steps that outlive it; its value depends on the cell and the seed alone. */
const trainer = `trap 'exit 75' TERM
n=$(cat "$RENAS_CHECKPOINT/step" 2>/dev/null || echo 0)
while [ "$n" -lt 25 ]; do
  sleep 0.05
  n=$((n + 1))
  echo "$n" > "$RENAS_CHECKPOINT/step.part" && mv "$RENAS_CHECKPOINT/step.part" "$RENAS_CHECKPOINT/step" || exit 1
done
l=$(grep -c . "$RENAS_NETWORK")
printf '{"event":"result","values":{"accuracy":%d},"seconds":1}\\n' $((l * 10 + RENAS_SEED)) >> "$RENAS_REPORT"
`;
const seeds = 6;
const args = [
  'measure',
  'a.cell',
  '--command',
  'sh train.sh',
  '--epochs',
  '25',
  '--seeds',
  `${seeds}`,
  '--slots',
  '3',
];

const environment = (folder: string) => ({ ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') });

function start(folder: string, ...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [path.join(dist, 'cli.js'), ...words], {
    cwd: folder,
    env: environment(folder),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function workspace(): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'a.cell'), source);
  writeFileSync(path.join(folder, 'train.sh'), trainer);
  return folder;
}

function entriesOf(run: string): readonly JournalEntry[] {
  const text = readFileSync(path.join(run, 'measurements.jsonl'), 'utf8');
  return text.split('\n').flatMap(line => parseJournalEntry(line) ?? []);
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0] !== 'Z';
  } catch {
    return false;
  }
};

/** Processes of a run by what names them: the wrappers by their claims, the trainers by themselves. */
function processesOf(run: string, ending: '.claim' | '.child'): readonly { key: string; pid: number }[] {
  const jobs = path.join(run, 'jobs');
  if (!existsSync(jobs)) return [];
  return readdirSync(jobs).flatMap(key => {
    const attempts = path.join(jobs, key, 'attempts');
    const files = existsSync(attempts) ? readdirSync(attempts).filter(name => name.endsWith(ending)) : [];
    return files.flatMap(name => {
      const pid = Number(readFileSync(path.join(attempts, name), 'utf8').split(' ')[0]);
      return pid > 0 && isAlive(pid) ? [{ key, pid }] : [];
    });
  });
}

/** Exactly one accepted result for each cell and seed, equal to that of an undisturbed training, and nobody left. */
function expectOneResultEach(folder: string, run: string): void {
  const entries = entriesOf(run);
  const asked = entries.flatMap(entry => (entry.event === 'asked' ? [entry] : []));
  expect(asked).toHaveLength(names.length * seeds);
  expect(new Set(asked.map(({ hash, seed }) => `${hash} ${seed}`)).size).toBe(asked.length);
  for (const { key, seed } of asked) {
    const measured = entries.filter(entry => entry.event === 'measured' && entry.key === key);
    const lines = readFileSync(path.join(run, 'jobs', key, 'network.py'), 'utf8')
      .split('\n')
      .filter(Boolean).length;
    expect(measured.map(entry => entry.event === 'measured' && entry.values)).toEqual([
      { accuracy: 10 * lines + seed },
    ]);
  }
  const { cells, diagnostics } = readDocument(readFileSync(path.join(folder, 'a.cell'), 'utf8'));
  expect(diagnostics).toEqual([]);
  for (const { measured } of cells)
    expect(measured).toMatchObject([{ metric: 'accuracy', seeds, epochs: 25 }]);
  expect([...processesOf(run, '.claim'), ...processesOf(run, '.child')]).toEqual([]);
}

test('driver, trainer and wrapper are killed 40 times: one result for each cell and seed', async () => {
  const folder = workspace();
  const run = path.join(folder, 'run');
  const random = createRandom(Number(process.env['RENAS_TEST_SEED'] ?? 7));
  const kills = { driver: 0, trainer: 0, wrapper: 0 };
  const killed = new Map<string, number>();
  let driver = start(folder, ...args, '--run', 'run');
  const exits: (number | null)[] = [];
  const watch = (child: ChildProcess) => child.once('exit', code => exits.push(code));
  watch(driver);
  onTestFinished(() => void driver.kill('SIGKILL'));
  const log = (what: string) => appendFileSync(path.join(folder, 'kills.log'), `${what}\n`);
  while (kills.driver + kills.trainer + kills.wrapper < 40) {
    await new Promise(resolve => setTimeout(resolve, 50 + random.integer(400)));
    if (driver.exitCode !== null || driver.signalCode !== null) {
      // Done before its time, or ended by three failures in a row: what is to be killed is there once it goes on.
      if (driver.exitCode === 0) break;
      driver = start(folder, 'resume', 'run');
      watch(driver);
      continue;
    }
    const kind = (['driver', 'trainer', 'wrapper'] as const)[random.integer(3)]!;
    if (kind === 'driver') {
      if (!existsSync(path.join(run, 'measurements.jsonl'))) continue;
      driver.kill('SIGKILL');
      await new Promise(resolve => driver.once('exit', resolve));
    } else {
      const all = processesOf(run, kind === 'trainer' ? '.child' : '.claim');
      // A third failure of its own would give the cell up.
      const some = all.filter(({ key }) => kind === 'wrapper' || (killed.get(key) ?? 0) < 2);
      const one = some[random.integer(Math.max(1, some.length))];
      if (!one) continue;
      try {
        process.kill(kind === 'trainer' ? -one.pid : one.pid, 'SIGKILL');
      } catch {
        continue; // It has ended just now.
      }
      if (kind === 'trainer') killed.set(one.key, (killed.get(one.key) ?? 0) + 1);
      log(`${kind} of ${one.key}`);
    }
    kills[kind]++;
    if (kind === 'driver') log('driver');
  }
  for (let tries = 0; tries < 10; tries++) {
    const running = driver.exitCode === null && driver.signalCode === null;
    const code = running ? await new Promise(resolve => driver.once('exit', resolve)) : driver.exitCode;
    if (code === 0) break;
    driver = start(folder, 'resume', 'run');
    watch(driver);
  }
  const logged = readFileSync(path.join(folder, 'kills.log'), 'utf8').trim().split('\n');
  console.info(`kills ${JSON.stringify(kills)}, ends of the driver ${exits.join(' ')}`);
  expect(logged).toHaveLength(40);
  for (const count of Object.values(kills)) expect(count).toBeGreaterThanOrEqual(5);
  expect(await readRun(run)).toMatchObject({ state: 'done' });
  expectOneResultEach(folder, run);
}, 600_000);

const mayMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!mayMount)(
  'a disk that fills loses nothing, and the run goes on once there is room',
  () => {
    const folder = workspace();
    const disk = temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    onTestFinished(() => {
      execFileSync('umount', ['-l', disk]);
    });
    // Fills the disk after the sixth training has begun.
    writeFileSync(
      path.join(folder, 'train.sh'),
      `case "$RENAS_KEY" in *-m6) dd if=/dev/zero of=${disk}/ballast bs=4096 2>/dev/null;; esac\n${trainer}`,
    );
    const run = path.join(disk, 'run');
    const renas = (...words: readonly string[]) =>
      spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...words], {
        cwd: folder,
        env: environment(folder),
        encoding: 'utf8',
      });
    const full = renas(...args, '--run', run);
    expect(full.status).toBe(3);
    expect(full.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^renas: .*the disk.* is full: make room, (then|and) .*renas resume/,
    );
    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    writeFileSync(path.join(folder, 'train.sh'), trainer);
    const resumed = renas('resume', run);
    expect([resumed.status, resumed.stderr]).toEqual([0, expect.anything()]);
    expectOneResultEach(folder, run);
  },
  300_000,
);
