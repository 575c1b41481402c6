import * as v from 'valibot';
import { mayBeObject } from '../../text/lines';
import type { RunEvent } from '../events';
import { count, dictionary, finite, object } from './basics';
import { readValue, type Schema } from './readJson';

const text = v.string();
const maybe = v.exactOptional(finite);
/** JSON has no NaN: a figure that is none is `null`. */
const figure = v.exactOptional(v.nullable(finite));

const foundCells = v.array(
  object({
    cell: text,
    name: text,
    hash: text,
    score: finite,
    top: finite,
    low: maybe,
    high: maybe,
    unlike: v.exactOptional(v.boolean()),
    basis: v.exactOptional(v.picklist(['transfer', 'size'])),
    learned: v.exactOptional(count),
    before: v.exactOptional(text),
    parameters: finite,
    flops: finite,
    latency: maybe,
    costs: v.exactOptional(dictionary(finite)),
    measured: v.exactOptional(dictionary(finite)),
  }),
);
const expected = object({ value: finite, low: finite, high: finite });
const loopCell = object({ cell: text, label: figure, test: figure, expected: v.exactOptional(expected) });

const schemas = {
  progress: object({ phase: text, done: finite, total: finite, overall: maybe }),
  metric: object({ step: finite, values: dictionary(v.nullable(finite)) }),
  found: object({ scored: finite, found: foundCells, kept: maybe }),
  round: object({
    round: finite,
    measured: finite,
    cells: v.array(loopCell),
    best: v.exactOptional(loopCell),
  }),
  message: object({ text }),
  resumed: object({ text }),
  failed: object({ message: text }),
  done: object({
    kendall_tau: figure,
    spearman_rho: figure,
    trained: figure,
    tested: figure,
    scored: figure,
    found: v.exactOptional(foundCells),
    pareto: v.exactOptional(foundCells),
    notice: v.exactOptional(text),
  }),
} satisfies Record<RunEvent['event'], Schema<object>>;

const timed = object({ seconds: finite });

/** Reads one line of `events.jsonl`; `undefined` for a torn or foreign line. */
export function parseRunEvent(line: string): RunEvent | undefined {
  if (!mayBeObject(line)) return undefined;
  let value: { readonly event?: unknown };
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { event } = Object(value) as { readonly event?: unknown };
  if (typeof event !== 'string' || !Object.hasOwn(schemas, event)) return undefined;
  const schema: Schema<object> = schemas[event as RunEvent['event']];
  if (typeof readValue(timed, value, 'an event') === 'string') return undefined;
  const read = readValue(schema, value, 'an event');
  return typeof read === 'string' ? undefined : (read as RunEvent);
}
