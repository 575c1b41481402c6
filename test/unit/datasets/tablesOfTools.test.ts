import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, gzipSync, crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { createTar } from 'nanotar';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { importTable } from '../../../src/datasets/importTable';
import { inspectTable } from '../../../src/datasets/inspectTable';
import { readTable } from '../../../src/datasets/readTable';
import { parseCondition, parseEpoch, type ReadOptions } from '../../../src/datasets/rows/readOptions';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { archNames } from '../../../src/exchange/archNames';

const space = builtInSpaces().get('nasbench201')!;
const folder = mkdtempSync(path.join(tmpdir(), 'renas-tools-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(name: string, content: string | Buffer): string {
  const written = path.join(folder, `${files++}-${name}`);
  writeFileSync(written, content);
  return written;
}

/** No two alike. */
const cells = [
  ...new Map(
    sampleCells(space, 60, createRandom(7)).map(cell => [writeSpelling(space, cell), cell]),
  ).values(),
].slice(0, 40);
const archs = cells.map(cell => writeSpelling(space, cell));
const csv = (header: string, rows: readonly (readonly (string | number)[])[]) =>
  [header, ...rows.map(row => row.join(','))].join('\n');
const plain = csv(
  'arch_str,acc',
  archs.map((arch, i) => [arch, i + 1]),
);

async function read(content: string | Buffer, label: string, options: ReadOptions = {}, name = 'table.csv') {
  const table = await readTable(file(name, content), space, [label], options);
  return { ...table, values: [...table.labels[label]!] };
}
const where = (...texts: string[]) => ({ where: texts.map(text => parseCondition(text)!) });
const refusal = (content: string | Buffer, label: string, options: ReadOptions = {}, name = 'table.csv') =>
  read(content, label, options, name).then(
    () => 'read',
    error => {
      expect(error).toBeInstanceOf(UnreadableFile);
      expect(error.message).toMatch(/^[^\n]*\.$/);
      return error.message as string;
    },
  );

describe('labels that are missing', () => {
  it.each(['', 'nan', 'NaN', 'None', 'null', 'N/A', '-inf', 'Infinity', '-'])(
    'written as "%s" are cells that were not measured, however many',
    async missing => {
      const rows = archs.map((arch, i) => [arch, i % 4 === 0 ? missing : i]);
      const table = await read(csv('arch_str,acc', rows), 'acc');
      expect(table.cells).toHaveLength(30);
      expect(table.problems).toEqual([]);
      expect(table.report.leftOut).toEqual([{ rows: 10, why: 'without acc' }]);
      expect(table.notes[0]).toMatch(/^30 of the 40 rows of .*: 10 without acc/);
    },
  );

  it('are read in JSONL as Python writes them, and do not keep another column from being read', async () => {
    const lines = archs.map(
      (arch, i) => `{"arch_str": "${arch}", "acc": ${i === 3 ? 'NaN' : i}, "NaN": "Infinity"}`,
    );
    expect((await read(lines.join('\n'), 'acc', {}, 'a.jsonl')).cells).toHaveLength(39);
  });

  it('stay missing in an imported table', async () => {
    const rows = archs.map((arch, i) => [arch, i, i % 2 === 0 ? '' : i]);
    const { table, leftOut } = await importTable(
      file('sparse.csv', csv('arch_str,a,b', rows)),
      space,
      undefined,
    );
    expect(table.cells.rows).toBe(40);
    expect(leftOut).toBe(0);
    const column = table.columns.find(({ name }) => name === 'b');
    expect(column?.kind === 'number' && [...column.values].filter(Number.isNaN)).toHaveLength(20);
  });
});

describe('numbers as spreadsheets write them', () => {
  const commas = csv(
    'arch_str;acc',
    archs.map((arch, i) => [`${arch};${90 + i}`, `${i % 10}5`]),
  );

  it.each([
    ['semicolons', commas],
    ['tabs', commas.replaceAll(';', '\t')],
    ['the separator stated', `sep=;\n${commas}`],
  ])('with decimal commas and %s are read, which is said', async (_, content) => {
    const { values, notes } = await read(content, 'acc');
    expect(values.slice(0, 3)).toEqual([90.05, 91.15, 92.25]);
    expect(notes.join()).toContain('are read as decimal signs: 90,05 in line');
  });

  it('with commas and points in one column are refused, both shown', async () => {
    const mixed = commas.replace('90,05', '90.05');
    expect(await refusal(mixed, 'acc')).toMatch(
      /decimal commas and decimal points: 91,15 in line 3, and 90\.05 in line 2/,
    );
  });

  it('in a table separated by commas are shown as what they are', async () => {
    const rows = archs.map(arch => [arch, '"90,5"']);
    expect(await refusal(csv('arch_str,acc', rows), 'acc')).toMatch(
      /its acc is "90,5", which is no number: write it with a point/,
    );
  });

  it('are found whatever the names of the columns hold', async () => {
    const named = plain.replace('arch_str,acc', 'arch_str;acc (top-1, %)').replaceAll(/,(?=\d+$)/gm, ';');
    expect((await read(named, 'acc (top-1, %)')).values).toHaveLength(40);
  });

  it('with a deviation have both', async () => {
    const rows = archs.map((arch, i) => [arch, `${i}.5 ± ${i === 0 ? '.3 %' : '0.3'}`]);
    const table = await read(csv('arch_str,acc', rows), 'acc');
    expect(table.values[1]).toBe(1.5);
    expect([...table.deviations['acc']!]).toEqual(archs.map(() => 0.3));
    expect(table.report.deviation).toBeCloseTo(0.3, 9);
  });

  it('of two columns of one name are told apart', async () => {
    const two = csv(
      'arch_str,acc,acc',
      archs.map((arch, i) => [arch, i, 100 - i]),
    );
    expect(await refusal(two, 'acc')).toContain(
      '2 columns called acc, the 2nd and the 3rd: name one of acc.1, acc.2',
    );
    expect((await read(two, 'acc.1')).values[2]).toBe(2);
    expect((await read(two, 'acc.2')).values[2]).toBe(98);
  });

  it('of two units in one column are warned of, and left as they are', async () => {
    const rows = archs.map((arch, i) => [arch, i % 2 === 0 ? (80 + i / 10) / 100 : 80 + i / 10]);
    const { values, report } = await read(csv('arch_str,acc', rows), 'acc');
    expect(values.slice(0, 2)).toEqual([0.8, 80.1]);
    expect(report.warnings).toEqual([
      expect.stringMatching(/per cent beside fractions: 0\.8 in line 2, and 80\.1 in line 3/),
    ]);
    const losses = csv(
      'arch_str,val_loss',
      archs.map((arch, i) => [arch, 0.5 + i]),
    );
    expect((await read(losses, 'val_loss')).report.warnings).toEqual([]);
  });
});

describe('rows of one cell', () => {
  /** Three epochs of each trial; every third trial is stopped after two. */
  const epochs = archs.flatMap((arch, i) =>
    [1, 2, 3]
      .slice(0, i % 3 === 0 ? 2 : 3)
      .map(epoch => [
        arch,
        `t${i}`,
        epoch,
        i + (epoch === 2 ? 50 : epoch),
        i % 3 === 0 ? 'Stopped' : 'Completed',
      ]),
  );
  const perEpoch = csv('arch_str,trial_id,epoch,acc,status', epochs);
  const stopped = archs.filter((_, i) => i % 3 === 0).length;

  it('of several epochs: the last of the trials that were not stopped', async () => {
    const { values, report, notes } = await read(perEpoch, 'acc');
    expect(values).toEqual(archs.flatMap((_, i) => (i % 3 === 0 ? [] : [i + 3])));
    expect(report.leftOut).toEqual([
      { rows: 2 * stopped, why: 'with status Stopped' },
      { rows: 2 * (40 - stopped), why: 'of earlier epochs' },
    ]);
    expect(notes[0]).toContain('the last epoch, 3');
    expect(notes[0]).toContain('--epoch last|best|N and --where COLUMN=VALUE choose others');
  });

  it('of several epochs: the best, or a given one of every trial that has it', async () => {
    const best = await read(perEpoch, 'acc', { epoch: 'best' });
    expect(best.values).toEqual(archs.flatMap((_, i) => (i % 3 === 0 ? [] : [i + 50])));
    expect((await read(perEpoch, 'acc', { epoch: 'best', goal: 'min' })).values[0]).toBe(1 + 1);
    const first = await read(perEpoch, 'acc', { epoch: 1 });
    expect(first.values).toEqual(archs.map((_, i) => i + 1));
    expect(await refusal(perEpoch, 'acc', { epoch: 9 })).toContain('no row of epoch 9; it has 1, 2, 3');
  });

  it('of trials that ended early without a word: those that reached the end', async () => {
    const silent = csv(
      'arch_str,trial_id,epoch,acc',
      epochs.map(row => row.slice(0, 4)),
    );
    const { values, report } = await read(silent, 'acc');
    expect(values).toHaveLength(40 - stopped);
    expect(report.leftOut[0]).toEqual({ rows: 2 * stopped, why: 'of trials that ended before epoch 3' });
  });

  it('of several data sets are never averaged: a choice is asked for', async () => {
    const rows = archs.flatMap((arch, i) => [
      [arch, 'cifar10', i],
      [arch, 'cifar100', 100 - i],
    ]);
    const perData = csv('arch_str,dataset,acc', rows);
    const message = await refusal(perData, 'acc');
    expect(message).toContain('differ in dataset (cifar10, cifar100)');
    expect(message).toContain('--where dataset=cifar10');
    expect((await read(perData, 'acc', where('dataset=cifar100'))).values[3]).toBe(97);
    expect((await read(perData, 'acc', where('dataset!=cifar100'))).values[3]).toBe(3);
    expect((await read(perData, 'acc', where('dataset=*'))).values[3]).toBe(50);
    expect(await refusal(perData, 'acc', where('dataset=mnist'))).toContain('it has cifar10, cifar100');
    expect(await refusal(perData, 'acc', where('data=mnist'))).toContain('no column "data"');
  });

  it.each(['split', 'optimizer', 'config/lr'])(
    'that differ in %s are no repeated measurements',
    async column => {
      const rows = archs.flatMap((arch, i) => [
        [arch, 'a', i],
        [arch, 'b', i + 1],
      ]);
      expect(await refusal(csv(`arch_str,${column},acc`, rows), 'acc')).toContain(
        `differ in ${column} (a, b)`,
      );
    },
  );

  it.each(['seed', 'run', 'hostname', 'trial_id'])(
    'that differ in %s alone are repeated measurements',
    async column => {
      const rows = archs.flatMap((arch, i) => [1, 2, 3].map(n => [arch, `n${n}`, i + n]));
      const { values, counts, deviations, report } = await read(csv(`arch_str,${column},acc`, rows), 'acc');
      expect(values).toEqual(archs.map((_, i) => i + 2));
      expect([...counts]).toEqual(archs.map(() => 3));
      expect([...deviations['acc']!]).toEqual(archs.map(() => 1));
      expect(report.repeated).toEqual({ cells: 40, rows: 120 });
      expect(report.deviation).toBeCloseTo(1, 9);
    },
  );

  it.each([
    ['crash', 'keep'],
    ['FAILED', 'SUCCEEDED'],
    ['TrialState.FAIL', 'TrialState.COMPLETE'],
    ['ERROR', 'TERMINATED'],
    ['PRUNED', 'COMPLETE'],
    ['running', 'finished'],
  ])('of trials with status %s are left out and counted', async (bad, good) => {
    const rows = archs.map((arch, i) => [arch, i % 5 === 0 ? bad : good, i % 5 === 0 ? 0 : i]);
    const { values, report } = await read(csv('arch_str,state,acc', rows), 'acc');
    expect(values).not.toContain(0);
    expect(report.leftOut).toEqual([{ rows: 8, why: `with state ${bad}` }]);
    expect((await read(csv('arch_str,state,acc', rows), 'acc', where('state=*'))).values).toHaveLength(40);
  });

  it('with one value that many share exactly: it is named', async () => {
    const rows = archs.map((arch, i) => [arch, i % 5 === 0 ? 0 : i + 0.5]);
    const { report } = await read(csv('arch_str,val_bpb', rows), 'val_bpb');
    expect(report.warnings).toEqual([expect.stringContaining('8 of the 40 rows')]);
    expect(report.warnings[0]).toContain('exactly 0 in val_bpb');
    expect(
      (await read(csv('arch_str,val_bpb', rows), 'val_bpb', where('val_bpb!=0'))).report.warnings,
    ).toEqual([]);
  });

  it('are averaged as their sum says, in whatever order they stand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -100, max: 100 })), { minLength: 1, maxLength: 30 }),
        async rows => {
          const { cells: found, values } = await read(
            csv(
              'arch_str,x',
              rows.map(([at, x]) => [archs[at]!, x]),
            ),
            'x',
          );
          for (const [i, cell] of found.entries()) {
            const own = rows.filter(([at]) => archs[at] === writeSpelling(space, cell)).map(([, x]) => x);
            expect(values[i]).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 9);
          }
          expect(found).toHaveLength(new Set(rows.map(([at]) => at)).size);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('cells in any column', () => {
  const operations = archs.map(arch => [...arch.matchAll(/([\w]+)~/g)].map(([, name]) => name!));

  it.each(['arch', 'Architecture', 'my network', 'config/arch'])(
    'called %s are found by their form',
    async name => {
      const table = await read(
        csv(
          `id,${name},acc`,
          archs.map((arch, i) => [i, arch, i]),
        ),
        'acc',
      );
      expect(table.cells).toEqual(cells);
      expect(table.notes).toContain(`Its cells are in ${name}.`);
    },
  );

  it.each([
    ['params_Op', 'params_Op{i}'],
    ['config_hp_x', 'config_hp_x{i}'],
    ['config/op_', 'config/op_{i}'],
  ])('are one column a choice: %s0 to %s5', async (prefix, pattern) => {
    const header = `number,${[0, 1, 2, 3, 4, 5].map(i => prefix + i).join(',')},value`;
    const content = csv(
      header,
      operations.map((own, i) => [i, ...own, i]),
    );
    expect((await read(content, 'value')).cells).toEqual(cells);
    expect((await inspectTable(file('choices.csv', content))).cells).toBe(pattern);
    expect((await read(content, 'value', { cells: pattern })).cells).toEqual(cells);
  });

  it('are one column an edge, whatever their order', async () => {
    const edges = ['0_1', '0_2', '1_2', '0_3', '1_3', '2_3'];
    const shuffled = [5, 3, 0, 1, 4, 2];
    const header = `${shuffled.map(i => `edge_${edges[i]}`).join(',')},acc`;
    const rows = operations.map((own, i) => [...shuffled.map(at => own[at]!), i]);
    expect((await read(csv(header, rows), 'acc')).cells).toEqual(cells);
    const arrows = header.replaceAll(/edge_(\d)_(\d)/g, '$2<-$1');
    expect((await read(csv(arrows, rows), 'acc')).cells).toEqual(cells);
  });

  it('are those of a declared space, by a pattern', async () => {
    const own = { ...space, name: 'ours', vertices: 3 };
    const some = sampleCells(own, 5, createRandom(1));
    const rows = some.map((cell, i) =>
      [...writeSpelling(own, cell).matchAll(/(\w+)~/g)].map(([, name]) => name!).concat(String(i)),
    );
    const table = file('own.csv', csv('p_a1,p_a2,p_a3,acc', rows));
    expect((await readTable(table, own, ['acc'], { cells: 'p_a{i}' })).cells).toEqual(some);
    await expect(readTable(table, space, ['acc'], { cells: 'p_a{i}' })).rejects.toThrow(
      '3 columns are called so, and a cell of 4 vertices has 6 edges',
    );
    await expect(readTable(table, space, ['acc'], { cells: 'q{i}' })).rejects.toThrow(
      'no column is called so',
    );
  });

  it('are indices of NAS-Bench-201', async () => {
    const rows = cells.map((cell, i) => [archNames(space, cell)!.arch_index, i]);
    expect((await read(csv('index,acc', rows), 'acc')).cells).toEqual(cells);
    expect(await refusal('index,acc\n15625,1', 'acc')).toContain('0 to 15,624');
  });

  it('that were cut off are refused, never completed', async () => {
    const cut = csv(
      'arch_str,acc',
      archs.map((arch, i) => [i % 4 === 0 ? arch.replace(/[^|]*\|$/, '') : arch, i]),
    );
    const message = await refusal(cut, 'acc');
    expect(message).toMatch(/^10 of the 40 rows .* two of its three edges/);
  });
});

describe('files as other tools write them', () => {
  const records = archs.map((arch_str, i) => ({ arch_str, acc: i }));

  it.each<[string, unknown]>([
    ['a list of objects', records],
    ['an object of lists', { arch_str: archs, acc: archs.map((_, i) => i) }],
    [
      'objects by row, as pandas writes columns',
      {
        arch_str: Object.fromEntries(archs.map((arch, i) => [i, arch])),
        acc: Object.fromEntries(archs.map((_, i) => [i, i])),
      },
    ],
    [
      'columns and data',
      { columns: ['arch_str', 'acc'], index: [], data: archs.map((arch, i) => [arch, i]) },
    ],
    ['rows beside what is told of them', { version: 1, results: records }],
    ['figures by cell', Object.fromEntries(archs.map((arch, i) => [arch, { acc: i, params: 3 }]))],
    [
      'figures by data set and cell',
      { cifar10: Object.fromEntries(archs.map((arch, i) => [arch, { acc: i }])) },
    ],
    ['nested settings', archs.map((arch, i) => ({ config: { arch: { str: arch } }, acc: i }))],
  ])('JSON: %s', async (_, value) => {
    for (const text of [JSON.stringify(value), JSON.stringify(value, undefined, 2)]) {
      const { cells: found, values } = await read(text, 'acc', {}, 'table.json');
      expect(found).toEqual(cells);
      expect(values).toEqual(archs.map((_, i) => i));
    }
  });

  it('JSON: a number by cell is its value', async () => {
    const byCell = Object.fromEntries(archs.map((arch, i) => [arch, i]));
    expect((await read(JSON.stringify(byCell), 'value', {}, 'table.json')).cells).toEqual(cells);
  });

  it('JSON Lines under the name .json, as Ray Tune writes them', async () => {
    const lines = records.map(record => JSON.stringify(record)).join('\n');
    expect((await read(lines, 'acc', {}, 'result.json')).cells).toEqual(cells);
  });

  it.each([
    ['a zip', 'table.csv.zip', zip({ 'results/table.csv': plain })],
    [
      'a zip with a folder of macOS',
      'table.zip',
      zip({ 'table.csv': plain, '__MACOSX/._table.csv': 'x', '.DS_Store': 'x' }),
    ],
    ['a tar', 'table.tar', Buffer.from(createTar([{ name: 'table.csv', data: plain }]))],
    ['a tar.gz', 'table.tar.gz', gzipSync(createTar([{ name: 'a/table.csv', data: plain }]))],
  ])('%s with one table', async (_, name, content) => {
    expect((await read(content, 'acc', {}, name)).cells).toEqual(cells);
  });

  it.each<[string, Buffer, string]>([
    ['two tables', zip({ 'a.csv': plain, 'b.csv': plain }), '2 tables in it, "a.csv", "b.csv"'],
    ['no table', zip({ 'a.png': 'x' }), 'no table in it'],
    ['an Excel workbook', zip({ 'xl/workbook.xml': 'x' }), 'is an Excel workbook: save the sheet as CSV'],
    ['a cut zip', zip({ 'a.csv': plain }).subarray(0, 300), 'cut off or damaged'],
    ['a zip with a wrong checksum', zip({ 'a.csv': plain }, 7), 'damaged'],
    ['SQLite', Buffer.from('SQLite format 3\0abcdef'), 'is a SQLite database'],
    ['a pickle', Buffer.from('\x80\x04\x95abc', 'latin1'), 'is a Python pickle'],
    ['HDF5', Buffer.from('\x89HDF\r\n', 'latin1'), 'is an HDF5 file'],
    ['JSON that is cut off', Buffer.from(JSON.stringify(records).slice(0, -5)), 'is not JSON'],
  ])('%s is named for what it is, with the way on', async (_, content, sentence) => {
    expect(await refusal(content, 'acc', {}, 'table.json')).toContain(sentence);
  });

  it('never break, whatever bytes they hold', async () => {
    const whole = [
      zip({ 'a.csv': plain }),
      Buffer.from(createTar([{ name: 'a.csv', data: plain }])),
      Buffer.from(JSON.stringify(records)),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
        async (content, edits, cut) => {
          const bytes = Buffer.from(
            content.subarray(0, cut % 3 === 0 ? cut % content.length : content.length),
          );
          for (const [at, value] of edits) if (bytes.length > 0) bytes[at % bytes.length] = value;
          const target = path.join(folder, 'noise');
          writeFileSync(target, bytes);
          await readTable(target, space, ['acc']).catch(error =>
            expect(error).toBeInstanceOf(UnreadableFile),
          );
        },
      ),
      { numRuns: 120 },
    );
  });
});

it('conditions and epochs are read as typed', () => {
  expect(parseCondition('dataset=cifar10')).toEqual({ column: 'dataset', value: 'cifar10', negated: false });
  expect(parseCondition('val/acc != 0')).toEqual({ column: 'val/acc', value: '0', negated: true });
  expect(parseCondition('a=b=c')).toEqual({ column: 'a', value: 'b=c', negated: false });
  expect([parseCondition('dataset'), parseCondition('=x')]).toEqual([undefined, undefined]);
  expect(['last', 'best', '12', 'first', ''].map(parseEpoch)).toEqual([
    'last',
    'best',
    12,
    undefined,
    undefined,
  ]);
});

/** A zip archive of these files, whose checksums are off by `wrong`. */
function zip(entries: Readonly<Record<string, string>>, wrong = 0): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const data = deflateRawSync(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE((nodeCrc32(text) ^ wrong) >>> 0, 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
