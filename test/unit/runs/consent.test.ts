import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { beforeEach, expect, test, vi } from 'vitest';
import { addResume } from '../../../src/cli/commands/resume';
import { describePowers, powersOf } from '../../../src/protocol/consent';
import { declareCommand } from '../../../src/protocol/options/option';
import { parseRunRecord } from '../../../src/protocol/schemas/runRecord';
import { readRun } from '../../../src/runs/runReader';
import { createRun, reopenRun } from '../../../src/runs/runWriter';
import { temporaryFolder } from './folders';

/** A search that, as a measuring command does, executes a command and changes a file. */
vi.mock(import('../../../src/protocol/commands/runCommands'), async original => {
  const module = await original();
  const { search } = module.runCommands;
  const options = {
    ...search.options,
    command: { kind: 'text', flag: '--command', help: 'how to train', executed: true },
    found: {
      kind: 'text',
      flag: '--found',
      help: 'the file of cells',
      path: 'file',
      changes: true,
      required: true,
    },
  } as const;
  return {
    ...module,
    runCommands: { ...module.runCommands, search: { ...search, options } },
  } as typeof module;
});

const declared = declareCommand({
  name: 'measure',
  summary: 'measure cells',
  options: {
    file: { kind: 'text', value: 'file', help: 'cells', required: true, path: 'file', changes: true },
    setup: { kind: 'list', flag: '--setup', help: 'before each', executed: true },
    out: { kind: 'text', flag: '--out', help: 'copy', path: 'file', changes: true },
    label: { kind: 'text', flag: '--label', help: 'column' },
  },
});

test('what is executed and changed follows from the declaration of each option', () => {
  const powers = powersOf(declared, {
    file: 'a.cell',
    setup: ['. env', 'nvidia-smi'],
    out: 'b',
    label: 'acc',
  });
  const executed = 'executes --setup: . env\nexecutes --setup: nvidia-smi\nin /home/me/cells';
  expect(describePowers(powers, '/home/me/cells', 'again')).toBe(`changes file: a.cell\n${executed}`);
  expect(describePowers(powers, '/home/me/cells', 'resume')).toBe(
    `leaves file unchanged: a.cell\n${executed}`,
  );
  expect(powersOf(declared, { out: 'b', label: 'acc' })).toEqual([]);
});

test('no part of what is executed is pushed out of sight', () => {
  const text = `python train.py${' '.repeat(3000)}; rm -r a${'\n \t'.repeat(500)}\ncurl b\nexecutes --setup: c`;
  expect(describePowers([{ kind: 'executes', option: '--command', text }], undefined, 'again')).toBe(
    [
      'executes --command: python train.py <3000 blanks> ; rm -r a',
      '  <500 empty lines>',
      '  curl b',
      '  executes --setup: c',
    ].join('\n'),
  );
});

test.each(['\u3164', '\u2800', '\u00a0', '\t', ' \u115f'])(
  'nor by characters that are drawn as blanks: %j',
  blank => {
    const text = `python train.py${blank.repeat(400)}; rm -r a`;
    expect(describePowers([{ kind: 'executes', option: '--command', text }], undefined, 'again')).toBe(
      `executes --command: python train.py <${400 * blank.length} blanks> ; rm -r a`,
    );
  },
);

let workspace: string;
beforeEach(() => {
  workspace = temporaryFolder();
  vi.stubEnv('XDG_CONFIG_HOME', path.join(workspace, 'config'));
  vi.stubEnv('APPDATA', path.join(workspace, 'config'));
  vi.stubEnv('HOME', workspace);
});

const args = [
  'search',
  '--space',
  'nasbench201',
  '--found',
  'a.cell',
  '--command',
  'python\u001b[2J train.py',
];

/** A run that its user has started, cut short. */
function interrupted(): string {
  const folder = path.join(workspace, '.renas', 'runs', 'a');
  const start = {
    command: 'search',
    title: 'Search',
    arguments: args,
    space: 'nasbench201',
    seed: 0,
  } as const;
  const run = createRun(folder, { ...start, signed: true });
  mkdirSync(path.join(folder, 'checkpoint'));
  run.finish('cancelled');
  return folder;
}

async function resume(
  ...words: string[]
): Promise<{ readonly again: readonly string[] | undefined; readonly said: string }> {
  const here = process.cwd();
  const program = new Command();
  let again: readonly string[] | undefined;
  addResume(program, async replayed => {
    again = replayed;
  });
  const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(['resume', ...words], { from: 'user' });
    return { again, said: '' };
  } catch (error) {
    return { again, said: `${printed.mock.calls.map(([text]) => text).join('')}${(error as Error).message}` };
  } finally {
    printed.mockRestore();
    process.chdir(here);
  }
}

test('what the user has signed is resumed without a question', async () => {
  const folder = interrupted();
  const { again } = await resume(folder);
  expect(again).toEqual(
    expect.arrayContaining(['--command', 'python\u001b[2J train.py', `--run=${folder}`, '--resume']),
  );
});

test.each([
  ['changed', (text: string) => text.replace('train.py', 'evil.py')],
  ['without a signature', (text: string) => text.replace(/.*"signature".*\n/, '')],
])('a record that was %s is shown in full, and resumed only where that is allowed', async (_, change) => {
  const folder = interrupted();
  const file = path.join(folder, 'run.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  const refused = await resume(folder);
  expect(refused.again).toBeUndefined();
  const command = /executes --command: python␛\[2J (train|evil)\.py/;
  expect(refused.said).toMatch(command);
  expect(refused.said).toContain('leaves --found unchanged: a.cell');
  expect(refused.said).toContain(`\nin ${process.cwd()}\n`);
  const { id, command: kind, arguments: words, cwd } = JSON.parse(readFileSync(file, 'utf8'));
  const sha256 = createHash('sha256')
    .update(JSON.stringify([1, id, kind, words, cwd]))
    .digest('hex');
  expect(refused.said).toMatch(
    new RegExp(`is not signed by you on this machine, .* add --allow-command --record-sha256 ${sha256}\\.$`),
  );
  expect(refused.said).not.toContain('\u001b');
  expect((await resume(folder, '--allow-command')).again).toContain('--command');
  expect((await resume(folder, '--allow-command', '--record-sha256', sha256)).again).toContain('--command');
});

test.each([
  ['command', (text: string) => text.replace('train.py', 'evil.py')],
  ['blanks of its command', (text: string) => text.replace('train.py ', 'train.py\\t')],
  ['folder', (text: string) => text.replace(/"cwd": ".*"/, `"cwd": ${JSON.stringify(tmpdir())}`)],
])('a record whose %s changed after it was shown is not obeyed', async (_, change) => {
  const folder = interrupted();
  const file = path.join(folder, 'run.json');
  const signed = readFileSync(file, 'utf8').replace('train.py"', `train.py${' '.repeat(4000)}"`);
  writeFileSync(file, signed);
  const [, sha256 = ''] = / --record-sha256 ([0-9a-f]{64})\.$/.exec((await resume(folder)).said) ?? [];
  const agreed = ['--allow-command', '--record-sha256', sha256] as const;
  expect((await resume(folder, ...agreed)).again).toContain('--command');
  writeFileSync(file, change(signed));
  expect(await resume(folder, ...agreed)).toEqual({
    again: undefined,
    said: `The record of the run in ${folder} is not the one that was shown with that SHA-256, so nothing is done: it has changed since, and has to be read again.`,
  });
  expect((await resume(folder, '--allow-command', '--record-sha256', sha256.slice(1))).said).toBe(
    '--record-sha256 takes the 64 hexadecimal digits that stand below the text of the run.',
  );
});

test('who resumes a run of somebody else does not sign its record', async () => {
  const folder = interrupted();
  const file = path.join(folder, 'run.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/.*"signature".*\n/, ''));
  const { record } = await readRun(folder);
  reopenRun(folder, record!).finish('cancelled');
  expect((await readRun(folder)).record).not.toHaveProperty('signature');
  expect((await resume(folder)).again).toBeUndefined();
});

test('a run that executes nothing needs no signature, and one without a secret is only told of', () => {
  const folder = path.join(workspace, 'plain');
  const start = { command: 'search', title: 'Search', space: 'nasbench201', seed: 0 } as const;
  createRun(folder, { ...start, arguments: ['search'] }).finish('done');
  expect(parseRunRecord(readFileSync(path.join(folder, 'run.json'), 'utf8'))).not.toHaveProperty('signature');
  writeFileSync(path.join(workspace, 'config'), 'in the way');
  const told: string[] = [];
  vi.stubEnv('HOME', path.join(workspace, 'config'));
  const run = createRun(path.join(workspace, 'unsigned'), { ...start, arguments: args, signed: true }, text =>
    told.push(text),
  );
  run.finish('done');
  expect(told).toEqual([
    expect.stringMatching(/^The run can't be signed \(.*\): resuming it will take --allow-command\.$/),
  ]);
});
