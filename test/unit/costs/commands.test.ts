import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells } from '../../../src/cells/enumerate';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { addCosts } from '../../../src/cli/commands/costs';
import { addLoop } from '../../../src/cli/commands/loop';
import { addSearch } from '../../../src/cli/commands/search';
import { addSuggest } from '../../../src/cli/commands/suggest';
import { readCostTable } from '../../../src/datasets/costTable';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { outputOf } from '../../commandLine';
import { edgeSpace, vertexSpace } from '../cells/spaces';

const small = { ...vertexSpace, name: 'small', vertices: 4 };
const cells = [...enumerateCells(small)];
const worth = (cell: GraphCell) =>
  cell.operations.reduce((sum, operation, i) => sum + (3 - operation) * (i + 1), 0);

let folder: string;
const inFolder = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
  writeFileSync(inFolder('small.cell'), printSpace(small));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

const renas = (...args: string[]) => outputOf([addCosts, addLoop, addSearch, addSuggest], args);

/** The objects printed, one a line. */
async function lines(...args: string[]): Promise<Record<string, never>[]> {
  return (await renas(...args, '--json'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

const ofSpace = ['--space', 'nasbench201'];
const arch = '|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|';
const published = readSpelling(edgeSpace, arch) as Cell;

describe('renas costs', () => {
  it('writes a template that, filled in, prices every cell; what is filled in is not asked for again', async () => {
    const out = inFolder('ops.csv');
    await renas('costs', ...ofSpace, '--template', '--out', out);
    const [head, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
    expect(head).toBe('operation,input,output,arguments,latency_ms');
    expect(rows).toContain('conv,32x32x16,32x32x16,kernel:3 preactivation:yes,');
    expect(new Set(rows).size).toBe(rows.length);
    // One millisecond an operation, so that a network takes as many as it has operations.
    const filled = [head, ...rows.map(row => `${row}1`)];
    writeFileSync(out, `${filled.join('\n')}\n`);
    writeFileSync(inFolder('a.cell'), printCell(edgeSpace, published, { name: 'a' }));
    const [costs] = await lines('costs', inFolder('a.cell'), '--costs', out);
    // Fifteen cells with five operations and the sums of vertices 2 and 3; around them the stem with its norm, two
    // reductions of five operations, norm, ReLU, pooling and classifier. The edge without an operation costs nothing.
    expect(costs).toMatchObject({ cell: 'a', latency_ms: 15 * (4 + 2) + 2 + 2 * 5 + 4 });
    expect(costs).toMatchObject(totalCosts(edgeSpace, published));
    writeFileSync(out, `${filled.slice(0, -3).join('\n')}\n`);
    const rest = await renas('costs', ...ofSpace, '--template', '--costs', out);
    expect(rest.trim().split('\n')).toHaveLength(4);
  });

  it('reads a table by names of the space and the keys of ProxylessNAS and Once-for-All; what it lacks is named', async () => {
    const csv = inFolder('lut.csv');
    writeFileSync(csv, 'op,height,width,in,out,stride,ms\nnor_conv_3x3,32,32,16,16,1,1.264\nadd,,,,,,0\n');
    const yaml = inFolder('lut.yaml');
    writeFileSync(
      yaml,
      'Conv-input:32x32x16-output:32x32x16-kernel:1-stride:1:\n  count: 150\n  mean: 0.412\n  var: 0.004\n',
    );
    const search = renas('search', ...ofSpace, '--costs', csv, '--costs', yaml, '--max', 'latency_ms=5');
    await expect(search).rejects.toThrow(
      /^lut\.csv and lut\.yaml have no latency_ms for \d+ operations of nasbench201: conv 32x32x3 -> 32x32x16 kernel:3/,
    );
    await expect(search).rejects.toThrow(/`renas costs --space nasbench201 --template --costs .*lut\.csv/);
    const rest = await renas('costs', ...ofSpace, '--template', '--costs', csv, '--costs', yaml);
    expect(rest).not.toContain('32x32x16,32x32x16,kernel:1');
    expect(rest).not.toContain('add,');
    expect(rest).toContain('avgpool,32x32x16,32x32x16,kernel:3,');
  });

  it('lets a row without an operation hold for each operation, and not for a block of several', async () => {
    const deep = '0100001100010000:input,conv3x3-bn-relu,conv3x3-bn-relu,output';
    writeFileSync(inFolder('a.cell'), `cell a : nasbench101 = "${deep}"\n`);
    writeFileSync(inFolder('any.csv'), 'operation,latency_ms\nconv,1\nlinear,1\n,0\n');
    const [costs] = await lines('costs', inFolder('a.cell'), '--costs', inFolder('any.csv'));
    // The stem, three convolutions in each of nine cells, the classifier.
    expect(costs).toMatchObject({ latency_ms: 1 + 9 * 3 + 1 });
    writeFileSync(inFolder('alone.csv'), 'operation,latency_ms\n,1\n');
    expect((await lines('costs', inFolder('a.cell'), '--costs', inFolder('alone.csv')))[0]).toMatchObject({
      // And the output of each cell, two pools between the stacks, and the pool of the whole map.
      latency_ms: 29 + 9 + 2 + 1,
    });
  });

  it("reads FBNet's tables, a line for each choice and a column for each operation", async () => {
    const names = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];
    const table = Array.from({ length: 6 }, (_, place) => names.map((_, i) => 100 * place + i).join(' '));
    writeFileSync(inFolder('fbnet.txt'), `${names.join(' ')}\n${table.join('\n')}`);
    writeFileSync(inFolder('a.cell'), printCell(edgeSpace, published, { name: 'a' }));
    const [costs] = await lines('costs', inFolder('a.cell'), '--costs', inFolder('fbnet.txt'));
    expect(costs).toMatchObject({ latency_us: 3 + 102 + 201 + 300 + 404 + 503 });
    writeFileSync(inFolder('short.txt'), `${names.join(' ')}\n${table[0]}`);
    const wrong = renas('costs', inFolder('a.cell'), '--costs', inFolder('short.txt'));
    await expect(wrong).rejects.toThrow(
      'short.txt does not fit nasbench201: it has a row for each of 1 choices, and a cell of nasbench201 has 6.',
    );
  });

  it.each([
    ['a,b\n1,2\n', 'has no column "operation"'],
    ['operation,ms\nconv,fast\n', 'has "fast" in the column "ms"'],
    ['operation,input,ms\nconv,wide,1\n', '"wide" is no shape as 32x32x16'],
    ['operation,ms\nconv,\n', 'has no value for any operation yet'],
    ['Conv-input:1x1x1-output:1x1x1: soon\n', 'has no number for'],
    [`Conv-input:1x1x1-output:1x1x1: ${'['.repeat(3000)}\n`, 'has a line of more than 2000 characters'],
    [`Conv-input:1x1x1-output:1x1x1:\n${' [\n'.repeat(20_000)}`, 'is YAML that nests too deep'],
    [`operation,input,ms\nconv,3${' '.repeat(200_000)}2x32x16,1\n`, 'is no shape as 32x32x16'],
  ])('says what is wrong with %j', async (text, message) => {
    writeFileSync(inFolder('bad.csv'), text);
    await expect(renas('search', ...ofSpace, '--costs', inFolder('bad.csv'))).rejects.toThrow(message);
  });
});

it('a table of costs in YAML has no words of its library printed', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  writeFileSync(inFolder('tags.yaml'), 'Conv-input:1x1x1-output:1x1x1: !!js 5\n');
  await readCostTable(inFolder('tags.yaml')).catch(error => expect(error).toBeInstanceOf(UnreadableFile));
  expect(warn).not.toHaveBeenCalled();
});

it('a table of costs with many empty lines takes no longer than one with as many rows', async () => {
  const cost = async (name: string, line: string) => {
    writeFileSync(inFolder(name), `operation,ms\n${line.repeat(60_000 / line.length)}conv,2\n`);
    const before = process.cpuUsage();
    await readCostTable(inFolder(name));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const rows = Math.min(await cost('rows.csv', 'conv,1\n'), await cost('rows.csv', 'conv,1\n'));
  const empty = Math.min(await cost('empty.csv', '\n'), await cost('empty.csv', '\n'));
  expect(empty).toBeLessThan(9 * Math.max(rows, 10));
});

describe('a limit', () => {
  const table = () => {
    const rows = cells.map(cell => `"${writeSpelling(small, cell)}",${worth(cell)}`);
    writeFileSync(inFolder('table.csv'), `cell,acc\n${rows.join('\n')}\n`);
    return ['--oracle', inFolder('table.csv'), '--label', 'acc', '--budget', '20'];
  };
  const ofSmall = () => ['--space', inFolder('small.cell')];
  const parameters = cells.map(cell => totalCosts(small, cell).parameters).sort((a, b) => a - b);

  it('that no cell meets is one sentence with the smallest, in search, loop and suggest', async () => {
    const search = renas('search', ...ofSpace, '--max', 'parameters=70K');
    await expect(search).rejects.toThrow(
      'No cell of nasbench201 has at most 70,000 parameters: the smallest has 73,306. Nothing was written; raise the limit.',
    );
    const least = parameters[0]!.toLocaleString('en-US');
    await expect(renas('loop', ...ofSmall(), ...table(), '--max-params', '10')).rejects.toThrow(
      `No cell of small that the table measures has at most 10 parameters: the smallest has ${least}.`,
    );
    const suggest = renas('suggest', ...ofSmall(), '--label', 'acc', '--max', 'params=10');
    await expect(suggest).rejects.toThrow(
      `No cell of small has at most 10 parameters: the smallest has ${least}.`,
    );
  });

  it('holds for every cell that a loop measures and that is suggested, and is told of each', async () => {
    const max = parameters[Math.floor(parameters.length / 3)]!;
    const limits = ['--max', `parameters=${max}`, '--max', 'memory=64MiB'];
    const events = await lines('loop', ...ofSmall(), ...table(), ...limits);
    const { found, best, measured } = events.at(-1) as never as {
      found: { parameters: number; costs: { memory: number } }[];
      best: { label: number };
      measured: number;
    };
    expect(measured).toBe(20);
    for (const cell of found) {
      expect(cell.parameters).toBeLessThanOrEqual(max);
      expect(cell.costs.memory).toBeGreaterThan(0);
    }
    const within = cells.filter(cell => totalCosts(small, cell).parameters <= max);
    expect(best.label).toBe(Math.max(...within.map(worth)));
    const named = await lines('suggest', ...ofSmall(), '--label', 'acc', ...limits);
    expect(named).toHaveLength(5);
    for (const cell of named) expect(cell['parameters']).toBeLessThanOrEqual(max);
  });

  it('and a front of a loop are by any cost; the front has the measured that no other beats', async () => {
    const events = await lines('loop', ...ofSmall(), ...table(), '--pareto', 'macs');
    const { pareto } = events.at(-1) as never as {
      pareto: { hash: string; costs: { macs: number }; measured: { acc: number } }[];
    };
    const known = new Map(cells.map(cell => [canonicalHash(small, cell), worth(cell)]));
    expect(pareto.length).toBeGreaterThan(2);
    for (const [i, each] of pareto.entries()) {
      expect(each.measured.acc).toBe(known.get(each.hash));
      if (i === 0) continue;
      expect(each.costs.macs).toBeGreaterThan(pareto[i - 1]!.costs.macs);
      expect(each.measured.acc).toBeGreaterThan(pareto[i - 1]!.measured.acc);
    }
  });

  it.each([
    [['--max', 'speed=5'], '"speed" is no cost of a cell; they are parameters, flops'],
    [['--max', 'parameters'], 'A limit is a cost, = and a number.'],
    [['--max', 'parameters=-1'], 'The limit of parameters must be a number above 0.'],
    [['--pareto', 'latency'], 'A latency has to come from somewhere'],
    [['--max', 'latency_ms=5ns'], 'The limit of latency_ms must be a number above 0.'],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(renas('suggest', ...ofSmall(), '--label', 'acc', ...args)).rejects.toThrow(message);
  });
});
