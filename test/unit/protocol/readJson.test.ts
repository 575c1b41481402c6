import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { count, dictionary, finite, integer, object } from '../../../src/protocol/schemas/basics';
import { readJson, readValue } from '../../../src/protocol/schemas/readJson';

const schema = object({
  format: v.literal(1),
  state: v.picklist(['running', 'done']),
  arguments: v.array(v.string()),
  results: object({ model: v.exactOptional(v.string()) }),
  seed: v.exactOptional(count),
  values: v.exactOptional(dictionary(finite)),
});
const good = { format: 1, state: 'done', arguments: ['train'], results: {} };
const read = (more: object) => readJson(schema, JSON.stringify({ ...good, ...more }), 'run.json');

describe('what is wrong with a JSON file is one sentence', () => {
  it.each([
    [{ results: { model: 5 } }, '"results.model" in run.json is a number instead of text'],
    [{ arguments: ['train', null] }, '"arguments.1" in run.json is null instead of text'],
    [{ arguments: {} }, '"arguments" in run.json is an object instead of a list'],
    [{ results: [] }, '"results" in run.json is not an object'],
    [{ state: undefined }, 'run.json has no "state"'],
    [{ state: 'nap' }, '"state" in run.json is not one of running, done'],
    [{ format: 2 }, '"format" in run.json is 2, and this version reads 1'],
    [{ seed: -1 }, '"seed" in run.json is negative'],
    [{ seed: 0.5 }, '"seed" in run.json is not a whole number'],
    [{ values: { loss: 'low' } }, '"values" in run.json has a value that does not belong there'],
    [{ values: [] }, '"values" in run.json is not an object'],
  ])('%j', (more, sentence) => {
    expect(read(more)).toBe(sentence);
  });

  it('says so of a text that is no JSON, and of a value that is no object', () => {
    expect(readJson(schema, '{"format": 1', 'run.json')).toBe('run.json is not valid JSON');
    expect(readJson(schema, '[]', 'run.json')).toBe('run.json is not an object');
    expect(readJson(schema, 'null', 'run.json')).toBe('run.json is not an object');
    expect(readValue(schema, undefined, 'a message')).toBe('a message is not an object');
  });

  it('has no text of the file but keys without control characters', () => {
    const said = readJson(v.strictObject({}), '{"\\u001b[2J\\u202Ekey": 1}', 'run.json');
    expect(said).toBe('"[2Jkey" in run.json is not known here');
  });
});

it('keeps what it does not know, and returns what it reads', () => {
  expect(read({ later: { a: [1] }, seed: 3 })).toEqual({ ...good, later: { a: [1] }, seed: 3 });
});

it('refuses numbers that are infinite or not whole', () => {
  const one = (text: string) => readJson(v.object({ n: finite, i: integer }), text, 'x');
  expect(one('{"n": 1e999, "i": 1}')).toBe('"n" in x is not finite');
  expect(one('{"n": 1, "i": 1e300}')).toBe('"i" in x is not a whole number');
});

describe('a dictionary', () => {
  it('has the names of the file and no others, whatever they are', () => {
    const name = fc.oneof(
      fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'),
      fc.string(),
    );
    const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, fc.integer()), { selector: ([n]) => n }), entries => {
        const text = `{${entries.map(([n, value]) => `${JSON.stringify(n)}:${value}`).join()}}`;
        const named = readJson(dictionary(finite), text, 'x');
        if (typeof named === 'string') throw new Error(named);
        expect(new Map(Object.entries(named))).toEqual(new Map(entries));
        for (const n of inherited) expect(named[n]).toBe(new Map(entries).get(n));
      }),
    );
  });
});

it('answers any text with a value or a sentence, and never throws', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      const value = readJson(schema, text, 'run.json');
      if (typeof value === 'string') expect(value).toMatch(/^.*run\.json.*[^.]$/s);
    }),
  );
});

it('takes a text nested 200,000 deep', () => {
  const deep = `{"later": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  expect(readJson(schema, deep, 'run.json')).toBe('run.json has no "format"');
});
