import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addCheck } from '../../../src/cli/commands/check';
import { addFormat } from '../../../src/cli/commands/format';
import { findSpace, spaceFile } from '../../../src/cli/input/findSpace';
import { findStart } from '../../../src/cli/input/findStart';
import { printSpace } from '../../../src/document/printSpace';
import { builtInGraphs, graphCell } from '../../graphs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

function file(name: string, content: string | Uint8Array): string {
  const full = path.join(folder, name);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

function renas(...args: string[]) {
  const said = { out: '', err: '' };
  const listen = (to: 'out' | 'err') => (text: string | Uint8Array) => {
    said[to] += text;
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(listen('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(listen('err'));
  process.exitCode = undefined;
  const program = new Command();
  addCheck(program);
  addFormat(program);
  program.parse(args, { from: 'user' });
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { ...said, code };
}

const good = 'cell a : nasbench101 {\n  output = concat(input)\n}\n';

describe('renas check', () => {
  it('says nothing of what is right', () => {
    expect(renas('check', file('a.cell', good))).toEqual({
      out: '',
      err: '1 file: 0 errors, 0 warnings.\n',
      code: 0,
    });
  });

  it('reads all .cell files of a folder, and those of a pattern that the shell has left', () => {
    file('lab/a.cell', good);
    file('lab/deep/b.cell', good.replace('cell a', 'cell b'));
    file('lab/node_modules/c.cell', 'cell');
    file('lab/notes.txt', 'cell');
    expect(renas('check', path.join(folder, 'lab'))).toMatchObject({
      out: '',
      err: '2 files: 0 errors, 0 warnings.\n',
    });
    expect(renas('check', path.join(folder, 'lab/*.cell')).err).toContain('1 file:');
    expect(renas('check', path.join(folder, 'lab/**/*.cell')).err).toContain('2 files:');
    expect(renas('check', path.join(folder, 'lab/{a,x}.cell')).err).toContain('1 file:');
    expect(renas('format', path.join(folder, 'lab')).err).toBe('0 of 2 files changed.\n');
  });

  it('says of a pattern or folder without files that it has none, and counts what could be read', () => {
    file('empty/notes.txt', 'x');
    const none = renas('check', path.join(folder, '*.cell'));
    expect(none.err).toMatch(
      /\*\.cell names no file\.\n0 of 1 file could be read: 0 errors, 0 warnings\.\n$/,
    );
    expect(none.code).toBe(3);
    const both = renas('check', path.join(folder, 'empty'), file('a.cell', good));
    expect(both.err).toContain('is a folder without .cell files.');
    expect(both.err).toContain('1 of 2 files could be read: 0 errors');
    expect(both.code).toBe(3);
  });

  it('tells file, line and column of what is wrong, and ends with 1', () => {
    const a = file(
      'a.cell',
      '// ü\r\ncell a : nasbench101 {\r\n  b = conv3x3(q)\r\n  output = concat(b)\r\n}\r\n',
    );
    const { out, code } = renas('check', a, file('b.cell', good));
    expect(out).toBe(`${a}:3:15: error: No vertex is named 'q' in this cell.\n`);
    expect(code).toBe(1);
  });

  it('ends with 0 where there are warnings alone', () => {
    const a = file('a.cell', 'cell a : nasbench101 { b = conv3x3(input); output = concat(input) }');
    expect(renas('check', a)).toMatchObject({ code: 0, err: '1 file: 0 errors, 1 warning.\n' });
  });

  it('writes one JSON object a line with --json, and nothing else', () => {
    const a = file('a.cell', 'cell a : nasbench101 {\n  output = concat(q)\n}');
    const { out, err } = renas('check', '--json', a);
    expect(JSON.parse(out)).toEqual({
      file: a,
      line: 2,
      column: 19,
      endLine: 2,
      endColumn: 20,
      severity: 'error',
      code: 'unbound-name',
      message: "No vertex is named 'q' in this cell.",
    });
    expect(err).toBe('');
  });

  it('names the files that it can’t read and checks the others', () => {
    const missing = path.join(folder, 'missing.cell');
    mkdirSync(path.join(folder, 'none'));
    const latin = file('latin.cell', Uint8Array.of(0x2f, 0x2f, 0xfc));
    const wrong = file('wrong.cell', 'cell a : nasbench101 { output = concat(q) }');
    const { out, err, code } = renas('check', missing, path.join(folder, 'none'), latin, wrong);
    expect(err).toContain(`${missing} cannot be read: there is no such file.`);
    expect(err).toContain('none is a folder without .cell files.');
    expect(err).toContain('1 of 4 files could be read');
    expect(err).toContain(`${latin} is not UTF-8 text`);
    expect(out).toContain('wrong.cell:1:40: error');
    expect(code).toBe(3);
  });
});

describe('a space that another file declares', () => {
  const space = printSpace({ ...builtInGraphs('nasbench201'), name: 'lab' });
  const user = 'cell a : lab {\n  n1 = skip(input)\n  n2 = skip(n1)\n  output = skip(n2)\n}\n';
  const spelled = user.replace('skip(input)', 'skip_connect(input)');

  it('is found beside the file, or in the workspace, or in a file that is named', () => {
    const a = file('a.cell', user);
    expect(renas('check', a)).toMatchObject({ code: 1 });
    file('apart/lab.cell', space);
    expect(renas('check', a)).toMatchObject({ code: 1 });
    mkdirSync(path.join(folder, '.git'));
    expect(renas('check', a)).toMatchObject({ out: '', code: 0 });
    expect(renas('check', file('deep/b.cell', user))).toMatchObject({ out: '', code: 0 });
    rmSync(path.join(folder, '.git'), { recursive: true });
    expect(renas('check', '--spaces', path.join(folder, 'apart/lab.cell'), a)).toMatchObject({ code: 0 });
    file('lab.cell', space);
    expect(renas('check', a)).toMatchObject({ out: '', code: 0 });
    expect(renas('check', file('used.cell', 'use lab\n'))).toMatchObject({ out: '', code: 0 });
    const b = file('b.cell', spelled);
    expect(renas('format', b).code).toBe(0);
    expect(readFileSync(b, 'utf8')).toBe(user);
  });

  it('must be in the file that is named', () => {
    const a = file('a.cell', user);
    expect(() => renas('check', '--spaces', a, a)).toThrow('declares no usable space');
  });

  it('can be named where a space is asked for', () => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    expect(() => findSpace('lab')).toThrow('no space "lab"');
    file('lab.cell', space);
    expect(findSpace('lab').name).toBe('lab');
    expect(spaceFile('lab')).toBe(path.join(folder, 'lab.cell'));
    expect(graphCell(findStart(`${file('a.cell', user)}:a`, findSpace('lab'))).vertices).toBe(4);
  });
});

describe('renas format', () => {
  const bad = 'cell a:nasbench101{b=conv3x3-bn-relu(input);output=concat(b)}';
  const formatted = 'cell a : nasbench101 {\n  b = conv3x3(input)\n  output = concat(b)\n}\n';

  it('formats in place and names what has changed', () => {
    const [a, b] = [file('a.cell', bad), file('b.cell', good)];
    expect(renas('format', a, b)).toEqual({ out: `${a}\n`, err: '1 of 2 files changed.\n', code: 0 });
    expect(readFileSync(a, 'utf8')).toBe(formatted);
    expect(readFileSync(b, 'utf8')).toBe(good);
  });

  it('changes nothing with --check, and ends with 1 where something would change', () => {
    const a = file('a.cell', bad);
    expect(renas('format', '--check', a)).toEqual({
      out: `${a}\n`,
      err: '1 of 1 file would change.\n',
      code: 1,
    });
    expect(readFileSync(a, 'utf8')).toBe(bad);
    expect(renas('format', '--check', file('b.cell', good)).code).toBe(0);
  });
});
