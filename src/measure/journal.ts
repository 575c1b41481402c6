import path from 'node:path';
import { readSmallSync } from '../files/regularFile';
import type { AskedEntry, JournalEntry } from '../protocol/measurement';
import { parseJournalEntry } from '../protocol/schemas/measurement';
import { openLines } from '../runs/lineFile';
import { sourceOf } from './jobFolder';
import { identityOf, type MeasureRequest, type Outcome } from './measurer';

export const journalFile = 'measurements.jsonl';

/** How a measurement stands by the journal; whether it runs is told by its attempts. */
export interface Measurement {
  readonly asked: AskedEntry;
  /** How often it was submitted. */
  readonly submissions: number;
  /** Failures of its own, three at most. */
  readonly failures: number;
  /** Submitted, and not known to have failed since. */
  readonly open: boolean;
  readonly outcome: Outcome | undefined;
}

/** The journal of a run, written by one process alone. */
export interface Journal {
  /** In the order asked. */
  readonly measurements: ReadonlyMap<string, Measurement>;
  /** What is asked already of the same cell with as many epochs and an equal seed. */
  keyOf(request: Parameters<typeof identityOf>[0]): string | undefined;
  /** Those with an outcome, in the order in which it was known. */
  settled(): readonly Measurement[];
  readonly planned: boolean;
  /** Whether anything was measured. */
  readonly anyMeasured: boolean;
  /** Writes entries and waits until they are on the disk. */
  add(...entries: readonly JournalEntry[]): void;
  close(): void;
}

const journalBytes = 1 << 30;

/** Opens the journal in a run's directory, and reads what is in it. */
export function openJournal(folder: string): Journal {
  const file = path.join(folder, journalFile);
  const measurements = new Map<string, Measurement>();
  const keys = new Map<string, string>();
  const order: string[] = [];
  let planned = false;
  let anyMeasured = false;

  const apply = (entry: JournalEntry): void => {
    if (entry.event === 'planned') planned = true;
    else if (entry.event === 'afresh') {
      for (const [key, { outcome, ...open }] of measurements)
        if (outcome?.kind !== 'measured') measurements.set(key, { ...open, failures: 0, outcome: undefined });
      order.splice(0, order.length, ...order.filter(key => measurements.get(key)?.outcome));
    } else if (entry.event === 'asked') {
      const identity = identityOf(entry);
      if (!keys.has(identity)) keys.set(identity, entry.key);
      if (!measurements.has(entry.key))
        measurements.set(entry.key, {
          asked: entry,
          submissions: 0,
          failures: 0,
          open: false,
          outcome: undefined,
        });
    } else {
      const before = measurements.get(entry.key);
      // The first outcome stands.
      if (!before || before.outcome) return;
      const change = changeOf(entry, before);
      measurements.set(entry.key, { ...before, ...change });
      if (change.outcome) order.push(entry.key);
      anyMeasured ||= entry.event === 'measured';
    }
  };
  for (const line of readLines(file)) {
    const entry = parseJournalEntry(line);
    if (entry) apply(entry);
  }
  const lines = openLines(file);
  return {
    measurements,
    keyOf: request => keys.get(identityOf(request)),
    settled: () => order.map(key => measurements.get(key)!),
    get planned() {
      return planned;
    },
    get anyMeasured() {
      return anyMeasured;
    },
    add(...entries) {
      const at = new Date().toISOString();
      for (const entry of entries) lines.append(JSON.stringify({ ...entry, at }));
      lines.sync();
      for (const entry of entries) apply(entry);
    },
    close: lines.close,
  };
}

/** The key of a measurement, which is asked for if it was not yet. */
export function keyIn(journal: Journal, request: MeasureRequest): string {
  const known = journal.keyOf(request);
  if (known !== undefined) return known;
  const asked = askedEntry(request, journal);
  journal.add(asked);
  return asked.key;
}

/** The entry that asks for a measurement, under the next key; `more`: how many were asked for that are not in the journal yet. */
export function askedEntry(request: MeasureRequest, journal: Journal, more = 0): AskedEntry {
  const { name, hash, seed, epochs, verify } = request;
  return {
    event: 'asked',
    key: `m${journal.measurements.size + more + 1}`,
    name,
    hash,
    source: sourceOf(request),
    seed,
    ...(epochs === undefined ? {} : { epochs }),
    ...(verify ? { verify } : {}),
  };
}

function changeOf(
  entry: Exclude<JournalEntry, { event: 'asked' | 'planned' | 'afresh' }>,
  before: Measurement,
): Partial<Measurement> {
  switch (entry.event) {
    case 'submitting':
      return { submissions: Math.max(before.submissions, entry.submission), open: true };
    case 'submitted':
      return {};
    case 'failed':
      return { failures: before.failures + 1, open: false };
    case 'measured': {
      const { values, seconds } = entry;
      return { outcome: { kind: 'measured', values, ...(seconds === undefined ? {} : { seconds }) } };
    }
    default:
      return { outcome: { kind: entry.event, why: entry.why } };
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readSmallSync(file, journalBytes).split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
