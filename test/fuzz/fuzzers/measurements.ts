import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Random } from '../../../src/cells/random';
import { createDriver } from '../../../src/measure/driver';
import type { Executor } from '../../../src/measure/executor';
import { type Journal, openJournal } from '../../../src/measure/journal';
import { readTrainingLog } from '../../../src/measure/log/readTrainingLog';
import { MeasureFailure } from '../../../src/measure/measurer';
import type { JournalEntry, Queue } from '../../../src/protocol/measurement';
import { parseJournalEntry } from '../../../src/protocol/schemas/measurement';
import { systemSentence } from '../../../src/runs/fileTrouble';
import { readMeasurements } from '../../../src/runs/readMeasurements';
import { request } from '../../unit/measure/bench';
import { type Fuzzer, require } from '../fuzzer';
import { hostileNames, mutateJson, mutateText, pick } from '../mutate';
import { scratch } from '../scratch';

/** Texts of the files of a measuring run; `null`: a folder has that name. */
type MeasuringFiles = Readonly<Record<string, string | null>>;

const label = 'accuracy';
const requests = [0, 1, 2, 3].map(i => request(i));
const keys = ['m1', 'm2', 'm3', 'm4'];
const attempt = '1700000000.host.4711';

const asked = (random: Random): JournalEntry => {
  const i = random.integer(4);
  const { name, hash, seed, epochs } = pick(random, requests);
  return { event: 'asked', key: keys[i]!, name, hash, source: '', seed, epochs: epochs! };
};
const entries: readonly ((random: Random, key: string) => JournalEntry)[] = [
  asked,
  asked,
  (random, key) => ({ event: 'submitting', key, submission: random.integer(4) }),
  (random, key) => ({ event: 'submitted', key, submission: random.integer(4), id: '17' }),
  (_, key) => ({ event: 'failed', key, why: 'exit code 1', code: 1 }),
  (random, key) => ({ event: 'measured', key, values: { [label]: random.integer(1000) / 10 }, seconds: 2 }),
  (_, key) => ({ event: 'refused', key, why: 'the loss is not a number' }),
  (_, key) => ({ event: 'given-up', key, why: 'exit code 1, 3 times' }),
  () => ({ event: 'planned' }),
  () => ({ event: 'afresh' }),
];

/** A journal in an order that may make no sense, some of whose lines are damaged. */
function makeJournal(random: Random): string {
  const inOrder = requests.slice(0, 1 + random.integer(4)).map(({ name, hash, seed, epochs }, i) => ({
    ...{ event: 'asked', key: keys[i]!, name, hash, source: '', seed, epochs },
  }));
  const more = Array.from({ length: random.integer(20) }, () =>
    pick(random, entries)(random, pick(random, keys)),
  );
  const lines = [...inOrder, ...more].map(entry =>
    JSON.stringify(random.next() < 0.15 ? mutateJson(random, entry) : entry),
  );
  const text = `${lines.join('\n')}\n`;
  if (random.next() < 0.15) return text.slice(0, random.integer(text.length));
  return random.next() < 0.15
    ? mutateText(random, text, ['{', '}', '"', '\n', '\u0000', ...hostileNames])
    : text;
}

const report = [
  { event: 'epoch', epoch: 1, of: 3, values: { [label]: 58.4, loss: 0.9 }, seconds: 2 },
  { event: 'epoch', epoch: 2, of: 3, values: { [label]: 60, loss: null }, seconds: 2 },
  { event: 'check', seconds: { start: 1, epoch: 2 }, memory: 1000 },
  { event: 'refused', why: 'the loss is not a number' },
  { event: 'result', values: { [label]: 91.2, latency: 4.1 }, seconds: 27.4 },
];
const whole: Readonly<Record<string, (random: Random) => string>> = {
  [`attempts/${attempt}.began`]: random =>
    JSON.stringify(
      change(random, { host: 'host', pid: 4711, started: '1', submission: 1, slot: 0, beat: 3 }),
    ),
  [`attempts/${attempt}.ended`]: random => `${pick(random, [0, 1, 65, 75, 78, 126, 137, 143])}\n`,
  [`attempts/${attempt}.jsonl`]: random => lines(random, report),
  [`attempts/${attempt}.out`]: () => 'Epoch 3: val_acc 91.2\nTraceback: it does not fit into the memory\n',
  'attempts/1.claim': () => '4711 host\n',
  'result.jsonl': random => lines(random, report),
  'result.log': () => 'Epoch 3: val_acc 91.2\n',
  'job.json': random => JSON.stringify(change(random, { protocol: 'renas-measure 1', key: 'r-m1' })),
};
const change = (random: Random, value: unknown) => (random.next() < 0.5 ? mutateJson(random, value) : value);
const lines = (random: Random, values: readonly unknown[]) =>
  `${values.map(value => JSON.stringify(random.next() < 0.3 ? mutateJson(random, value) : value)).join('\n')}\n`;

const queue: Queue = {
  jobs: {
    m1: { waits: 'Priority' },
    m2: { node: 'n1' },
    m3: { waits: 'None', stopped: { node: 'n2', by: 'node failure' } },
  },
  silence: { since: '2026-12-01T14:02:00.000Z', why: 'Unable to contact slurm controller' },
};

/** An executor that has no job, and whose jobs are measured at once. */
function executorOf(publish: (folder: string) => void): Executor {
  return {
    async submit({ folder }) {
      publish(folder);
      return { id: '1' };
    },
    async look(jobs) {
      for (const { folder } of jobs) publish(folder);
      return new Map();
    },
    async cancel() {},
  };
}

function publish(folder: string): void {
  if (existsSync(path.join(folder, 'result.jsonl')) || existsSync(path.join(folder, 'result.log'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'result.jsonl'), '{"event":"result","values":{"accuracy":90}}\n');
}

/** What a journal says, without when. */
function plain({ measurements, settled }: Journal): unknown {
  const keys = settled().map(({ asked }) => asked.key);
  const each = [...measurements.values()].map(
    ({ asked: { key, name, hash, seed, epochs, verify }, ...how }) => [
      [key, name, hash, seed, epochs, verify],
      how,
    ],
  );
  return JSON.parse(JSON.stringify([keys, each]));
}

/** The outcomes that a journal tells, read apart from the code under test: the first stands, and all but values end with `afresh`. */
function outcomesOf(text: string): Map<string, JournalEntry['event'] | undefined> {
  const outcomes = new Map<string, JournalEntry['event'] | undefined>();
  for (const line of text.split('\n')) {
    const entry = parseJournalEntry(line);
    if (entry?.event === 'asked') outcomes.set(entry.key, outcomes.get(entry.key));
    else if (entry?.event === 'afresh') {
      for (const [key, event] of outcomes) if (event !== 'measured') outcomes.set(key, undefined);
    } else if (entry?.event === 'measured' || entry?.event === 'refused' || entry?.event === 'given-up')
      if (outcomes.has(entry.key)) outcomes.set(entry.key, outcomes.get(entry.key) ?? entry.event);
  }
  return outcomes;
}

/** How the panel names what the journal knows. */
const stateOf = { measured: ['measured'], refused: ['refused'], 'given-up': ['failed'] } as const;

async function checkRows(folder: string, journal: Journal): Promise<void> {
  const rows = (await readMeasurements(folder, label)) ?? [];
  require(isDeepStrictEqual(
    rows.map(({ key }) => key),
    [...journal.measurements.keys()],
  ), 'the panel and the run read other measurements in one journal');
  for (const { key, state, values, curve, epoch, seconds } of rows) {
    const { outcome } = journal.measurements.get(key)!;
    const states: readonly string[] = outcome ? stateOf[outcome.kind] : ['waiting', 'running'];
    require(states.includes(
      state,
    ), `the panel shows ${state} where the run has ${outcome?.kind ?? 'no outcome'}`);
    require(outcome?.kind !== 'measured' ||
      isDeepStrictEqual(
        { ...values },
        { ...outcome.values },
      ), 'the panel shows other values than the run has');
    for (const number of [...curve, epoch ?? 0, seconds ?? 0, ...Object.values(values ?? {})])
      require(Number.isFinite(number), 'the panel gets what is no finite number');
  }
}

/** Whatever is in the files of a measuring run, it is shown as its run understands it, and goes on without losing a result. */
export const measurements: Fuzzer<MeasuringFiles> = {
  name: 'measurements',
  generate(random) {
    const files: Record<string, string | null> = { 'measurements.jsonl': makeJournal(random) };
    if (random.next() < 0.5) files['jobs/queue.json'] = JSON.stringify(change(random, queue));
    for (const key of keys)
      for (const [name, text] of Object.entries(whole)) {
        if (random.next() < 0.65) continue;
        const made = text(random);
        const file = `jobs/${key}/${name}`;
        if (random.next() < 0.03) files[file] = null;
        else
          files[file] =
            random.next() < 0.15 ? mutateText(random, made, ['{', '"', '\n', ...hostileNames]) : made;
      }
    return files;
  },
  async check(files) {
    const folder = path.join(scratch(), 'measuring');
    rmSync(folder, { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(text === null ? file : path.dirname(file), { recursive: true });
      if (text !== null) writeFileSync(file, text);
    }
    const before = openJournal(folder);
    const known = new Map([...before.measurements].map(([key, { outcome }]) => [key, outcome]));
    before.close();
    const journal = openJournal(folder);
    require(isDeepStrictEqual(
      new Map([...journal.measurements].map(([key, { outcome }]) => [key, outcome?.kind])),
      outcomesOf(files['measurements.jsonl'] ?? ''),
    ), 'a journal is read otherwise than it is written');
    await checkRows(folder, journal);
    const driver = createDriver({
      ...{ folder, runId: 'r', journal, slots: 2, interval: 1, executor: executorOf(publish) },
      settings: { command: 'true', cwd: folder, job: { label, goal: 'max', device: 'cpu', threads: 1 } },
      readLog: text => readTrainingLog(text, { label }),
      signal: new AbortController().signal,
    });
    for (const result of await Promise.allSettled(requests.map(each => driver.measure(each)))) {
      if (result.status === 'rejected') {
        const reason: unknown = result.reason;
        if (!(reason instanceof MeasureFailure) && systemSentence(reason) === undefined) throw reason;
      } else if (result.value.kind === 'measured')
        require(Object.values(result.value.values).every(
          Number.isFinite,
        ), 'a measured value is no finite number');
    }
    await driver.close();
    for (const [key, outcome] of known)
      require(outcome === undefined ||
        isDeepStrictEqual(journal.measurements.get(key)?.outcome, outcome), 'an outcome is lost or changed');
    await checkRows(folder, journal);
    journal.close();
    const again = openJournal(folder);
    again.close();
    require(isDeepStrictEqual(
      plain(again),
      plain(journal),
    ), 'a journal that is read again says something else');
  },
};
