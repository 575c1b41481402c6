import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argumentsAgain, commandLine, settingsOf } from '../../../src/client/runs/repeatRun';
import { startArguments } from '../../../src/client/runs/runArguments';
import { runCommands } from '../../../src/protocol/commands/runCommands';
import { formKeys, formSettings } from '../../../src/protocol/options/form';
import type { CommandDeclaration, Options } from '../../../src/protocol/options/option';
import type { RunRecord } from '../../../src/protocol/run';
import type { RunForm, RunSettings } from '../../../src/protocol/runForms';
import { row } from '../../webview/samples';
import { askedOf } from '../commands/asked';

function record(command: RunRecord['command'], args: readonly string[], more: Partial<RunRecord> = {}) {
  const base = row({ id: '20250131-160512-search-0a1b', command }).record;
  if (!base) throw new Error('a sample row has a record');
  return { ...base, arguments: [command, ...args], ...more };
}

test.each(Object.entries(runCommands).filter(([, command]) => formKeys<Options>(command).length > 0))(
  'Duplicate with Changes gives the form of %s back what started the run',
  (name, declared) => {
    const command: CommandDeclaration = declared;
    const form = name as RunForm;
    fc.assert(
      fc.property(askedOf(command), asked => {
        const fields = formKeys(command).map(key => [key, asked[key]]);
        const settings = formSettings(command, Object.fromEntries(fields));
        fc.pre(settings !== undefined);
        const args = startArguments({ form, settings } as unknown as RunSettings);
        expect(settingsOf(record(form, args))).toEqual({ form, settings });
      }),
    );
  },
);

test('a search asks the predictor chosen for its space, unless another is named', () => {
  const search = (settings: object) =>
    startArguments({ form: 'search', settings } as RunSettings, new Map([['lab', '/models/lab']])).join(' ');
  expect(search({ space: 'nets/lab.cell:lab' })).toBe('--space nets/lab.cell:lab --predictor /models/lab');
  expect(search({ space: 'lab', predictor: '/mine' })).toBe('--space lab --predictor /mine');
  expect(search({ space: 'nasbench101' })).toBe('--space nasbench101');
});

test('the files that a run named are found where they are now', () => {
  const args = ['--space', 'lab.cell:lab', '--latency', 'phone.csv', '--device', 'ms', '--start', 'a.cell:b'];
  const filled = settingsOf(record('search', args), file => path.resolve('/somewhere', file));
  expect(filled).toMatchObject({
    settings: {
      space: `${path.resolve('/somewhere/lab.cell')}:lab`,
      latency: path.resolve('/somewhere/phone.csv'),
      device: 'ms',
      start: `${path.resolve('/somewhere/a.cell')}:b`,
    },
  });
});

test('a predictor by its earlier flag is offered too', () => {
  expect(settingsOf(record('search', ['--space', 'lab', '--model', '/models/lab']))).toMatchObject({
    settings: { predictor: '/models/lab', strategy: 'evolution', top: 10, seed: 0 },
  });
});

test('a run with arguments that the forms do not have is not put into them', () => {
  expect(settingsOf(record('search', ['--space', 'lab', '--data', 'a.csv']))).toBeUndefined();
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
