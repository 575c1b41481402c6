import * as v from 'valibot';
import { mayBeObject } from '../../text/lines';
import { parsePythonJson } from '../../text/pythonJson';
import type { JournalEntry, Queue, ReportLine } from '../measurement';
import { count, dictionary, finite, object } from './basics';
import { readJson, readValue, type Schema } from './readJson';

const text = v.string();
/** The name of a folder of its own, and no path. */
const key = v.pipe(text, v.regex(/^m\d{1,9}$/, 'is not the key of a measurement'));
const seconds = v.exactOptional(v.pipe(finite, v.minValue(0, 'is negative')));
const yes = v.exactOptional(v.literal(true));

const reported = dictionary(v.nullable(finite));
const reports = {
  epoch: object({ epoch: count, of: v.exactOptional(count), values: reported, seconds }),
  result: object({ values: reported, seconds }),
  check: object({
    seconds: object({
      start: finite,
      epoch: finite,
      test: v.exactOptional(finite),
      worked: v.exactOptional(finite),
    }),
    memory: v.exactOptional(v.nullable(finite)),
  }),
  refused: object({ why: text }),
  note: object({ text }),
} satisfies Record<ReportLine['event'], Schema<object>>;

const journal = {
  asked: object({
    key,
    name: text,
    hash: text,
    source: text,
    seed: count,
    epochs: v.exactOptional(count),
    verify: yes,
  }),
  planned: object({}),
  submitting: object({ key, submission: count }),
  submitted: object({ key, submission: count, id: text }),
  failed: object({ key, why: text, code: v.exactOptional(finite) }),
  measured: object({ key, values: dictionary(finite), seconds }),
  refused: object({ key, why: text }),
  'given-up': object({ key, why: text }),
  afresh: object({}),
} satisfies Record<JournalEntry['event'], Schema<object>>;

/** Reads a line of a report; `undefined` for one of another event, and for anything else that was printed there. */
export function parseReportLine(line: string): ReportLine | undefined {
  return parse(reports, line);
}

/** Reads a line of a journal; `undefined` for a torn one. */
export function parseJournalEntry(line: string): JournalEntry | undefined {
  return parse(journal, line);
}

/** `attempts/….began`: who makes an attempt, and a counter that goes on while it lives. */
export const beganSchema = object({
  host: text,
  pid: count,
  /** When its process began, as `startOf` says; empty where the system does not tell. */
  started: text,
  submission: count,
  slot: count,
  beat: count,
});
export type Began = v.InferOutput<typeof beganSchema>;

function parse<E extends { readonly event: string }>(
  schemas: Readonly<Record<E['event'], Schema<object>>>,
  line: string,
): E | undefined {
  const value = mayBeObject(line) ? parsePythonJson(line) : undefined;
  const { event } = Object(value) as { readonly event?: unknown };
  if (typeof event !== 'string' || !Object.hasOwn(schemas, event)) return undefined;
  const read = readValue(schemas[event as E['event']], value, 'a line');
  return typeof read === 'string' ? undefined : (read as E);
}

const word = v.pipe(text, v.maxLength(200));
const stopped = object({
  node: word,
  by: v.exactOptional(v.picklist(['node failure', 'preemption', 'requeue'])),
});
const queued = object({
  waits: v.exactOptional(word),
  node: v.exactOptional(word),
  stopped: v.exactOptional(stopped),
});
/** As `queue.json` holds it, and as a row of the list has it. */
export const silenceSchema = object({ since: v.pipe(text, v.isoTimestamp()), why: word });
const queue = object({ jobs: dictionary(queued), silence: v.exactOptional(silenceSchema) });

/** What a cluster said last of a run's jobs; nothing where that can't be read. */
export function parseQueue(text: string): Queue {
  const read = readJson(queue, text, 'the queue');
  return typeof read === 'string' ? { jobs: {} } : read;
}
