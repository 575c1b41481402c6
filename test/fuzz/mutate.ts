import type { Random } from '../../src/cells/random';

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)]!;
}

/** Names that plain objects have, or that mean something to somebody. */
export const hostileNames = [
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'length', 'name'],
  ...['None', 'True', 'class', 'input', 'output', 'nul', '😀', 'ß', '\u202e', '\u001b[2J', 'a\u0000b'],
];

/** UTF-16 code units of one long repeat. */
const longLengths = [3000, 30_000, 200_000];

const units = [
  '"',
  "'",
  '`',
  '|',
  '#',
  '(',
  '{',
  '[',
  '/*',
  '//',
  '"a',
  'a',
  'a ',
  '9',
  '-',
  '.',
  ' ',
  '\n',
  ';',
];

/**
 * A text with one thing in it again and again, which costs much where each is looked for beyond the next; often within a
 * word, where what follows ends no search for it.
 */
export function longText(random: Random, text: string): string {
  const within = random.next() < 0.5 ? [...text.matchAll(/\w(?=\w)/g)] : [];
  const at = within.length > 0 ? pick(random, within).index + 1 : random.integer(text.length + 1);
  const unit = pick(random, units);
  return text.slice(0, at) + unit.repeat(Math.ceil(200_000 / unit.length)) + text.slice(at);
}

/** Cuts, copies, moves, joins and inserts, one to `most` times. */
export function mutateText(
  random: Random,
  text: string,
  words: readonly string[],
  others: readonly string[] = [],
  most = 4,
): string {
  let result = text;
  for (let times = 1 + random.integer(most); times > 0; times--) {
    const at = random.integer(result.length + 1);
    const end = Math.min(result.length, at + random.integer(random.next() < 0.7 ? 12 : 200));
    const part = result.slice(at, end);
    switch (random.integer(8)) {
      case 0:
        result = result.slice(0, at) + result.slice(end);
        break;
      case 1:
        result = result.slice(0, at) + part + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at);
        break;
      case 3: {
        const other = others.length > 0 ? pick(random, others) : result;
        const from = random.integer(other.length + 1);
        result = result.slice(0, at) + other.slice(from, from + random.integer(300)) + result.slice(end);
        break;
      }
      case 4:
        result = result.slice(0, at) + String.fromCodePoint(random.integer(0x250)) + result.slice(end);
        break;
      case 5: {
        // Repeats make what is deep or long.
        const unit = ((random.next() < 0.5 && part) || pick(random, words)).slice(0, 20) || ' ';
        const times =
          random.next() < 0.15 ? Math.ceil(pick(random, longLengths) / unit.length) : 1 + random.integer(20);
        result = result.slice(0, at) + unit.repeat(times) + result.slice(at);
        break;
      }
      default:
        result = result.slice(0, at) + pick(random, words) + result.slice(random.next() < 0.5 ? at : end);
    }
  }
  return result.slice(0, 200_000);
}

/** Flips bits, overwrites, cuts, doubles and inserts bytes. */
export function mutateBytes(random: Random, bytes: Uint8Array, most = 4): Uint8Array {
  let result = Buffer.from(bytes);
  for (let times = 1 + random.integer(most); times > 0; times--) {
    const at = random.integer(result.length + 1);
    const end = Math.min(result.length, at + random.integer(40));
    switch (random.integer(7)) {
      case 0:
      case 1:
        if (at < result.length) result[at] = result[at]! ^ (1 << random.integer(8));
        break;
      case 2:
        result.fill(pick(random, [0, 0xff, 0x7f, random.integer(256)]), at, end);
        break;
      case 3:
        result = Buffer.concat([result.subarray(0, at), result.subarray(end)]);
        break;
      case 4:
        result = Buffer.from(result.subarray(0, at));
        break;
      case 5:
        result = Buffer.concat([result.subarray(0, end), result.subarray(at)]);
        break;
      default:
        if (at + 4 <= result.length)
          result.writeUInt32LE(pick(random, [0, 1, 0x7fffffff, 0xffffffff, random.integer(65_536)]), at);
    }
  }
  return result;
}

const strange = [
  null,
  true,
  '',
  'text',
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  [],
  {},
  [null],
  { a: 1 },
  ...hostileNames,
];

/** A copy of a JSON value in which one to three fields are gone, doubled, renamed or of another type. */
export function mutateJson(random: Random, value: unknown): unknown {
  let result: unknown = structuredClone(value);
  for (let times = 1 + random.integer(3); times > 0; times--) result = changeOne(random, result);
  return result;
}

function changeOne(random: Random, value: unknown): unknown {
  const deeper = random.next() < 0.75;
  if (Array.isArray(value) && value.length > 0 && deeper) {
    const at = random.integer(value.length);
    if (random.next() < 0.1) return [...value, ...value];
    return value.map((item, i) => (i === at ? changeOne(random, item) : item));
  }
  if (typeof value === 'object' && value !== null && deeper) {
    const entries = Object.entries(value);
    if (entries.length === 0) return { [pick(random, hostileNames)]: pick(random, strange) };
    const at = random.integer(entries.length);
    const changed = entries.flatMap(([key, item], i): (readonly [string, unknown])[] => {
      if (i !== at) return [[key, item]];
      switch (random.integer(6)) {
        case 0:
          return [];
        case 1:
          return [[pick(random, hostileNames), item]];
        default:
          return [[key, changeOne(random, item)]];
      }
    });
    return Object.fromEntries(changed);
  }
  if (typeof value === 'number' && random.next() < 0.5)
    return pick(random, [-value, value + 0.5, value * 1e300, 0, 1e15]);
  if (typeof value === 'string' && random.next() < 0.5)
    return mutateText(random, value, [...hostileNames, '../', '](command:x)', '\n']);
  return structuredClone(pick(random, strange));
}
