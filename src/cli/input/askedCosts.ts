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
import { describePriced, type OperationRow, type Priced } from '../../cells/network/operationTable';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { formatCost, formatCostAmount, readLimit } from '../../protocol/costWords';
import type { LimitSettings } from '../../protocol/options/limits';
import { formatCount } from '../../protocol/words';
import { minCost } from '../../search/minCosts';
import { anyWithin } from '../../search/within';
import { UserError, usageError } from '../failure';
import { isOf, operationRows, readCostSource, type SourceCost, sourceCosts } from './costSources';
import { readLatencies } from './latencies';

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

/** The rows by operation of some files, by cost. */
export async function readOperationRows(files: readonly string[]): Promise<Map<string, OperationRow[]>> {
  return operationRows(await Promise.all(files.map(readCostSource)));
}

async function readCostFiles(files: readonly string[], space: SearchSpace): Promise<NamedCost[]> {
  const sources = await Promise.all(files.map(readCostSource));
  for (const source of sources)
    if ('predictor' in source && !isOf(source.predictor, space))
      throw usageError(
        `The predictor in ${source.file} was trained for ${source.predictor.space.name}, and not for ${space.name} as it is now: name another one with --costs.`,
      );
  const sample = drawCells(space, looked, createRandom(0));
  return sourceCosts(sources, space).map(cost => {
    throwIfUnknown(files, space, cost, sample);
    return remembered({
      name: cost.name,
      of(cell) {
        const value = cost.of(cell);
        return typeof value === 'number' ? value : undefined;
      },
    });
  });
}

/** So many cells say which operations a space has. */
const looked = 300;

/** Messages name so many; the template has all. */
const maxNamed = 5;

function throwIfUnknown(
  files: readonly string[],
  space: SearchSpace,
  cost: SourceCost,
  sample: readonly Cell[],
): void {
  const missing = new Map<string, Priced>();
  for (const cell of sample) {
    const value = cost.of(cell);
    if (typeof value === 'number') continue;
    if ('why' in value) throw usageError(`${value.why}.`);
    for (const priced of value.lacks) missing.set(describePriced(priced), priced);
  }
  if (missing.size === 0) return;
  const given = files.map(file => `--costs ${file}`).join(' ');
  throw usageError(
    `${files.map(file => path.basename(file)).join(' and ')} ${files.length > 1 ? 'have' : 'has'} no ${cost.name} for ${formatCount(missing.size)} operations of ${space.name}: ${namesOf([...missing.values()])}; \`renas costs --space ${space.name} --template ${given}\` writes the rows to be filled in.`,
  );
}

/** The first few, and how many more there are. */
export function namesOf(missing: readonly Priced[], most = maxNamed): string {
  const names = missing.slice(0, most).map(describePriced).join(', ');
  return missing.length > most ? `${names} and ${formatCount(missing.length - most)} more` : names;
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
