import path from 'node:path';
import { readSmallSync } from '../files/regularFile';
import type { AskedEntry, JournalEntry } from '../protocol/measurement';
import { openLines } from '../runs/lineFile';
import { createMeasurementState, journalEntries, type Measurement } from '../runs/measurementState';
import { sourceOf } from './jobFolder';
import { identityOf, type MeasureRequest } from './measurer';
import { readOwn } from './result';

export const journalFile = 'measurements.jsonl';

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
  const keys = new Map<string, string>();
  const state = createMeasurementState();
  const apply = (entry: JournalEntry): void => {
    state.apply(entry);
    if (entry.event !== 'asked') return;
    const identity = identityOf(entry);
    if (!keys.has(identity)) keys.set(identity, entry.key);
  };
  for (const entry of journalEntries(textOf(file))) apply(entry);
  const lines = openLines(file);
  return {
    measurements: state.measurements,
    keyOf: request => keys.get(identityOf(request)),
    settled: state.settled,
    get planned() {
      return state.planned;
    },
    get anyMeasured() {
      return state.anyMeasured;
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

function textOf(file: string): string {
  try {
    return readOwn(file, () => readSmallSync(file, journalBytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
