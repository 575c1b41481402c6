import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCommands } from '../../commandLine';

let folder: string;
let cli: string;

/** A command of these two alone, built as the real one is. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
  cli = path.join(folder, 'cli.cjs');
  await bundleCommands(cli, ['enumerate', 'export']);
  writeFileSync(
    path.join(folder, 'a.cell'),
    `use nasbench101

/// The first.
cell one {
  a = conv3x3(input)
  output = concat(a)
}
cell broken { output = concat(q) }
cell two : nasbench201 = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|"
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function renas(...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    maxBuffer: 2 ** 28,
  });
  return { out: stdout.toString(), err: stderr.toString(), bytes: stdout, code: status };
}

describe('renas export', () => {
  it('writes a cell to stdout, with the names and words of its source', () => {
    const { out, err, code } = renas('export', 'a.cell', '--cell', 'one', '--to', 'pytorch');
    expect([err, code]).toEqual(['', 0]);
    expect(out).toContain('The first.');
    expect(out).toContain('self.a = ConvBnRelu(outputs, outputs, 3)');
    expect(out).toContain('class Network');
    expect(renas('export', 'a.cell', '--cell', 'one', '--to', 'keras', '--alone').out).not.toContain(
      'def network',
    );
  });

  it('writes a file', () => {
    expect(renas('export', 'a.cell', '--cell', 'two', '--to', 'arch-string', '--out', 'two.txt').out).toBe(
      '',
    );
    expect(readFileSync(path.join(folder, 'two.txt'), 'utf8')).toBe(
      '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|\n',
    );
    const piped = renas('export', 'a.cell', '--cell', 'two', '--to', 'onnx', '--seed', '3');
    renas('export', 'a.cell', '--cell', 'two', '--to', 'onnx', '--seed', '3', '--out', 'two.onnx');
    expect(piped.bytes.equals(readFileSync(path.join(folder, 'two.onnx')))).toBe(true);
    expect(piped.bytes.length).toBeGreaterThan(100_000);
  });

  it.each([
    [['--to', 'dot'], 'a.cell has 3 cells (one, broken, two); name one with --cell.', 2],
    [['--cell', 'three', '--to', 'dot'], 'a.cell has no cell three; it has one, broken, two.', 2],
    [['--cell', 'broken', '--to', 'dot'], 'Cell broken of a.cell has errors', 1],
    [['--cell', 'two', '--to', 'model-spec'], 'nasbench201 has them on edges', 2],
    [
      ['--cell', 'one', '--to', 'svg', '--out', 'a.cell/one.svg'],
      "can't be made, since a file is in the way of a folder",
      3,
    ],
  ])('says in a sentence what is wrong with %j', (args, why, code) => {
    const result = renas('export', 'a.cell', ...args);
    expect(result.err).toContain(why);
    expect([result.out, result.code]).toEqual(['', code]);
  });
});

describe('renas enumerate', () => {
  it('lists every cell of a space', () => {
    const lines = renas('enumerate', '--space', 'nasbench201').out.trimEnd().split('\n');
    expect(lines).toHaveLength(15_625);
    expect(new Set(lines).size).toBe(15_625);
    expect(lines).toContain('|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|');
  });

  it('tells with --json what is known of each', () => {
    const { out } = renas('enumerate', '--space', 'nasbench201', '--json');
    const rows = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(15_625);
    const arch =
      '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|';
    expect(rows.find(row => row['arch_index'] === 0)).toEqual({
      cell: arch,
      space: 'nasbench201',
      hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      parameters: 129_306,
      flops: 15_647_370,
      arch_str: arch,
      arch_index: 0,
    });
  });

  it('ends quietly when whoever reads has read enough', async () => {
    const child = spawn(process.execPath, [cli, 'enumerate', '--space', 'nasbench101', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', data => {
      err += data;
    });
    let first = '';
    for await (const data of child.stdout) {
      first += data;
      if (first.includes('\n')) break;
    }
    child.stdout.destroy();
    const code = await new Promise(resolve => child.on('exit', resolve));
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(first.slice(0, first.indexOf('\n')))).toMatchObject({
      cell: '0100:input,output',
      module_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('refuses a space too large to list', () => {
    const { err, code } = renas('enumerate', '--space', 'darts');
    expect(err).toContain('too many to list');
    expect(code).toBe(3);
  });
});
