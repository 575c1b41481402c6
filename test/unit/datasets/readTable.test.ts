import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { sampleCells } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { moduleHash } from '../../../src/cells/moduleHash';
import { createRandom } from '../../../src/cells/random';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { checkTable } from '../../../src/datasets/checkTable';
import { inspectTable } from '../../../src/datasets/inspectTable';
import { readTable } from '../../../src/datasets/readTable';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { printCell } from '../../../src/document/printCell';
import { readSpaces } from '../../../src/document/readSpaces';
import { dataFile } from '../../data';
import { builtInGraphs, graphCell } from '../../graphs';
import { labSpace } from '../cells/spaces';
import { nasbenchMacro } from '../networks/sources';

const vertexSpace = builtInGraphs('nasbench101');
const edgeSpace = builtInGraphs('nasbench201');
const folder = mkdtempSync(path.join(tmpdir(), 'renas-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(name: string, content: string | Buffer): string {
  const written = path.join(folder, `${files++}-${name}`);
  writeFileSync(written, content);
  return written;
}

const vertexCells = sampleCells(vertexSpace, 120, createRandom(1));
const edgeCells = sampleCells(edgeSpace, 120, createRandom(2));
const archRows = edgeCells.map((cell, i) => [writeSpelling(edgeSpace, cell), `${90 + i / 100}`]);
const archTable = ['arch_str,acc', ...archRows.map(row => row.join(','))].join('\n');

describe('a table', () => {
  it.each([
    ['plain.csv', archTable],
    ['gzipped.csv.gz', gzipSync(archTable)],
    ['gzipped in secret.csv', gzipSync(archTable)],
    ['tabs.tsv', archTable.replaceAll(',', '\t')],
    ['semicolons.csv', archTable.replaceAll(',', ';')],
    ['windows.csv', `\uFEFF${archTable.replaceAll('\n', '\r\n')}\r\n`],
    ['spaced.csv', archTable.replaceAll(',', ' , ')],
    [
      'lines.jsonl',
      archRows.map(([arch_str, acc]) => JSON.stringify({ arch_str, acc: Number(acc) })).join('\n'),
    ],
    [
      'lines.jsonl.gz',
      gzipSync(archRows.map(([arch_str, acc]) => JSON.stringify({ arch_str, acc })).join('\r\n')),
    ],
    ['spelled.csv', archTable.replace('arch_str', 'cell')],
    ['percent.csv', archTable.replaceAll(/(\d)$/gm, '$1 %')],
  ])('%s gives the same cells and labels', async (name, content) => {
    const table = await readTable(file(name, content), edgeSpace, ['acc']);
    expect(table.cells).toEqual(edgeCells);
    expect([...table.labels['acc']!]).toEqual(edgeCells.map((_, i) => 90 + i / 100));
    expect(table).toMatchObject({ problems: [], rows: 120 });
    expect(table.columns).toHaveLength(2);
  });

  it('gives cells by adjacency and operations', async () => {
    const rows = vertexCells.map((cell, i) => {
      const [adjacency, operations] = writeSpelling(vertexSpace, cell).split(':');
      return { adjacency: adjacency!, operations: operations!, acc: i };
    });
    const csv = rows.map(({ adjacency, operations, acc }) => `${adjacency},"${operations}",${acc}`);
    const plain = file('raw.csv', ['raw_adjacency,raw_operations,acc', ...csv].join('\n'));
    expect((await readTable(plain, vertexSpace, ['acc'])).cells).toEqual(vertexCells);
    const json = rows.map(({ adjacency, operations, acc }) => {
      const n = Math.sqrt(adjacency.length);
      const matrix = Array.from({ length: n }, (_, i) =>
        Array.from(adjacency.slice(i * n, i * n + n), Number),
      );
      return JSON.stringify({ raw_adjacency: matrix, raw_operations: operations.split(','), acc });
    });
    expect((await readTable(file('raw.jsonl', json.join('\n')), vertexSpace, ['acc'])).cells).toEqual(
      vertexCells,
    );
  });

  it('gives cells by Cell source', async () => {
    const rows = vertexCells.map((cell, i) =>
      JSON.stringify({ cell: printCell(vertexSpace, cell, { name: 'x' }), acc: i }),
    );
    const table = await readTable(file('source.jsonl', rows.join('\n')), vertexSpace, ['acc']);
    expect(table.cells).toEqual(vertexCells);
    const bare = file(
      'bare.jsonl',
      JSON.stringify({ cell: 'cell a { x = conv3x3(input); output = concat(x) }', acc: 1 }),
    );
    expect(graphCell((await readTable(bare, vertexSpace, ['acc'])).cells[0]!).operations).toHaveLength(1);
  });

  it('gives cells by module hash alone', async () => {
    const space = { ...vertexSpace, vertices: 5 };
    const small = sampleCells(space, 120, createRandom(3));
    const rows = small.map((cell, i) => `${moduleHash(space, cell)},${i}`);
    const table = await readTable(file('hash.csv', ['module_hash,acc', ...rows].join('\n')), space, ['acc']);
    expect(table.cells.map(cell => canonicalHash(space, cell))).toEqual(
      small.map(cell => canonicalHash(space, cell)),
    );
    const unknown = file('hash.csv', `module_hash,acc\n${'0'.repeat(32)},1`);
    await expect(readTable(unknown, space, ['acc'])).rejects.toThrow('no cell with the hash "0000');
    await expect(readTable(unknown, { ...labSpace, vertices: 4 }, ['acc'])).rejects.toThrow(
      /lab has not the operations/,
    );
  });

  it('leaves out three bad rows, or one in a hundred, and tells where and why', async () => {
    const lines = archTable.split('\n');
    lines[51] = '|nor_conv_9x9~0|+|none~0|none~1|+|none~0|none~1|none~2|,90';
    const table = await readTable(file('one.csv', lines.join('\n')), edgeSpace, ['acc']);
    expect(table.cells).toHaveLength(119);
    expect(table.rows).toBe(120);
    expect(table.problems).toEqual([
      { line: 52, message: expect.stringContaining('no operation "nor_conv_9x9"') },
    ]);
    for (const bad of [52, 53, 54]) lines[bad] = `${archRows[bad]![0]},good`;
    await expect(readTable(file('two.csv', lines.join('\n')), edgeSpace, ['acc'])).rejects.toThrow(
      /^4 of the 120 rows of \d+-two\.csv can't be read, the first in line 52: .*nothing was taken.*\.$/,
    );
  });

  it.each([
    ['no number', (row: string) => row.replace(/,.*/, ',good')],
    ['too few values', (row: string) => row.replace(/,.*/, '')],
    ['too many values', (row: string) => `${row},1`],
    ['no cell', (row: string) => row.replace(/.*,/, ',')],
    ['a decimal comma in quotes', (row: string) => row.replace(/,.*/, ',"91,5"')],
  ])('leaves out a row with %s', async (_, spoil) => {
    const lines = archTable.split('\n').map((row, i) => (i === 77 ? spoil(row) : row));
    const { problems, cells } = await readTable(file('spoiled.csv', lines.join('\n')), edgeSpace, ['acc']);
    expect(problems.map(({ line }) => line)).toEqual([78]);
    expect(cells).toHaveLength(119);
  });

  it.each([
    ['there.csv', 'There is no file'],
    ['empty.csv', 'has no rows', ''],
    ['header.csv', 'has no rows', 'arch_str,acc\n'],
    ['label.csv', 'has no column "acc"; its columns are arch_str, loss', archTable.replace('acc', 'loss')],
    ['cells.csv', 'has no column that tells its cells', 'name,acc\nresnet50,1\nvgg16,2'],
    [
      'other.csv',
      "raw_adjacency, which can't tell cells of nasbench201: its operations stand on edges",
      'raw_adjacency,raw_operations,acc\n0100,"input,output",1',
    ],
    ['cut.csv.gz', 'cut off or damaged', gzipSync(archTable).subarray(0, 200)],
    [
      'binary.csv',
      'it has NUL bytes',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7 + (i >> 3)) % 251)),
    ],
  ])('%s that can’t be used is told in a sentence: %s', async (name, message, content?: string | Buffer) => {
    const target = content === undefined ? path.join(folder, name) : file(name, content);
    const failure = await readTable(target, edgeSpace, ['acc']).catch(error => error);
    expect(failure).toBeInstanceOf(UnreadableFile);
    expect(failure.message).toContain(message);
    expect(failure.message).toMatch(/^[^\n]*\.$/);
  });

  it('never gives a wrong cell or breaks, whatever the file holds', async () => {
    const pieces = [
      'arch_str',
      'cell',
      ',',
      '\n',
      '"',
      '\t',
      '1',
      'acc',
      ...archRows[0]!,
      '{',
      '}',
      '[',
      ':',
      'é',
      '\u0000',
      '\r',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map(parts => parts.join('')),
        fc.constantFrom('noise.csv', 'noise.tsv', 'noise.jsonl'),
        async (content, name) => {
          const target = path.join(folder, name);
          writeFileSync(target, content);
          try {
            const table = await readTable(target, edgeSpace, ['acc']);
            expect(table.cells.every(cell => isCellOf(edgeSpace, cell))).toBe(true);
            expect(table.labels['acc']).toHaveLength(table.cells.length);
            expect(table.labels['acc']!.every(Number.isFinite)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableFile);
          }
          await inspectTable(target).catch(error => expect(error).toBeInstanceOf(UnreadableFile));
        },
      ),
      { numRuns: 150 },
    );
  });

  it.skipIf(!dataFile('nasbench101.csv.gz'))('of 20,001 measured cells is read whole', async () => {
    const table = await readTable(dataFile('nasbench101.csv.gz')!, vertexSpace, ['validation_accuracy']);
    expect(table.cells).toHaveLength(20_001);
    expect(table.problems).toEqual([]);
    expect(Math.max(...table.labels['validation_accuracy']!)).toBeLessThan(1);
  });

  it.skipIf(!dataFile('nasbench201.csv.gz'))('of NAS-Bench-201 holds its best accuracies', async () => {
    const labels = ['cifar10_valid', 'cifar10_test', 'cifar100_valid', 'cifar100_test'];
    const table = await readTable(dataFile('nasbench201.csv.gz')!, edgeSpace, labels);
    const best = labels.map(label => Math.max(...table.labels[label]!).toFixed(2));
    expect(best).toEqual(['91.61', '94.37', '73.49', '73.51']);
  });
});

describe('measured lines', () => {
  const source = (name: string, value: number, operation = 'conv3x3') =>
    `cell ${name} : nasbench201 {
  n1 = ${operation}(input)
  n2 = conv1x1(n1)
  output = skip(n2)
  measured cifar10-valid = ${value} %
}
`;
  const other =
    'cell c : nasbench101 {\n  a = conv3x3(input)\n  output = concat(a)\n  measured cifar10-valid = 93\n}\n';
  const lab = path.join(folder, 'lab');
  mkdirSync(path.join(lab, 'deep'), { recursive: true });
  writeFileSync(path.join(lab, 'a.cell'), source('a', 91) + source('x', 90).replace(/ *measured.*\n/, ''));
  writeFileSync(path.join(lab, 'deep', 'b.cell'), source('b', 92, 'skip') + other);
  writeFileSync(path.join(lab, 'notes.txt'), source('d', 94));

  it('of a folder are a table', async () => {
    const table = await readTable(lab, edgeSpace, ['cifar10-valid']);
    expect(table.cells.map(cell => writeSpelling(edgeSpace, cell))).toEqual([
      '|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|none~0|none~1|skip_connect~2|',
      '|skip_connect~0|+|none~0|nor_conv_1x1~1|+|none~0|none~1|skip_connect~2|',
    ]);
    expect([...table.labels['cifar10-valid']!]).toEqual([91, 92]);
    expect(
      (await readTable(path.join(lab, 'deep', 'b.cell'), vertexSpace, ['cifar10-valid'])).cells,
    ).toHaveLength(1);
    expect(await inspectTable(lab)).toMatchObject({
      cells: 'measured',
      rows: 3,
      columns: [{ name: 'cifar10-valid', numeric: true }],
      spaces: ['nasbench201', 'nasbench101'],
    });
  });

  it('that are missing or broken are told', async () => {
    await expect(readTable(lab, edgeSpace, ['loss'])).rejects.toThrow(
      'has a measured "loss"; measured there: cifar10-valid',
    );
    await expect(readTable(lab, labSpace, ['loss'])).rejects.toThrow('has no measured cells of lab');
    const broken = file('broken.cell', source('x', 90, 'warp'));
    await expect(readTable(broken, edgeSpace, ['cifar10-valid'])).rejects.toThrow(/line 2: .*warp/);
  });
});

describe('inspecting a table', () => {
  it('tells columns, rows and how cells are given', async () => {
    const table = file(
      'look.csv',
      'module_hash,raw_adjacency,raw_operations,acc,note,blank\nab,0100,"input,output",1.5,good,\ncd,0100,"input,output",2 %,7,\nef,0100,"input,output",nan,x,',
    );
    expect(await inspectTable(table)).toEqual({
      columns: [
        { name: 'module_hash', numeric: false, role: 'note' },
        { name: 'raw_adjacency', numeric: false },
        { name: 'raw_operations', numeric: false },
        { name: 'acc', numeric: true },
        { name: 'note', numeric: false, role: 'factor' },
        { name: 'blank', numeric: false },
      ],
      rows: 3,
      cells: 'raw_adjacency',
      operationsOn: 'vertices',
      spaces: ['nasbench101', 'darts'],
      goals: { acc: 'max' },
      firstProblem: undefined,
      preview: {
        columns: ['module_hash', 'raw_adjacency', 'raw_operations', 'acc', 'note', 'blank'],
        rows: [
          ['ab', '0100', 'input,output', '1.5', 'good', ''],
          ['cd', '0100', 'input,output', '2 %', '7', ''],
          ['ef', '0100', 'input,output', 'nan', 'x', ''],
        ],
      },
    });
    const odd = await inspectTable(file('odd.csv', 'arch_str,acc\na,1\nb\n'));
    expect(odd).toMatchObject({ cells: 'arch_str', operationsOn: 'edges', firstProblem: { line: 3 } });
    expect((await inspectTable(file('none.csv', 'a,b\n1,2'))).cells).toBeUndefined();
  });

  it('finds spellings that are digits alone, whatever their column is called, and no other numbers', async () => {
    const space = readSpaces(nasbenchMacro).get('nbmacro')!;
    const codes = ['00000000', '22212220', '10201201', '01210012'];
    for (const column of ['arch', 'number']) {
      const rows = codes.map((code, i) => `${90 + i},11111119,${code}`);
      const table = await readTable(file('digits.csv', [`acc,other,${column}`, ...rows].join('\n')), space, [
        'acc',
      ]);
      expect(table.cells).toEqual(codes.map(code => readSpelling(space, code)));
    }
    const none = file('none.csv', 'acc,number\n90,22212220\n91,22212229\n');
    await expect(readTable(none, space, ['acc'])).rejects.toThrow('no column that tells its cells');
  });

  it('shortens what it shows of the first rows', async () => {
    const rows = Array.from({ length: 9 }, (_, i) => JSON.stringify({ cell: 'x'.repeat(500), list: [i, 2] }));
    const { preview } = await inspectTable(file('long.jsonl', rows.join('\n')));
    expect(preview?.rows).toHaveLength(5);
    expect(preview?.rows[1]).toEqual([`${'x'.repeat(99)}…`, '[1,2]']);
  });

  it('says which rows are no cells of a space, even where there are too many to learn from', async () => {
    const good = '|skip_connect~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|';
    const lines = ['arch_str,acc', ...Array.from({ length: 120 }, () => `${good},90`), 'what,91'];
    const few = await checkTable(file('few.csv', lines.join('\n')), edgeSpace, ['acc']);
    expect(few).toMatchObject({ readable: 120, cells: 1, unreadable: 1, problems: [{ line: 122 }] });
    expect(few.failure).toBeUndefined();
    const many = await checkTable(
      file('many.csv', `arch_str,acc\n${good},90\n${good},x\nwhat,1`),
      edgeSpace,
      ['acc'],
    );
    expect(many).toMatchObject({ readable: 0, unreadable: 2, problems: [{ line: 3 }, { line: 4 }] });
    expect(many.failure).toContain("many.csv can't be read, the first in line 3");
    expect((await checkTable(file('few.csv', lines.join('\n')), labSpace, ['acc'])).failure).toBeDefined();
  });
});
