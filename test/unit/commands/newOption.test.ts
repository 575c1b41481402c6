import path from 'node:path';
import { Command } from 'commander';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDeclared } from '../../../src/cli/declaredCommand';
import { searchCommand } from '../../../src/protocol/commands/search';
import { readArguments, writeArguments } from '../../../src/protocol/options/arguments';
import { repeatComment } from '../../../src/protocol/options/commandLine';
import { formSettings } from '../../../src/protocol/options/form';
import { declareCommand, type Settings } from '../../../src/protocol/options/option';
import { namedFiles, withFiles } from '../../../src/protocol/options/paths';
import { draftOf, firstDraft, readDraft } from '../../../webview/forms/draft';
import { askedOf } from './asked';

/** `renas search` with two options more: a row each is all that is written here. */
const command = declareCommand({
  ...searchCommand,
  options: {
    ...searchCommand.options,
    maxEnergy: {
      kind: 'number',
      unit: 'millijoules',
      flag: '--max-energy',
      value: 'mJ',
      title: 'Most energy',
      help: 'no cell that takes more energy',
      form: true,
      empty: 'no limit',
      example: '12.5',
    },
    energy: {
      kind: 'text',
      flag: '--energy',
      value: 'file',
      title: 'Energy table',
      help: 'a table of energies',
      path: 'table',
      form: true,
    },
  },
});
type EnergySettings = Settings<(typeof command)['options']>;

async function commandLine(...args: string[]): Promise<EnergySettings> {
  let asked: EnergySettings | undefined;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addDeclared(program, command, settings => {
    asked = settings;
  });
  for (const each of program.commands) each.exitOverride();
  await program.parseAsync(['search', ...args], { from: 'user' });
  if (!asked) throw new Error('the command was not run');
  return asked;
}

test('the command line takes it, explains it, and refuses what it is not', async () => {
  const settings = await commandLine('--space', 'lab', '--max-energy', '12.5', '--energy', 'mJ.csv');
  expect(settings).toMatchObject({ maxEnergy: 12.5, energy: 'mJ.csv', top: 10 });
  await expect(commandLine('--space', 'lab', '--max-energy', 'much')).rejects.toThrow(
    "'--max-energy <mJ>' argument 'much' is invalid. It must be a number above 0.",
  );
  const program = new Command();
  const help = addDeclared(program, command, () => undefined).helpInformation();
  expect(help).toMatch(/--max-energy <mJ> +no cell that takes more energy/);
});

test('an option keeps working by its earlier name, which no help shows', async () => {
  expect(await commandLine('--space', 'lab', '--model', 'mine')).toMatchObject({ predictor: 'mine' });
  const help = addDeclared(new Command(), command, () => undefined).helpInformation();
  expect(help).toContain('--predictor <dir>');
  expect(help).not.toContain('--model');
});

test('commander reads what is written of any settings, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(askedOf(command), async asked => {
      const args = writeArguments(command, asked);
      expect(readArguments(command, args)).toMatchObject({ ok: true, asked });
      const read = readArguments(command, args);
      expect(read.ok && read.settings).toEqual(await commandLine(...args));
    }),
  );
});

const asked = { space: 'nasbench201', maxEnergy: 12.5, energy: 'mJ.csv' };

test('it is in the line that repeats the command', () => {
  expect(repeatComment(command, asked)).toBe(
    'renas search --space nasbench201 --max-energy 12.5 --energy mJ.csv',
  );
});

test('the file it names is an input, and found again from another folder', () => {
  expect(namedFiles(command, asked)).toEqual([
    { key: 'energy', path: 'table', file: 'mJ.csv', changes: false },
  ]);
  expect(withFiles(command, asked, file => path.posix.join('/w', file))).toEqual({
    ...asked,
    energy: '/w/mJ.csv',
  });
});

test('the form reads its field, and says what is wrong with it', () => {
  const draft = { ...firstDraft(command), space: 'nasbench201' };
  expect([draft.maxEnergy, draft.energy]).toEqual(['', '']);
  expect(readDraft(command, draft)).toMatchObject({ wrong: {}, complete: true });
  expect(readDraft(command, { ...draft, maxEnergy: '12.5' }).settings).toMatchObject({ maxEnergy: 12.5 });
  expect(readDraft(command, { ...draft, maxEnergy: 'much' })).toMatchObject({
    wrong: { maxEnergy: 'Enter millijoules such as 12.5, or nothing for no limit.' },
    complete: false,
  });
  expect(readDraft(command, { ...draft, maxEnergy: 'much' }, ['maxEnergy']).complete).toBe(true);
});

test('a form that is filled in with settings starts the same again', () => {
  fc.assert(
    fc.property(askedOf(command), all => {
      const { data: _, label: __, epoch: ___, where: ____, cells: ______, bytes: _____, ...rest } = all;
      const { max, costs, ...shown } = rest;
      const settings = formSettings(command, { ...shown, budget: shown.budget ?? 5 });
      if (!settings) throw new Error('the form has a field for each of them');
      expect(readDraft(command, draftOf(command, settings)).settings).toEqual(settings);
    }),
  );
});
