import * as v from 'valibot';
import { type RunCommand, runCommands } from '../commands/runCommands';
import type { RunRecord } from '../run';
import { count, dictionary, finite, integer, object } from './basics';
import { readJson } from './readJson';

const text = v.string();
const maybeText = v.exactOptional(text);

/** `run.json`. */
const schema = object({
  format: v.literal(1),
  id: text,
  command: v.picklist(Object.keys(runCommands) as RunCommand[]),
  title: text,
  arguments: v.array(text),
  cwd: maybeText,
  inputs: v.exactOptional(v.array(object({ path: text, sha256: text, text: maybeText }))),
  space: text,
  seed: integer,
  versions: object({ renas: text, node: text, engine: maybeText }),
  state: v.picklist(['running', 'done', 'failed', 'cancelled']),
  pid: count,
  host: text,
  processStarted: maybeText,
  signature: maybeText,
  started: text,
  resumed: v.exactOptional(v.array(text)),
  ended: maybeText,
  figure: maybeText,
  failure: maybeText,
  metrics: v.exactOptional(dictionary(v.nullable(finite))),
  results: object({ model: maybeText, found: maybeText, ranking: maybeText }),
});

/**
 * Reads the text of a `run.json`; a string says what is wrong with it. A result that lies outside the run directory (which
 * versions before recorded of `--out`) is left out.
 */
export function parseRunRecord(json: string): RunRecord | string {
  const record = readJson(schema, json, 'run.json');
  if (typeof record === 'string') return record;
  const { metrics } = record;
  // JSON has no NaN: a figure that is none is null.
  const figures = metrics && Object.entries(metrics).filter(([, value]) => value !== null);
  const results = Object.entries(record.results).filter(
    ([, name]) => typeof name === 'string' && isInside(name),
  );
  return {
    ...record,
    ...(figures ? { metrics: Object.fromEntries(figures) } : {}),
    results: Object.fromEntries(results),
  } as RunRecord;
}

/** Whether a path names something inside the folder that it is relative to, on any system. */
function isInside(name: string): boolean {
  return name !== '' && !/^[\\/]|^[a-z]:|(^|[\\/])\.\.([\\/]|$)|\0/i.test(name);
}
