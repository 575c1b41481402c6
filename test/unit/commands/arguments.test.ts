import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineNames } from '../../../src/engines/engine';
import { exportFormats } from '../../../src/exchange/export/exportCell';
import { recipes } from '../../../src/predictor/recipes';
import { engineChoices } from '../../../src/protocol/commands/engines';
import { exportCommand } from '../../../src/protocol/commands/export';
import { loopCommand } from '../../../src/protocol/commands/loop';
import { rankCommand } from '../../../src/protocol/commands/rank';
import { isRunCommand, runCommands } from '../../../src/protocol/commands/runCommands';
import { searchCommand } from '../../../src/protocol/commands/search';
import { defaultSamples, trainCommand } from '../../../src/protocol/commands/train';
import { joinDashedValues, readArguments, writeArguments } from '../../../src/protocol/options/arguments';
import { type CommandDeclaration, declareCommand, type Options } from '../../../src/protocol/options/option';
import { strategies } from '../../../src/search/search';
import { askedOf } from './asked';

/** Every kind of row, of a command that is in no program. */
const sample = declareCommand({
  name: 'sample',
  summary: 'a command of this test',
  options: {
    source: { kind: 'text', value: 'file', help: 'what to read', required: true, path: 'file' },
    label: { kind: 'text', flag: '--label', aliases: ['--column'], help: 'a column', required: true },
    cells: { kind: 'integer', min: 2, all: true, flag: '--cells', help: 'how many', default: 10 },
    longest: { kind: 'number', flag: '--longest', help: 'milliseconds' },
    way: { kind: 'choice', choices: ['fast', 'slow'], flag: '--way', help: 'how', default: 'fast' },
    keep: { kind: 'list', flag: '--keep', variadic: true, help: 'what to keep' },
    alone: { kind: 'switch', flag: '--alone', help: 'without others' },
    run: { kind: 'text', flag: '--run', help: 'a directory', process: 'directory' },
    json: { kind: 'switch', flag: '--json', help: 'as JSON', process: 'output' },
  },
});

describe('settings, written as arguments, are read back as they were', () => {
  const holds = <O extends Options>(command: CommandDeclaration<O>) =>
    fc.assert(
      fc.property(askedOf(command), asked => {
        expect(readArguments(command, writeArguments(command, asked))).toMatchObject({ ok: true, asked });
      }),
    );
  test.each(Object.entries(runCommands))('of %s', (_, command) => holds<Options>(command));
  test('of a command with every kind of option', () => holds(sample));
});

test('what is left out has its default', () => {
  expect(readArguments(sample, ['a.csv', '--label', 'acc'])).toEqual({
    ok: true,
    asked: { source: 'a.csv', label: 'acc' },
    settings: { source: 'a.csv', label: 'acc', cells: 10, way: 'fast', keep: [] },
  });
});

test('a value that begins with a dash is a word of the command line, and joined to its option in a record', () => {
  const words = ['a.csv', '--alone', '--column', '--p=x -c 2', '--keep', '-1', 'b', '--label', 'acc'];
  const joined = joinDashedValues(sample, words);
  expect(joined).toEqual(['a.csv', '--alone', '--column=--p=x -c 2', '--keep=-1', 'b', '--label', 'acc']);
  expect(readArguments(sample, joinDashedValues(sample, ['a.csv', '--label', '-p main']))).toMatchObject({
    asked: { source: 'a.csv', label: '-p main' },
  });
});

test('a flag may be written with its value, by an earlier name, and again: the last one counts', () => {
  const read = readArguments(sample, [
    'a.csv',
    '--column=x',
    '--label=-y',
    '--cells',
    '10,000',
    '--keep',
    'a',
    'b',
    '--keep=c',
    '--alone',
    '--json',
  ]);
  expect(read).toMatchObject({
    asked: { label: '-y', cells: 10_000, keep: ['a', 'b', 'c'], alone: true, json: true },
  });
});

test.each([
  [['a.csv', '--label', 'x', '--nonsense', '1'], 'has no option "--nonsense".'],
  [['a.csv', '--label', 'x', '-o', '1'], 'has no option "-o".'],
  [['a.csv', '--label', 'x', '--constructor', '1'], 'has no option "--constructor".'],
  [['a.csv', '--label', 'x', '--', 'b.csv'], 'has no option "--".'],
  [['a.csv', 'b.csv', '--label', 'x'], 'takes options alone, and "b.csv" is none.'],
  [['a.csv', '--label'], 'needs a value after --label, and there is none.'],
  [['a.csv', '--label', '--alone'], 'needs a value after --label, and "--alone" looks like an option'],
  [['a.csv', '--label', '-x'], 'needs a value after --label, and "-x" looks like an option'],
  [['a.csv', '--label', 'x', '--cells', '1'], 'It must be all, or a whole number of at least 2.'],
  [['a.csv', '--label', 'x', '--cells', ''], 'It must be all, or a whole number of at least 2.'],
  [
    ['a.csv', '--label', 'x', '--longest', 'soon'],
    'can\'t take "soon" for --longest. It must be a number above 0.',
  ],
  [['a.csv', '--label', 'x', '--way', 'other'], 'It must be one of fast, slow.'],
  [['a.csv', '--label', 'x', '--alone=yes'], 'has an option --alone that takes no value.'],
  [['a.csv', '--label', 'x', '--run', '/elsewhere'], 'takes --run on the command line alone'],
  [['--label', 'x'], 'needs its file, which is not given.'],
  [['a.csv'], 'needs --label, which is not given.'],
  [['a.csv', '--label', 'x', '--a\u001b[31m\u202e'], 'has no option "--a\\u001b[31m<U+202E>".'],
])('%j is refused in a sentence', (args, message) => {
  const read = readArguments(sample, args);
  expect(read).toMatchObject({ ok: false });
  expect(read.ok ? '' : read.message).toContain(message);
  expect(read.ok ? '' : read.message).toMatch(/^`renas sample` [^\n]*\.$|=VALUE if it is one\.$/);
});

test('only runs are run commands', () => {
  expect(['train', 'search', 'loop', 'format', 'constructor', '--'].filter(isRunCommand)).toEqual([
    'train',
    'search',
    'loop',
  ]);
});

test('the tables offer what the commands know', () => {
  expect(searchCommand.options.strategy.choices).toEqual(strategies);
  // `default` takes `transfer` where cells are few.
  expect([...trainCommand.options.recipe.choices, 'transfer'].toSorted()).toEqual(
    Object.keys(recipes).toSorted(),
  );
  expect(engineChoices).toEqual(engineNames);
  expect(exportCommand.options.to.choices).toEqual(Object.keys(exportFormats));
});

test('by default a training leaves some cells of its table to test with', () => {
  expect([5, 60, 529, 531, 423_624].map(defaultSamples)).toEqual([4, 48, 424, 424, 424]);
  expect(loopCommand.options.budget.required).toBe(true);
});

test('the texts of an argument that many are taken of are all read', () => {
  expect(
    readArguments(rankCommand, ['a.cell', '--spaces', 'x.cell', 'b.cell', '--spaces=y.cell']),
  ).toMatchObject({
    settings: { files: ['a.cell', 'b.cell'], spaces: ['x.cell', 'y.cell'] },
  });
  expect(writeArguments(rankCommand, { files: ['-a.cell'], json: true })).toEqual(['./-a.cell']);
});
