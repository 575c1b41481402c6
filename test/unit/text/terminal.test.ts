import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLine } from '../../../src/text/terminal';
import { bundlePrograms } from '../../bundle';

const escapes = '\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u202e';
const shown = '␛[2J␛]0;title␇<U+009B>31m␡<U+202E>';
const control = /(?!\n)\p{Cc}|\p{Bidi_Control}/u;

let folder: string;
const renas = (...args: string[]) => {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'dist/cli.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout + stderr;
};

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-terminal-'));
  bundlePrograms(path.join(folder, 'dist'), { cli: 'src/cli/main.ts' });
  const row =
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';
  writeFileSync(path.join(folder, 'esc.csv'), `arch_str,acc${escapes}\n${row},91\n${row},92\n`);
  writeFileSync(path.join(folder, 'esc.cell'), `use nasbench201\n${escapes}\ncell a { ${escapes} }\n`);
  mkdirSync(path.join(folder, 'run'));
  const record = {
    ...{
      format: 1,
      id: 'run',
      command: 'search',
      title: escapes,
      space: escapes,
      seed: 1,
      pid: 1,
      host: 'h',
    },
    ...{ arguments: ['search', '--space', escapes], versions: { renas: '1', node: '1' }, results: {} },
    ...{ state: 'done', started: '2026-01-01T00:00:00.000Z' },
  };
  writeFileSync(path.join(folder, 'run/run.json'), JSON.stringify(record));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('text of a file is shown on a terminal as text', () => {
  it.each([
    ['a column', ['table', 'esc.csv'], `acc${shown} (a number, higher is better)`],
    [
      'columns that are offered',
      ['train', '--space', 'nasbench201', '--data', 'esc.csv', '--label', 'x'],
      `acc${shown}`,
    ],
    ['what a file has in the wrong place', ['check', 'esc.cell'], '␛'],
    ['arguments of a run', ['resume', 'run'], undefined],
    ['a file that is missing', ['check', `${escapes}.cell`], `${shown}.cell`],
    ['an option that is not known', ['check', `--${escapes}`], `--${shown}`],
  ])('%s', (_, args, part) => {
    const text = renas(...args);
    expect(text).not.toMatch(control);
    expect(text.length).toBeGreaterThan(10);
    if (part !== undefined) expect(text).toContain(part);
  });

  it('JSON has none either, and says the same', () => {
    const text = renas('table', 'esc.csv', '--json');
    expect(text).not.toMatch(control);
    expect(JSON.parse(text).columns.map((column: { name: string }) => column.name)).toEqual([
      'arch_str',
      `acc${escapes}`,
    ]);
    expect(jsonLine('\u0085\u2028\u202e')).toBe('"\\u0085\\u2028\\u202e"');
  });
});
