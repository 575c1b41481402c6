import path from 'node:path';
import type { Cell } from '../../cells/cell';
import { drawCells } from '../../cells/enumerate';
import {
  type CostLimit,
  countedCost,
  countedCosts,
  isCountedCost,
  type NamedCost,
  remembered,
} from '../../cells/namedCosts';
import {
  createOperationTable,
  createPlaceTable,
  describePriced,
  missingOperations,
  type OperationRow,
  type Priced,
} from '../../cells/network/operationTable';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { readCostTable } from '../../datasets/costTable';
import { formatCost, formatCostAmount, readLimit } from '../../protocol/costWords';
import type { LimitSettings } from '../../protocol/options/limits';
import { formatCount } from '../../protocol/words';
import { minCost } from '../../search/minCosts';
import { anyWithin } from '../../search/within';
import { UserError, usageError } from '../failure';
import { readLatencies } from './latencies';
import { tableFile } from './tableFile';

/** The costs that a command is asked about. */
export interface AskedCosts {
  readonly limits: readonly CostLimit[];
  readonly pareto: NamedCost | undefined;
  /** Those that a table gives, which found cells tell. */
  readonly told: readonly NamedCost[];
  /** Any cost by the name that the user gives it; an unknown one is an error that lists all. */
  named(name: string): NamedCost;
}

/** Short names that options take besides. */
const shortNames: Readonly<Record<string, string>> = {
  params: 'parameters',
  'peak-memory': 'memory',
  madds: 'multiply-adds',
};

/** What can be told of the options before a table is read. */
export function checkCostFlags(flags: LimitSettings): void {
  if ((flags.latency === undefined) !== (flags.device === undefined))
    throw usageError('--latency and --device belong together: name the table and the column of the device.');
  const asked = [...flags.max.map(limitOf).map(({ name }) => name), flags.pareto];
  const isTimed = flags.maxLatency !== undefined || asked.includes('latency');
  if (isTimed && flags.latency === undefined && flags.costs.length === 0) throw usageError(noLatency);
}

const noLatency =
  'A latency has to come from somewhere: name a table by cell with --latency and --device, or one by operation with --costs.';

function limitOf(text: string): { readonly name: string; readonly max: number } {
  const read = readLimit(text);
  if (!read.ok) throw usageError(`--max ${text}: ${read.message}`);
  return read;
}

export async function readAskedCosts(flags: LimitSettings, space: SearchSpace): Promise<AskedCosts> {
  const told = await readCostFiles(flags.costs, space);
  if (flags.latency !== undefined && flags.device !== undefined) {
    const of = await readLatencies(flags.latency, space, flags.device);
    told.push({ name: 'latency', ofSpelling: true, of });
  }
  const named = (asked: string): NamedCost => {
    const name = shortNames[asked.toLowerCase()] ?? asked;
    const own = told.find(cost => cost.name.toLowerCase() === name.toLowerCase());
    if (own) return own;
    if (name === 'latency') {
      const [only, ...more] = told.filter(cost => cost.name.startsWith('latency'));
      if (only && more.length === 0) return only;
      if (!only) throw usageError(noLatency);
    }
    if (isCountedCost(name.toLowerCase()))
      return countedCost(space, name.toLowerCase() as (typeof countedCosts)[number], flags.bytes);
    const known = [...countedCosts, ...told.map(cost => cost.name)];
    throw usageError(`${JSON.stringify(asked)} is no cost of a cell; they are ${known.join(', ')}.`);
  };
  const limits: CostLimit[] = [];
  const limit = (name: string, max: number | undefined) => {
    if (max !== undefined) limits.push({ cost: named(name), max });
  };
  limit('parameters', flags.maxParameters);
  limit('flops', flags.maxFlops);
  limit('latency', flags.maxLatency);
  for (const { name, max } of flags.max.map(limitOf)) limit(name, max);
  return { limits, pareto: flags.pareto === undefined ? undefined : named(flags.pareto), told, named };
}

/** The rows by operation of some files, by cost, those of one after those of another. */
export async function readOperationRows(files: readonly string[]): Promise<Map<string, OperationRow[]>> {
  return operationRows(await readTables(files));
}

async function readTables(files: readonly string[]) {
  return Promise.all(files.map(async file => ({ file, table: await readCostTable(await tableFile(file)) })));
}

function operationRows(read: Awaited<ReturnType<typeof readTables>>): Map<string, OperationRow[]> {
  const rows = new Map<string, OperationRow[]>();
  for (const { table } of read)
    if (table.kind === 'operations')
      for (const [cost, more] of table.costs) rows.set(cost, [...(rows.get(cost) ?? []), ...more]);
  return rows;
}

async function readCostFiles(files: readonly string[], space: SearchSpace): Promise<NamedCost[]> {
  const costs: NamedCost[] = [];
  const read = await readTables(files);
  for (const { file, table } of read) {
    if (table.kind === 'operations') continue;
    const look = createPlaceTable(space, table.columns, table.rows);
    const of = (cell: Cell) => {
      const found = look(cell);
      if (typeof found === 'string')
        throw usageError(`${path.basename(file)} does not fit ${space.name}: ${found}.`);
      return found;
    };
    const [some] = drawCells(space, 1, createRandom(0));
    if (some) of(some);
    costs.push(remembered({ name: table.cost, of }));
  }
  for (const [name, all] of operationRows(read)) {
    const price = createOperationTable(space, all);
    throwIfMissing(files, space, name, missingOperations(price, drawCells(space, looked, createRandom(0))));
    costs.push(
      remembered({
        name,
        of(cell) {
          const cost = price(cell);
          return cost.ok ? cost.value : undefined;
        },
      }),
    );
  }
  return costs;
}

/** So many cells say which operations a space has. */
const looked = 300;

/** Messages name so many; the template has all. */
const maxNamed = 5;

function throwIfMissing(
  files: readonly string[],
  space: SearchSpace,
  cost: string,
  missing: readonly Priced[],
): void {
  if (missing.length === 0) return;
  const names = missing.slice(0, maxNamed).map(describePriced).join(', ');
  const more = missing.length > maxNamed ? ` and ${formatCount(missing.length - maxNamed)} more` : '';
  const given = files.map(file => `--costs ${file}`).join(' ');
  throw usageError(
    `${files.map(file => path.basename(file)).join(' and ')} ${files.length > 1 ? 'have' : 'has'} no ${cost} for ${formatCount(missing.length)} operations of ${space.name}: ${names}${more}; \`renas costs --space ${space.name} --template ${given}\` writes the rows to be filled in.`,
  );
}

/** Throws, in one sentence, where no cell of the space that was found keeps to the limits. */
export function checkLimits(space: SearchSpace, limits: readonly CostLimit[]): void {
  if (!anyWithin(space, limits)) throw new UserError(nothingWithin(space, limits));
}

/**
 * Why no cell is left: which limit no cell meets, and what the smallest has. `cells`: those that could be taken, where not
 * every cell of the space can.
 */
export function nothingWithin(
  space: SearchSpace,
  limits: readonly CostLimit[],
  cells?: readonly Cell[],
): string {
  const where = cells === undefined ? `of ${space.name}` : `of ${space.name} that the table measures`;
  for (const { cost, max } of limits) {
    const least = minCost(space, cost, cells);
    if (!least) return `No cell ${where} has a known ${cost.name}. Nothing was written; name another table.`;
    if (least.cost > max)
      return `No cell ${where} has at most ${formatCost(cost.name, max)}: the smallest${least.isCertain ? '' : ' that was found'} has ${formatCostAmount(cost.name, least.cost)}. Nothing was written; raise the limit.`;
  }
  const all = limits.map(({ cost, max }) => formatCost(cost.name, max)).join(' and ');
  return `No cell ${where} that was looked at has at most ${all}. Nothing was written; raise the limits.`;
}
