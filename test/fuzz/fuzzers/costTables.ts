import { rmSync } from 'node:fs';
import { sampleCells } from '../../../src/cells/enumerate';
import { createOperationTable, createPlaceTable } from '../../../src/cells/network/operationTable';
import { createRandom, type Random } from '../../../src/cells/random';
import { type CostTable, readCostTable } from '../../../src/datasets/costTable';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, longText, mutateText, pick } from '../mutate';
import { scratchFile } from '../scratch';

interface KnownRow {
  readonly operation: string;
  readonly input: string;
  readonly kernel: number;
  readonly ms: number;
}

/** A table whose costs are known, as a file of that kind. */
interface KnownTable {
  readonly kind: 'csv' | 'tsv' | 'semicolons' | 'jsonl' | 'json' | 'keys';
  readonly rows: readonly KnownRow[];
}

interface AnyTable {
  readonly name: string;
  readonly text: string;
}

const row = (random: Random): KnownRow => ({
  operation: pick(random, ['conv', 'nor_conv_3x3', 'avgpool', 'depthwise', 'add', 'skip', 'my_block']),
  input: `${pick(random, [8, 16, 32])}x${pick(random, [8, 16, 32])}x${pick(random, [3, 16, 64])}`,
  kernel: pick(random, [1, 3, 5]),
  ms: random.integer(100_000) / 1000,
});

function fileOf({ kind, rows }: KnownTable): AnyTable {
  const separated = (separator: string) =>
    [
      ['op', 'input', 'k', 'latency_ms'],
      ...rows.map(({ operation, input, kernel, ms }) => [operation, input, kernel, ms]),
    ]
      .map(line => line.join(separator))
      .join('\n');
  const records = rows.map(({ operation, input, kernel, ms }) => ({
    op: operation,
    input,
    k: kernel,
    latency_ms: ms,
  }));
  switch (kind) {
    case 'csv':
      return { name: 'costs.csv', text: separated(',') };
    case 'tsv':
      return { name: 'costs.tsv', text: separated('\t') };
    case 'semicolons':
      return { name: 'costs.csv', text: separated(';') };
    case 'jsonl':
      return { name: 'costs.jsonl', text: records.map(record => JSON.stringify(record)).join('\n') };
    case 'json':
      return { name: 'costs.json', text: JSON.stringify(records, undefined, 2) };
    case 'keys':
      return {
        name: 'costs.yaml',
        text: rows
          .map(
            ({ operation, input, kernel, ms }, i) =>
              `${operation}-input:${input}-output:${input}-kernel:${kernel}-number:${i}:\n  count: 3\n  mean: ${ms}\n`,
          )
          .join(''),
      };
  }
}

const places = `none skip_connect nor_conv_1x1 nor_conv_3x3 avg_pool_3x3\n${'1 2 3 4.5 6\n'.repeat(6)}`;
const template = `operation,input,output,arguments,latency_ms\nconv,32x32x16,32x32x16,kernel:3 preactivation:yes,1.5\nadd,32x32x16,32x32x16,inputs:2,0.1\n`;
const words = [
  ...[
    ',',
    ';',
    '\t',
    '"',
    '\n',
    '\r\n',
    ':',
    '-',
    '{',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    '<<:',
    '!!js',
    '---',
    '#',
    '|',
    '>',
  ],
  ...[
    'operation',
    'input',
    'output',
    'kernel',
    'stride',
    'latency_ms',
    'mean',
    'ms',
    '32x32',
    '0x0x0',
    '1e999',
    '1e308',
  ],
  ...['NaN', 'inf', '-1', '0,5', '-input:1x1x1-output:1x1x1', 'Conv_1', 'Logits', ...hostileNames],
];

const space = builtInSpaces().get('nasbench201')!;
const [cell] = sampleCells(space, 1, createRandom(3));

function checkUse(table: CostTable): void {
  if (table.kind === 'places') {
    require(table.rows.every(values => values.every(Number.isFinite)), 'a cost is no finite number');
    const cost = createPlaceTable(space, table.columns, table.rows)(cell!);
    if (typeof cost === 'number')
      require(Number.isFinite(cost), 'a cell has a cost that is no finite number');
    else requirePlain(cost.replace(/operation .*/, ''), 'why a table does not fit');
    return;
  }
  for (const rows of table.costs.values()) {
    for (const { given, value } of rows) {
      require(Number.isFinite(value), 'a cost is no finite number');
      for (const each of Object.values(given))
        require(typeof each !== 'number' || Number.isFinite(each), 'what a row says is no finite number');
    }
    const cost = createOperationTable(space, rows)(cell!);
    require(!cost.ok || Number.isFinite(cost.value), 'a cell has a cost that is no finite number');
  }
}

/** Any table of costs is read or refused in a sentence, and one whose costs are known is read with these. */
export const costTables: Fuzzer<KnownTable | AnyTable> = {
  name: 'costTables',
  generate(random) {
    const kind = pick(random, ['csv', 'tsv', 'semicolons', 'jsonl', 'json', 'keys'] as const);
    const known: KnownTable = {
      kind,
      rows: Array.from({ length: 1 + random.integer(6) }, () => row(random)),
    };
    if (random.next() < 0.3) return known;
    const { name, text } = pick(random, [
      fileOf(known),
      { name: 'costs.txt', text: places },
      { name: 'costs.csv', text: template },
    ]);
    if (random.next() < 0.05) return { name, text: longText(random, text) };
    return {
      name,
      text: mutateText(random, text, words, [places, template, fileOf({ ...known, kind: 'keys' }).text]),
    };
  },
  async check(input) {
    const { name, text } = 'kind' in input ? fileOf(input) : input;
    const file = scratchFile(name, text);
    try {
      const table = await readCostTable(file);
      if ('kind' in input) {
        const read = table.kind === 'operations' ? table.costs.get('latency_ms') : undefined;
        require(read?.map(({ value }) => value).join() ===
          input.rows.map(({ ms }) => ms).join(), `costs of a ${input.kind} table are read as others`);
        for (const [i, { given }] of read!.entries()) {
          const { operation, kernel } = input.rows[i]!;
          require(given['operation'] === operation &&
            given['kernel'] === kernel, `a row of a ${input.kind} table is read as another operation`);
        }
      }
      checkUse(table);
    } catch (error) {
      if (!(error instanceof UnreadableFile) || 'kind' in input) throw error;
      requirePlain(error.message.replace(/"[^"]*"|columns are .*/gs, ''), 'why a table of costs is not read');
    } finally {
      rmSync(file, { force: true });
    }
  },
};
