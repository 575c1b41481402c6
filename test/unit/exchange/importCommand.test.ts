import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCommands } from '../../commandLine';

let folder: string;
let cli: string;

/** The commands that read other tools' notations, built as the real command is. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
  cli = path.join(folder, 'cli.cjs');
  await bundleCommands(cli, ['check', 'export', 'format', 'import']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const renas = (input: string | Buffer, ...args: string[]) => run(input, 'import', ...args);

function run(input: string | Buffer, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    input,
  });
  return { out: stdout.toString(), err: stderr.toString(), code: status };
}

const arch =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';
const source = `cell best : nasbench201 {
  n1 = conv3x3(input)
  n2 = conv3x3(input) + avgpool3x3(n1)
  output = skip(input) + conv3x3(n1) + skip(n2)
}
`;

describe('renas import cell', () => {
  it('reads the standard input and a file, and writes Cell source', () => {
    const text = `best = "${arch}"\n`;
    expect(renas(text, 'cell', '-')).toEqual({ out: source, err: '', code: 0 });
    expect(renas(text, 'cell')).toEqual({ out: source, err: '', code: 0 });
    writeFileSync(path.join(folder, 'in.txt'), text);
    expect(renas('', 'cell', 'in.txt', '--out', 'out.cell')).toEqual({
      out: '',
      err: 'out.cell: 1 cell\n',
      code: 0,
    });
    expect(readFileSync(path.join(folder, 'out.cell'), 'utf8')).toBe(source);
  });

  it('reads what PowerShell and Windows write', () => {
    const text = `\ufeffbest = "${arch}"\r\n`;
    expect(renas(Buffer.from(text, 'utf8'), 'cell', '-').out).toBe(source);
    expect(renas(Buffer.from(text, 'utf16le'), 'cell', '-').out).toBe(source);
    expect(renas(Buffer.from(text, 'utf16le').swap16(), 'cell', '-').out).toBe(source);
  });

  it('says with the line why something is no cell, writes the others, and exits with 1', () => {
    const cut = '|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|';
    expect(renas(`best = "${arch}"\n\ncut = "${cut}"\n`, 'cell', '-')).toEqual({
      out: source,
      err: 'renas: line 3: cut: The last node has two of its three edges, so the text was cut or shifted; an edge that is absent is written as "none".\n',
      code: 1,
    });
    expect(renas('hello', 'cell', '-')).toEqual({
      out: '',
      err: expect.stringMatching(/^renas: No cell is recognised here: .*\.\n$/),
      code: 1,
    });
    expect(renas(`\u001b[31m${cut}`, 'cell', '-').err).not.toContain('\u001b');
  });

  it('reads in one space with --space', () => {
    expect(renas(arch, 'cell', '-', '--space', 'nasbench101')).toEqual({
      out: '',
      err: 'renas: line 1: This is a NAS-Bench-201 arch_str, with operations on edges; nasbench101 has its operations on vertices.\n',
      code: 1,
    });
  });

  it('writes JSON, one object a line, of cells and of what is none', () => {
    const { out, code } = renas(`best = "${arch}"\n64:32:48:16:8\n`, 'cell', '-', '--json');
    expect(code).toBe(1);
    expect(
      out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([
      {
        cell: arch,
        name: 'best',
        space: 'nasbench201',
        hash: expect.stringMatching(/^[0-9a-f]{32}$/),
        notation: 'arch-string',
        title: 'a NAS-Bench-201 arch_str',
      },
      { error: expect.stringContaining('size space'), reason: 'network', notation: 'size-string' },
    ]);
  });

  it('reads Cell source and the fenced blocks of an answer', () => {
    expect(renas(`Take this:\n\`\`\`cell\n${source}\`\`\`\nor this: ${arch}`, 'cell', '-')).toEqual({
      out: source,
      err: '',
      code: 0,
    });
    expect(renas('use nasbench201\n', 'cell', '-')).toMatchObject({
      err: 'renas: The text declares no cell.\n',
      code: 1,
    });
  });

  it('refuses what cannot be read, in one sentence', () => {
    expect(renas('', 'cell', 'none.txt')).toEqual({
      out: '',
      err: 'none.txt cannot be read: there is no such file.\n',
      code: 3,
    });
    expect(renas(Buffer.from([0xff, 0xff, 0x80]), 'cell', '-')).toMatchObject({
      err: 'The standard input is not UTF-8 text; save it as UTF-8 and try again.\n',
      code: 3,
    });
    expect(renas('x'.repeat(5_000_000), 'cell', '-')).toMatchObject({
      err: 'The standard input is too long: more than 4,194,304 bytes.\n',
      code: 3,
    });
    expect(renas('', 'table')).toMatchObject({
      err: 'Name what to read: renas import table PATH --out FILE.\n',
      code: 2,
    });
    expect(renas('', 'table', 'x.csv')).toMatchObject({
      err: 'Name the table to write: --out FILE.celltable.\n',
      code: 2,
    });
  });
});

describe('other commands', () => {
  const cut = '|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|';
  const why =
    'cut: The last node has two of its three edges, so the text was cut or shifted; an edge that is absent is written as "none".';

  it('read the cells of a text in other notations', () => {
    writeFileSync(path.join(folder, 'best.txt'), `best = "${arch}"\ncut = "${cut}"\n`);
    expect(run('', 'export', 'best.txt', '--to', 'arch-string')).toEqual({
      out: `${arch}\n`,
      err: `best.txt:2: ${why}\n`,
      code: 1,
    });
    expect(run('', 'check', 'best.txt')).toEqual({
      out: `best.txt:2:8: error: ${why}\n`,
      err: '1 file: 1 error, 0 warnings.\n',
      code: 1,
    });
    expect(JSON.parse(run('', 'check', 'best.txt', '--json').out)).toMatchObject({
      line: 2,
      code: 'import-truncated',
    });
  });

  it('read the standard input', () => {
    expect(run(`x = "${arch}"`, 'export', '-', '--to', 'arch-string')).toMatchObject({
      out: `${arch}\n`,
      code: 0,
    });
    expect(run(source, 'check', '-')).toEqual({ out: '', err: '1 file: 0 errors, 0 warnings.\n', code: 0 });
    expect(run('', 'check', '-')).toMatchObject({ code: 0 });
    expect(run(source.replaceAll('  ', ' '), 'format', '-')).toEqual({ out: source, err: '', code: 0 });
    expect(run(source.replaceAll('  ', ' '), 'format', '--check', '-')).toMatchObject({
      out: '-\n',
      code: 1,
    });
  });

  it('find what is wrong in fenced blocks, where it stands', () => {
    const text = `# Cells\n\n\`\`\`cell\ncell a : nasbench201 { output = skip(inputt) }\n\`\`\`\n\n\`\`\`cell\n${source}\`\`\`\n`;
    const { out, code } = run(text, 'check', '-');
    expect(code).toBe(1);
    expect(out).toMatch(/^-:4:\d+: error: .*inputt/);
    expect(run(text, 'export', '-', '--cell', 'best', '--to', 'arch-string')).toMatchObject({
      out: `${arch}\n`,
      code: 0,
    });
  });

  it('leave .cell files and other text to the language', () => {
    writeFileSync(path.join(folder, 'no.cell'), `x = "${arch}"\n`);
    expect(run('', 'check', 'no.cell').code).toBe(1);
    expect(run('', 'export', 'no.cell', '--to', 'arch-string').out).toBe('');
    expect(run('hello', 'check', '-').code).toBe(1);
  });
});
