import { setImmediate } from 'node:timers/promises';
import { maxNesting } from './json';
import { maxRowLength, maxRows } from './tableRow';

/** Values of one document, of every depth: more would take gigabytes of memory. */
export const maxJsonValues = 64_000_000;

/** Of one object: more names take seconds to be listed. */
const maxNames = 1_000_000;

/** UTF-16 code units that are read before other events, such as signals, are attended to: some 20 ms. */
const portion = 2 ** 20;

/** Why a document is not read: a sentence about it without its subject and full stop. */
export class UnreadableJson extends Error {}

interface Container {
  readonly values: unknown[] | Record<string, unknown>;
  members: number;
}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null|NaN|-?Infinity/y;
const words: ReadonlyMap<string, unknown> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * Returns the value of a JSON text of any length, as `parsePythonJson` does, but attends to other events while it reads. In time
 * linear in the length. Rejects with `UnreadableJson` for what is not JSON, nests too deep or has too many values.
 *
 * @param afterPause may throw, which ends the reading.
 * @param pauseAfter code units between two pauses.
 */
export async function parseLongJson(
  text: string,
  afterPause: () => void = () => {},
  pauseAfter = portion,
): Promise<unknown> {
  let at = 0;
  let pause = pauseAfter;
  let values = 0;
  const stack: Container[] = [];
  /** Of an object, the key whose value comes next. */
  let key = '';
  let result: unknown;

  const fail = (): never => {
    throw new UnreadableJson(
      'begins as JSON does and is not JSON: it is cut off or damaged; write a list of objects, or JSONL with one object a line',
    );
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const string = (): string => {
    const start = at;
    if (text.charCodeAt(at) !== 0x22) fail();
    let isPlain = true;
    for (at++; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      // Behind the end it is NaN.
      if (!(code >= 0x20)) fail();
      if (at - start > maxRowLength)
        throw new UnreadableJson(`is JSON with a text of more than ${maxRowLength} characters`);
      if (code !== 0x5c) continue;
      isPlain = false;
      at++;
    }
    at++;
    if (isPlain) return text.slice(start + 1, at - 1);
    try {
      return JSON.parse(text.slice(start, at));
    } catch {
      return fail();
    }
  };
  const readKey = () => {
    key = string();
    match(blank);
    if (text.charCodeAt(at++) !== 0x3a) fail();
  };
  const put = (value: unknown) => {
    if (++values > maxJsonValues)
      throw new UnreadableJson(
        `is JSON of more than ${maxJsonValues.toLocaleString('en-US')} values; write it as JSONL, one object a line`,
      );
    const container = stack.at(-1);
    if (container === undefined) {
      result = value;
      return;
    }
    const most = Array.isArray(container.values) ? maxRows : maxNames;
    if (++container.members > most)
      throw new UnreadableJson(
        `is JSON with ${Array.isArray(container.values) ? 'a list' : 'an object'} of more than ${most.toLocaleString('en-US')} members; write it as JSONL, one object a line`,
      );
    const inside = container.values;
    if (Array.isArray(inside)) inside.push(value);
    else if (key === '__proto__')
      Object.defineProperty(inside, key, { value, enumerable: true, configurable: true, writable: true });
    else inside[key] = value;
  };
  /** Puts the value that begins here; false: it is a container that has members, the first of which comes next. */
  const value = (): boolean => {
    const code = text.charCodeAt(at);
    if (code === 0x22) put(string());
    else if (code === 0x7b || code === 0x5b) {
      at++;
      const made: Container['values'] = code === 0x5b ? [] : {};
      put(made);
      match(blank);
      if (text.charCodeAt(at) === code + 2) at++;
      else {
        stack.push({ values: made, members: 0 });
        if (stack.length > maxNesting)
          throw new UnreadableJson(`is JSON that nests more than ${maxNesting} deep, so it is no table`);
        if (code === 0x7b) readKey();
        return false;
      }
    } else {
      const found = match(word);
      if (found === undefined) put(Number(match(number) ?? fail()));
      // As Python writes it, what is no number is a missing value.
      else put(words.get(found) ?? null);
    }
    return true;
  };

  for (;;) {
    if (at > pause) {
      pause = at + pauseAfter;
      await setImmediate();
      afterPause();
    }
    match(blank);
    if (!value()) continue;
    // The ends of containers, up to the comma before the next value.
    for (;;) {
      match(blank);
      const inside = stack.at(-1)?.values;
      if (inside === undefined) return at === text.length ? result : fail();
      const code = text.charCodeAt(at++);
      if (code === (Array.isArray(inside) ? 0x5d : 0x7d)) {
        stack.pop();
        continue;
      }
      if (code !== 0x2c) fail();
      if (!Array.isArray(inside)) {
        match(blank);
        readKey();
      }
      break;
    }
  }
}
