import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../src/datasets/attending';
import { dictionaryColumns } from '../../../src/datasets/files/dictionaryColumns';
import { separatedRows } from '../../../src/datasets/files/separatedRows';
import { inspectTable } from '../../../src/datasets/inspectTable';
import { isDecimalComma, isMissing, readNumber, readWritten } from '../../../src/datasets/numbers';
import { readTable } from '../../../src/datasets/readTable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { expectLinear } from '../../growth';
import { temporaryFolder } from './import/temporary';

const { file } = temporaryFolder();
const nasbench101 = builtInSpaces().get('nasbench101')!;
const nasbench201 = builtInSpaces().get('nasbench201')!;
const spelling =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';

describe('a table whose cells are given by hashes alone', () => {
  it('can be interrupted while the space is hashed, and timers go on meanwhile', async () => {
    const table = file('hashes.csv', `module_hash,acc\n${'f'.repeat(32)},0.9\n`);
    const stop = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 20) stop.abort();
    }, 10);
    try {
      await expect(readTable(table, nasbench101, ['acc'], { signal: stop.signal })).rejects.toThrow(/abort/i);
      expect(ticks).toBeGreaterThanOrEqual(20);
    } finally {
      clearInterval(timer);
    }
  });
});

describe('lines of JSON', () => {
  const row = (more: object) => `${JSON.stringify({ arch_str: spelling, acc: 91, ...more })}\n`;

  it('that nest too deep are left out with the reason', async () => {
    const deep = `{"cell": ${'['.repeat(200_000)}${']'.repeat(200_000)}, "acc": 1}\n`;
    const table = file('deep.jsonl', deep + row({}));
    await expect(readTable(table, nasbench201, ['acc'])).rejects.toThrow(
      /in line 1: it nests more than 100 deep/,
    );
    const whole = file('deep.json', `[${deep}]`);
    await expect(readTable(whole, nasbench201, ['acc'])).rejects.toThrow(
      'deep.json is JSON that nests more than 100 deep, so it is no table.',
    );
  });

  it('with brackets in strings do not nest', async () => {
    const table = file('strings.jsonl', row({ note: '[{"'.repeat(200) }).repeat(2));
    expect((await readTable(table, nasbench201, ['acc'])).cells).toHaveLength(1);
  });

  it('may be long, and are refused when they are too long', async () => {
    const long = file('long.jsonl', row({ note: 'x'.repeat(2 ** 20) }).repeat(3));
    expect((await readTable(long, nasbench201, ['acc'])).cells).toHaveLength(1);
    const longer = file('longer.jsonl', row({ note: 'x'.repeat(2 ** 24) }) + row({}));
    await expect(readTable(longer, nasbench201, ['acc'])).rejects.toThrow(
      'longer.jsonl has a line of more than 16777216 characters, so it is no JSONL table.',
    );
  });

  it('end where they end, however the file is cut into pieces', async () => {
    const text = Array.from({ length: 3000 }, (_, i) => row({ note: 'é\u2028'.repeat(i % 50) })).join('');
    const { rows, problems } = await readTable(file('many.jsonl', text), nasbench201, ['acc']);
    expect([rows, problems]).toEqual([3000, []]);
  });
});

describe.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('a column called %s', name => {
  it.each([
    ['csv', `arch_str,${name}\n${spelling},91\n`],
    ['jsonl', `{"arch_str": "${spelling}", "${name}": 91}\n`],
  ])('is a label like any other in %s', async (kind, text) => {
    const { labels, cells } = await readTable(file(`a.${kind}`, text), nasbench201, [name]);
    expect(cells).toHaveLength(1);
    expect(Object.hasOwn(labels, name) && [...labels[name]!]).toEqual([91]);
  });

  it('is not there where the table has none', async () => {
    const table = file('b.csv', `arch_str,acc\n${spelling},91\n`);
    await expect(readTable(table, nasbench201, [name])).rejects.toThrow(`has no column "${name}"`);
  });
});

it.each([
  ['readNumber', readNumber],
  ['readWritten', (text: string) => readWritten(text, true)],
  ['isMissing', isMissing],
  ['isDecimalComma', isDecimalComma],
] as const)('%s takes time linear in the blanks within a value', (_, read) => {
  for (const before of ['', '9', '9,5', '9 ±'])
    expectLinear(size => read(`${before}${' '.repeat(size)}x`), 10_000);
});

it('rows that are too short cost about what whole ones cost, however many columns there are', async () => {
  const cost = async (columns: number, row: string) => {
    const header = Array.from({ length: columns }, (_, i) => `c${i}`).join(',');
    const text = Readable.from([`${header}\n${row.repeat(10_000)}`]);
    const separation = { delimiter: ',', linesAbove: 0, isSpaced: false, decimalComma: false };
    const before = process.cpuUsage();
    let rows = 0;
    for await (const _ of separatedRows(text, 'a.csv', separation, () => {}, dictionaryColumns())) rows++;
    const { user, system } = process.cpuUsage(before);
    expect(rows).toBe(10_000);
    return (user + system) / 1000;
  };
  const least = async (columns: number, row: string) =>
    Math.min(await cost(columns, row), await cost(columns, row), await cost(columns, row));
  const whole = await least(2, '9,8\n');
  // Where the parser makes an error of each such row, it is about 5 and 50 times as much.
  expect(await least(2, '9\n')).toBeLessThan(2 * whole);
  expect(await least(1000, '9\n')).toBeLessThan(4 * whole);
});

it('blanks within a row cost time linear in their number', async () => {
  const cost = async (size: number) => {
    const table = file('spaced.txt', `cell acc\na 1\n${`b${' '.repeat(size)}2\n`.repeat(4)}`);
    const before = process.cpuUsage();
    await inspectTable(table);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const small = Math.min(await cost(15_000), await cost(15_000));
  const large = Math.min(await cost(60_000), await cost(60_000));
  expect(large).toBeLessThan(9 * Math.max(small, 10));
});

describe.each([
  ['one document', (row: string, count: number) => `[${`${row},`.repeat(count)}${row}]`],
  ['lines', (row: string, count: number) => `${row}\n`.repeat(count)],
])('JSON, %s', (_, make) => {
  it('is not read on behind a signal that the process handles', async () => {
    const row = JSON.stringify({ arch_str: spelling, acc: 91 });
    const table = file('long.json', make(row, 100_000));
    const handler = () => {};
    process.on('SIGINT', handler);
    try {
      const reading = inspectTable(table);
      setTimeout(() => process.emit('SIGINT'), 50);
      await expect(reading).rejects.toThrow(Interrupted);
      expect(process.listeners('SIGINT')).toEqual([handler]);
    } finally {
      process.off('SIGINT', handler);
    }
  });
});
