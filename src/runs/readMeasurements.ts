import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readSmall } from '../files/regularFile';
import { type Queue, queueFile, stoppedWords } from '../protocol/measurement';
import type { MeasurementRow } from '../protocol/measurementRow';
import { parseJournalEntry, parseQueue, parseReportLine } from '../protocol/schemas/measurement';
import { eachLine } from '../text/lines';
import { createMeasurementState, type Measurement } from './measurementState';

const maxJournalBytes = 64 * 2 ** 20;
const maxReportBytes = 2 ** 20;
/** Learning curves are read of so many at the most: those that run, and the last of the others. */
const maxCurves = 60;

type Row = { -readonly [K in keyof MeasurementRow]: MeasurementRow[K] };

/** The measurements of a run in the order in which they were asked for; `undefined`: it has none. `label`: of the curves. */
export async function readMeasurements(
  folder: string,
  label: string,
): Promise<readonly MeasurementRow[] | undefined> {
  let journal: string;
  try {
    journal = await readSmall(path.join(folder, 'measurements.jsonl'), maxJournalBytes);
  } catch {
    return undefined;
  }
  const state = createMeasurementState();
  await eachLine(journal, line => {
    const entry = parseJournalEntry(line);
    if (entry) state.apply(entry);
  });
  const rows = new Map([...state.measurements].map(([key, measurement]) => [key, rowOf(measurement)]));
  await addQueue(rows, folder);
  const all = [...rows.values()];
  const begun = all.filter(({ state }) => state !== 'waiting');
  const running = begun.filter(({ state }) => state === 'running');
  const ended = begun.filter(({ state }) => state !== 'running').slice(-maxCurves);
  for (const row of [...running, ...ended].slice(0, maxCurves)) await addEpochs(row, folder, label);
  return all;
}

/** What a training is called: `first, seed 0`, or `first, seed 1000, verified`; its key where the journal has no such one. */
export async function trainingTitle(folder: string, key: string): Promise<string> {
  try {
    const journal = await readSmall(path.join(folder, 'measurements.jsonl'), maxJournalBytes);
    let title: string | undefined;
    await eachLine(journal, line => {
      const entry = parseJournalEntry(line);
      if (entry?.event === 'asked' && entry.key === key)
        title ??= `${entry.name}, seed ${entry.seed}${entry.verify ? ', verified' : ''}`;
    });
    if (title !== undefined) return title;
  } catch {
    // It has its key to be called by.
  }
  return key;
}

/** The file of what the last attempt at a training has printed; `undefined`: nothing yet. */
export async function trainingLog(folder: string, key: string): Promise<string | undefined> {
  const attempts = path.join(folder, 'jobs', key, 'attempts');
  try {
    const files = await readdir(attempts, { withFileTypes: true });
    const printed = files
      .flatMap(file => (file.isFile() && file.name.endsWith('.out') ? file.name : []))
      .sort();
    return printed.length === 0 ? undefined : path.join(attempts, printed.at(-1)!);
  } catch {
    return undefined;
  }
}

function rowOf({ asked, outcome, taken, failed }: Measurement): Row {
  const { key, name, seed, verify } = asked;
  const row = { key, name, seed, ...(verify ? { verify } : {}), curve: [] };
  switch (outcome?.kind) {
    case 'measured': {
      const { values, seconds } = outcome;
      return { ...row, state: 'measured', values, ...(seconds === undefined ? {} : { seconds }) };
    }
    case 'refused':
      return { ...row, state: 'refused', why: outcome.why };
    case 'given-up':
      return { ...row, state: 'failed', why: outcome.why };
    default: {
      const why = failed === undefined ? {} : { why: failed };
      return { ...row, state: taken ? 'running' : 'waiting', ...why };
    }
  }
}

/** What the cluster says of jobs that are queued there, or that it does not take. */
async function addQueue(rows: ReadonlyMap<string, Row>, folder: string): Promise<void> {
  for (const [key, { waits, node, stopped }] of Object.entries((await readQueue(folder)).jobs)) {
    const row = rows.get(key);
    if (row?.state !== 'running' && row?.state !== 'waiting') continue;
    if (waits !== undefined) {
      row.state = 'waiting';
      const word = waits === 'None' ? '' : waits;
      const why = stopped ? `${stoppedWords(stopped)}${word === '' ? '' : ` (${word})`}` : word;
      if (why !== '') row.why = why;
      else delete row.why;
    } else if (node !== undefined && row.state === 'running') {
      row.node = node;
      delete row.why;
    }
  }
}

/** What a cluster said last of the jobs of a run; nothing where it has none there. */
export async function readQueue(folder: string): Promise<Queue> {
  try {
    return parseQueue(await readSmall(path.join(folder, 'jobs', queueFile), maxReportBytes));
  } catch {
    return { jobs: {} };
  }
}

/** What its attempts report, the latest last: a later one goes on where an earlier one was stopped. */
async function addEpochs(row: Row, folder: string, label: string): Promise<void> {
  const attempts = path.join(folder, 'jobs', row.key, 'attempts');
  const curve = new Map<number, number>();
  try {
    const reports = (await readdir(attempts)).filter(name => name.endsWith('.jsonl')).sort();
    for (const name of reports.slice(-20))
      await eachLine(await readSmall(path.join(attempts, name), maxReportBytes), line => {
        const report = parseReportLine(line);
        if (report?.event !== 'epoch') return;
        row.epoch = report.epoch;
        if (report.of !== undefined) row.of = report.of;
        const value = report.values[label];
        if (typeof value === 'number') curve.set(report.epoch, value);
      });
  } catch {
    // Not begun, or deleted meanwhile.
  }
  row.curve = [...curve].sort(([a], [b]) => a - b).map(([, value]) => value);
}
