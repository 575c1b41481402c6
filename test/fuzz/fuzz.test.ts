import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomOf } from './fuzzer';
import { fuzzers } from './fuzzers';

/** Tries of each fuzzer: some seconds. `npm run fuzz` goes on for as long as is wanted. */
const tries: Readonly<Record<string, number>> = {
  parser: 3000,
  reparse: 150,
  server: 30,
  tables: 250,
  costTables: 150,
  paste: 150,
  runDirectories: 400,
  measurements: 40,
  trainingLogs: 1500,
  checkpoints: 150,
  predictors: 60,
  pageMessages: 8000,
};
it('makes another first choice with each seed', () => {
  const first = Array.from({ length: 100 }, (_, seed) => randomOf(seed).integer(4));
  expect(new Set(first)).toEqual(new Set([0, 1, 2, 3]));
});

const corpus = path.join(import.meta.dirname, 'corpus');
const saved = (name: string) =>
  readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter(file => path.dirname(file) === name && file.endsWith('.json'))
    .sort();

describe.each(fuzzers.map(fuzzer => [fuzzer.name, fuzzer] as const))('%s', (name, fuzzer) => {
  it.each(saved(name))('holds for the saved input %s', async file => {
    await fuzzer.check(JSON.parse(readFileSync(path.join(corpus, file), 'utf8')) as never);
  });

  it('has a saved input', () => {
    expect(saved(name).length).toBeGreaterThan(0);
  });

  it(`holds for ${tries[name]} generated inputs`, async () => {
    for (let seed = 1; seed <= tries[name]!; seed++) {
      const input = fuzzer.generate(randomOf(seed));
      try {
        await fuzzer.check(input as never);
      } catch (error) {
        throw new Error(
          `seed ${seed}: ${(error as Error).message}\n${JSON.stringify(input).slice(0, 2000)}`,
          {
            cause: error,
          },
        );
      }
    }
  }, 120_000);
});
