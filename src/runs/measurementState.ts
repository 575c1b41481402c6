import type { AskedEntry, JournalEntry, Outcome } from '../protocol/measurement';
import { parseJournalEntry } from '../protocol/schemas/measurement';
import { linesOf } from '../text/lines';

/** How a measurement stands by the journal; whether it runs is told by its attempts. */
export interface Measurement {
  readonly asked: AskedEntry;
  /** How often it was submitted. */
  readonly submissions: number;
  /** Failures of its own, three at most. */
  readonly failures: number;
  /** Why it failed last, half a sentence. */
  readonly failed?: string;
  /** Submitted, and not known to have failed since. */
  readonly open: boolean;
  /** Its last submission was taken. */
  readonly taken: boolean;
  readonly outcome: Outcome | undefined;
}

/** What the entries of a journal say together: for the run that writes it, and for whoever shows the run. */
export interface MeasurementState {
  /** In the order asked. */
  readonly measurements: ReadonlyMap<string, Measurement>;
  /** Those with an outcome, in the order in which it was known. */
  settled(): readonly Measurement[];
  readonly planned: boolean;
  /** Whether anything was measured. */
  readonly anyMeasured: boolean;
  apply(entry: JournalEntry): void;
}

/** The entries of a journal; torn lines are passed over. */
export function* journalEntries(text: string): Iterable<JournalEntry> {
  for (const line of linesOf(text)) {
    const entry = parseJournalEntry(line);
    if (entry) yield entry;
  }
}

const unasked = { submissions: 0, failures: 0, open: false, taken: false, outcome: undefined } as const;

export function createMeasurementState(): MeasurementState {
  const measurements = new Map<string, Measurement>();
  const order: string[] = [];
  let planned = false;
  let anyMeasured = false;

  const beginAfresh = () => {
    for (const [key, { outcome, failed: _, ...others }] of measurements)
      if (outcome?.kind !== 'measured') measurements.set(key, { ...others, failures: 0, outcome: undefined });
    order.splice(0, order.length, ...order.filter(key => measurements.get(key)?.outcome));
  };
  const advance = (entry: Change) => {
    const before = measurements.get(entry.key);
    // The first outcome stands.
    if (!before || before.outcome) return;
    const change = changeOf(entry, before);
    measurements.set(entry.key, { ...before, ...change });
    if (change.outcome) order.push(entry.key);
    anyMeasured ||= entry.event === 'measured';
  };
  return {
    measurements,
    settled: () => order.map(key => measurements.get(key)!),
    get planned() {
      return planned;
    },
    get anyMeasured() {
      return anyMeasured;
    },
    apply(entry) {
      if (entry.event === 'planned') planned = true;
      else if (entry.event === 'afresh') beginAfresh();
      else if (entry.event !== 'asked') advance(entry);
      else if (!measurements.has(entry.key)) measurements.set(entry.key, { asked: entry, ...unasked });
    },
  };
}

type Change = Exclude<JournalEntry, { event: 'asked' | 'planned' | 'afresh' }>;

function changeOf(entry: Change, before: Measurement): Partial<Measurement> {
  switch (entry.event) {
    case 'submitting':
      return { submissions: Math.max(before.submissions, entry.submission), open: true, taken: false };
    case 'submitted':
      return { taken: true };
    case 'failed':
      return { failures: before.failures + 1, failed: entry.why, open: false, taken: false };
    case 'measured': {
      const { values, seconds } = entry;
      return { outcome: { kind: 'measured', values, ...(seconds === undefined ? {} : { seconds }) } };
    }
    default:
      return { outcome: { kind: entry.event, why: entry.why } };
  }
}
