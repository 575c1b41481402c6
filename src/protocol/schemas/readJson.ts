import * as v from 'valibot';
import { describeIssue } from './describeIssue';

/** Describes a `T` read from outside this process: a file or a message. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/**
 * Reads a JSON text that the schema describes. A string is one sentence, without its full stop, that says what is wrong
 * and where: `"results.model" in run.json is a number instead of text`.
 *
 * @param source what the text is called in that sentence: `run.json`.
 */
export function readJson<T extends object>(schema: Schema<T>, text: string, source: string): T | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${source} is not valid JSON`;
  }
  return readValue(schema, value, source);
}

/** The same of a value that has been parsed already: a message between processes. */
export function readValue<T extends object>(schema: Schema<T>, value: unknown, source: string): T | string {
  const result = v.safeParse(schema, value, { abortEarly: true });
  return result.success ? result.output : describeIssue(result.issues[0], source);
}
