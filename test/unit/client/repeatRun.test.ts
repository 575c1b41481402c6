import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  argumentsAgain,
  commandLine,
  settingsOf,
  withAbsolutePaths,
} from '../../../src/client/runs/repeatRun';
import { loopArguments, searchArguments, trainArguments } from '../../../src/client/runs/runArguments';
import type { RunRecord } from '../../../src/protocol/run';
import { row } from '../../webview/samples';

function record(command: RunRecord['command'], args: readonly string[], more: Partial<RunRecord> = {}) {
  const base = row({ id: '20250131-160512-search-0a1b', command }).record;
  if (!base) throw new Error('a sample row has a record');
  return { ...base, arguments: [command, ...args], ...more };
}

const words = fc
  .string({ minLength: 1, unit: 'grapheme' })
  .filter(text => !text.startsWith('-') && !text.includes('\0'));
const limit = fc.option(fc.integer({ min: 1 }), { nil: undefined });

test('Duplicate with Changes gives the forms back what started the run', () => {
  const train = fc.record(
    {
      space: words,
      data: words,
      label: words,
      samples: fc.integer({ min: 2 }),
      recipe: fc.constant('renas'),
      seed: fc.constant(7),
      testLabel: words,
      engine: fc.constantFrom('wasm', 'auto'),
    },
    { requiredKeys: ['space', 'data', 'label', 'samples', 'recipe', 'seed'] },
  );
  fc.assert(
    fc.property(train, settings => {
      expect(settingsOf(record('train', trainArguments(settings), { seed: 7 }))).toEqual({
        form: 'train',
        settings,
      });
    }),
  );
  const search = fc.record(
    {
      space: words,
      model: fc.constantFrom(undefined, '20250131-154502-train-9f3c'),
      strategy: fc.constantFrom('local', 'evolution'),
      budget: fc.integer({ min: 1 }),
      top: fc.integer({ min: 1 }),
      seed: fc.constant(7),
      maxParameters: limit,
      maxFlops: limit,
      latency: words,
      device: words,
      maxLatency: fc.constantFrom(0.5, 12),
      pareto: fc.constantFrom('flops' as const, 'latency' as const),
      start: words,
    },
    {
      requiredKeys: [
        ...(['space', 'model', 'strategy', 'budget', 'top', 'seed', 'maxParameters', 'maxFlops'] as const),
      ],
    },
  );
  fc.assert(
    fc.property(search, settings => {
      const model = settings.model && path.join('/runs', settings.model, 'model');
      const args = searchArguments(settings, model);
      expect(settingsOf(record('search', args, { seed: 7 }))).toEqual({ form: 'search', settings });
    }),
  );
  const loop = fc.record(
    {
      space: words,
      oracle: words,
      label: words,
      budget: fc.integer({ min: 1 }),
      seed: fc.constant(7),
      testLabel: words,
    },
    { requiredKeys: ['space', 'oracle', 'label', 'budget', 'seed'] },
  );
  fc.assert(
    fc.property(loop, settings => {
      expect(settingsOf(record('loop', loopArguments(settings), { seed: 7 }))).toEqual({
        form: 'loop',
        settings,
      });
    }),
  );
});

test('files that a run named from its own folder are offered by their absolute paths', () => {
  const args = ['--space', 'lab', '--latency', 'phone.csv', '--device', 'ms'];
  const filled = settingsOf(record('search', args));
  expect(filled && withAbsolutePaths(filled, '/somewhere')).toMatchObject({
    settings: { latency: path.resolve('/somewhere/phone.csv') },
  });
});

test('a run with arguments that the forms do not have is not put into them', () => {
  expect(settingsOf(record('search', ['--space', 'lab', '--data', 'a.csv']))).toBeUndefined();
  expect(settingsOf(record('search', ['--space', 'lab', '--model', '/models/lab']))).toBeUndefined();
  expect(settingsOf(record('search', ['--space', 'lab', 'stray']))).toBeUndefined();
  expect(
    settingsOf(record('train', ['--space', 'lab', '--data', 'a.csv', '--label', 'acc'])),
  ).toBeUndefined();
});

test('Run Again writes into its own directory alone, whatever the record says', () => {
  for (const out of [
    '/old/runs/20250131-160512-search-0a1b/found.cell',
    'best/found.cell',
    '/home/me/.bashrc',
  ])
    for (const args of [
      ['--space', 'lab', '--out', out],
      [`--out=${out}`, '--space=lab', '--json'],
    ])
      expect(argumentsAgain(record('search', args))).toEqual(['--space', 'lab']);
});

test.each([
  [['format', 'notes.cell', '--'], /has the command "format"/],
  [['search', '--space', 'lab', '--', '--out'], /`renas search` has no option "--"/],
  [['search', '--space', 'lab', 'stray'], /takes options alone, and "stray" is none/],
  [['search', '--space', 'lab', '--setup', 'sh'], /has no option "--setup"/],
  [['search', '--space', 'lab', '--run', '/elsewhere'], /takes --run on the command line alone/],
])('arguments that are not those of a run (%j) are not repeated', (args, why) => {
  const foreign = { ...record('search', []), arguments: args };
  expect(() => argumentsAgain(foreign)).toThrow(why);
  expect(() => commandLine(foreign)).toThrow(why);
  expect(settingsOf(foreign)).toBeUndefined();
});

test('the line copied stands in the folder of the run, and names where its results go', () => {
  const found = { results: { found: 'found.cell' }, cwd: '/w x' };
  expect(commandLine(record('search', ['--space', 'lab', '--out', 'a.cell'], found), 'linux')).toBe(
    "cd '/w x' && renas search --space lab --out found.cell",
  );
  const trained = record('train', ['--space', 'lab', '--data', 'a.csv', '--label', 'acc'], {
    results: { model: 'model' },
    cwd: '/w',
  });
  expect(commandLine(trained, 'linux')).toBe(
    'cd /w && renas train --space lab --data a.csv --label acc --out model',
  );
  expect(commandLine(record('search', ['--space', 'a b.cell']), 'win32')).toBe(
    'renas search --space "a b.cell"',
  );
});
