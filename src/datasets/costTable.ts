import path from 'node:path';
import { parse } from 'yaml';
import type { OperationRow } from '../cells/network/operationTable';
import { parsePythonJson } from '../text/pythonJson';
import { firstBytes, openTableFile } from './files/openTableFile';
import { listColumns } from './listColumns';
import { isMissing, readWritten } from './numbers';
import { isRowProblem, openRows } from './tableRows';
import { UnreadableFile } from './unreadable';

/** What a file says of the costs of operations. */
export type CostTable =
  /** By operation and shape: for each column of values its rows. */
  | { readonly kind: 'operations'; readonly costs: ReadonlyMap<string, readonly OperationRow[]> }
  /** By the place of a choice and what is chosen there. */
  | {
      readonly kind: 'places';
      readonly cost: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly number[])[];
    };

/** Far above any table of operations that is published. */
const maxBytes = 64 * 2 ** 20;

/**
 * Reads a table of costs by operation: a CSV, TSV, JSON or JSONL table with a column `operation` (docs/search.md has the
 * others); YAML or JSON with the keys of ProxylessNAS and Once-for-All; or a text with a line for each place and a column
 * for each operation, as FBNet's. What can't be read throws `UnreadableFile`, one sentence.
 */
export async function readCostTable(file: string): Promise<CostTable> {
  const name = path.basename(file);
  const start = await startOf(file, name);
  if (publishedKey.test(start))
    return { kind: 'operations', costs: new Map([['latency_ms', await readKeys(file, name)]]) };
  if (isPlaceTable(start)) return readPlaces(await readText(file, name), name);
  return { kind: 'operations', costs: await readRows(file, name) };
}

async function startOf(file: string, name: string): Promise<string> {
  try {
    return (await firstBytes((await openTableFile(file)).text)).toString('utf8');
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UnreadableFile(
      code === 'EISDIR' || code === 'ENOENT' ? `There is no file ${name}.` : `${name} can't be read.`,
    );
  }
}

async function readText(file: string, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of (await openTableFile(file)).text) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new UnreadableFile(`${name} is larger than any table of operations.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const longestLine = 2000;

/** `expanded_conv-input:112x112x16-output:56x56x24-expand:3-kernel:5-stride:2-idskip:0` */
const publishedKey = /^["'{ \t]*[A-Za-z][\w.]*-input:\d+(?:x\d+)*-output:\d+/m;

/** The look-up tables of ProxylessNAS and Once-for-All: a key for each operation, with its mean in milliseconds. */
async function readKeys(file: string, name: string): Promise<OperationRow[]> {
  const text = await readText(file, name);
  let read: unknown = text.trimStart().startsWith('{') ? parsePythonJson(text) : undefined;
  // In block style each line is a key or a number; what the library does not refuse may cost it the square of a line's length.
  const lines = text.split('\n');
  if (read === undefined && lines.some(({ length }) => length > longestLine))
    throw new UnreadableFile(
      `${name} has a line of more than ${longestLine} characters, so it is no YAML with a line for each operation.`,
    );
  try {
    // Very many empty lines cost it their square, too.
    const written = lines.length > 10_000 ? lines.filter(line => line.trim() !== '').join('\n') : text;
    read ??= parse(written, { maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    // The library makes an error of its own of a full stack.
    if (/call stack/.test((error as Error).message))
      throw new UnreadableFile(`${name} is YAML that nests too deep, so it is no table of operations.`);
    throw new UnreadableFile(`${name} is neither YAML nor JSON: ${firstLine(error)}.`);
  }
  return Object.entries(Object(read) as Record<string, unknown>).flatMap(([key, value]) => {
    const given = readKey(key);
    if (!given)
      throw new UnreadableFile(
        `${name} has the key ${JSON.stringify(key.slice(0, 60))}, which names no operation as TYPE-input:HxWxC-output:HxWxC.`,
      );
    const mean = typeof value === 'number' ? value : (Object(value) as { readonly mean?: unknown }).mean;
    if (typeof mean !== 'number' || !Number.isFinite(mean))
      throw new UnreadableFile(`${name} has no number for ${JSON.stringify(key.slice(0, 60))}.`);
    return given.map((each, i) => ({ given: each, value: i === 0 ? mean : 0 }));
  });
}

/** What rows a published key stands for: the first with its value, others that it includes with none. */
function readKey(key: string): OperationRow['given'][] | undefined {
  const [type = '', ...parts] = key.split('-');
  const given: Record<string, string | number> = { operation: type.toLowerCase() };
  for (const part of parts) {
    const [attribute, value] = part.split(':');
    if (!attribute || !value) return undefined;
    if (attribute === 'input' || attribute === 'output') {
      const shape = readShape(value);
      if (!shape) return undefined;
      Object.assign(given, attribute === 'input' ? shape : asOutput(shape));
    } else given[attribute.toLowerCase()] = readArgument(value);
  }
  if (given['in'] === undefined || given['out'] === undefined) return undefined;
  // A 1×1 convolution behind the last block, and everything behind that.
  if (type === 'Conv_1') return [{ ...given, operation: 'conv', kernel: 1 }];
  if (type === 'Logits')
    return [
      { operation: 'linear', in: given['in'], out: given['out'] },
      { operation: 'globalpool', in: given['in'] },
    ];
  return [given];
}

/** A line of names, then lines of so many numbers. */
function isPlaceTable(start: string): boolean {
  const [head = '', first = ''] = start.split(/\r?\n/);
  const names = head.trim().split(/\s+/);
  const numbers = first.trim().split(/\s+/);
  return (
    names.length > 1 &&
    !/[,;\t]/.test(head) &&
    names.every(name => /^[A-Za-z]/.test(name)) &&
    numbers.length === names.length &&
    numbers.every(text => Number.isFinite(Number(text)))
  );
}

/** FBNet's look-up tables are in microseconds. */
function readPlaces(text: string, name: string): CostTable {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = head.trim().split(/\s+/);
  const rows = lines.map((line, i) => {
    const values = line.trim().split(/\s+/).map(Number);
    if (values.length !== columns.length || !values.every(Number.isFinite))
      throw new UnreadableFile(
        `Line ${i + 2} of ${name} should have a number for each of ${columns.length} operations.`,
      );
    return values;
  });
  return { kind: 'places', cost: 'latency_us', columns, rows };
}

/** Names of columns that people use, and what they say. */
const columnNames: Readonly<Record<string, string>> = {
  ...{ operation: 'operation', op: 'operation', layer: 'operation', type: 'operation', name: 'operation' },
  ...{ height: 'height', h: 'height', width: 'width', w: 'width', length: 'height' },
  ...{ in: 'in', cin: 'in', c_in: 'in', in_channels: 'in', input_channels: 'in' },
  ...{ out: 'out', cout: 'out', c_out: 'out', out_channels: 'out', output_channels: 'out' },
  ...{ out_height: 'out_height', out_h: 'out_height', out_width: 'out_width', out_w: 'out_width' },
  ...{ input: 'input', output: 'output', input_shape: 'input', output_shape: 'output' },
  ...{ arguments: 'arguments', kernel: 'kernel', k: 'kernel', kernel_size: 'kernel', stride: 'stride' },
  ...{ dilation: 'dilation', groups: 'groups', expand: 'expand', expansion: 'expand', inputs: 'inputs' },
  ...{
    norm: 'norm',
    activation: 'activation',
    preactivation: 'preactivation',
    idskip: 'idskip',
    se: 'se',
    hs: 'hs',
  },
};

/** Of repeated measurements, which are no costs. */
const statistics = new Set(['count', 'n', 'var', 'std', 'variance', 'min', 'max', 'median', 'runs', 'index']);

/** `ms` alone says what is measured, too. */
const namedByUnit: Readonly<Record<string, string>> = {
  ...{ ms: 'latency_ms', us: 'latency_us', µs: 'latency_us', s: 'latency_s', mean: 'latency_ms' },
  ...{ mj: 'energy_mJ', j: 'energy_J', kib: 'memory_KiB', mib: 'memory_MiB' },
};

async function readRows(file: string, name: string): Promise<Map<string, OperationRow[]>> {
  const costs = new Map<string, OperationRow[]>();
  const { rows, decimalComma } = openRows(file);
  let hasOperations = false;
  const columns = new Set<string>();
  for await (const row of rows) {
    if (isRowProblem(row))
      throw new UnreadableFile(`Line ${row.line} of ${name} can't be read: ${row.message}`);
    const given: Record<string, string | number> = {};
    const values: [string, number][] = [];
    for (const [column, value] of Object.entries(row.values)) {
      columns.add(column);
      const meaning = meaningOf(column);
      hasOperations ||= meaning === 'operation';
      if (meaning === undefined) {
        if (isMissing(value) || statistics.has(column.toLowerCase())) continue;
        const number = readWritten(value, decimalComma())?.value;
        if (number === undefined)
          throw new UnreadableFile(
            `Line ${row.line} of ${name} has ${JSON.stringify(String(value).slice(0, 40))} in the column ${JSON.stringify(column.slice(0, 60))}, which is no number.`,
          );
        values.push([namedByUnit[column.trim().toLowerCase()] ?? column.trim(), number]);
      } else if (!isMissing(value) || (meaning === 'operation' && value === 'none')) {
        const problem = addGiven(given, meaning, String(value));
        if (problem) throw new UnreadableFile(`Line ${row.line} of ${name}: ${problem}`);
      }
    }
    for (const [cost, value] of values) costs.set(cost, [...(costs.get(cost) ?? []), { given, value }]);
  }
  if (!hasOperations)
    throw new UnreadableFile(
      `${name} has no column "operation", so it is no table of operations; its columns are ${listColumns([...columns]) || 'none'}.`,
    );
  if (costs.size === 0)
    throw new UnreadableFile(`${name} has no value for any operation yet: fill its last column in.`);
  return costs;
}

/** What a column says of the operation; `undefined` for a column of values. */
function meaningOf(column: string): string | undefined {
  const name = column.trim().toLowerCase();
  return Object.hasOwn(columnNames, name) ? columnNames[name] : undefined;
}

/** Adds what one field says; returns a sentence where it can't be read. */
function addGiven(given: Record<string, string | number>, meaning: string, text: string): string | undefined {
  if (meaning === 'input' || meaning === 'output') {
    const shape = readShape(text);
    if (!shape)
      return `${JSON.stringify(text.slice(0, 40))} is no shape as 32x32x16 (height, width, channels).`;
    Object.assign(given, meaning === 'input' ? shape : asOutput(shape));
    return undefined;
  }
  if (meaning !== 'arguments') {
    given[meaning] = meaning === 'operation' ? text.trim().toLowerCase() : readArgument(text);
    return undefined;
  }
  for (const part of text.split(/[\s;,]+/).filter(each => each !== '')) {
    const [argument, value] = part.split(':');
    if (!argument || !value) return `${JSON.stringify(part.slice(0, 40))} is no argument as kernel:3.`;
    given[argument] = readArgument(value);
  }
  return undefined;
}

/** `32x32x16` is height, width, channels; `128x64` length and channels; `1280` channels alone. */
function readShape(text: string): Record<string, number> | undefined {
  const numbers = text.split(/[x×]/i).map(Number);
  if (!numbers.every(number => Number.isSafeInteger(number) && number > 0)) return undefined;
  if (numbers.length === 1) return { in: numbers[0]! };
  if (numbers.length === 2) return { height: numbers[0]!, in: numbers[1]! };
  if (numbers.length !== 3) return undefined;
  return { height: numbers[0]!, width: numbers[1]!, in: numbers[2]! };
}

function asOutput(shape: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(shape).map(([side, size]) => [side === 'in' ? 'out' : `out_${side}`, size]),
  );
}

/** `3`, `3x3`, `yes`. */
function readArgument(text: string): string | number {
  const [, side, other] = /^\s*(\d+)\s*x\s*(\d+)\s*$/.exec(text) ?? [];
  if (side !== undefined && side === other) return Number(side);
  const word = text.trim().toLowerCase();
  if (word === 'true') return 'yes';
  if (word === 'false') return 'no';
  return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}

function firstLine(error: unknown): string {
  return String((error as Error).message)
    .split('\n', 1)[0]!
    .replace(/[.:]$/, '');
}
