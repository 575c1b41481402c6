import type { FoundCell } from './events';
import { formatAmount, formatCount, formatMeasured } from './words';

/** The product's words for costs, the same in files, messages, hovers and tables. */

/** `8,555,530 parameters`, `15,600,000 MACs`, `4.25 MiB of memory`, `5 ms of latency`. */
export function formatCost(name: string, value: number): string {
  const amount = formatCostAmount(name, value);
  if (isCounted(name)) return `${amount} ${costWords(name)}`;
  const { stem, unit } = costParts(name);
  return name === 'memory' || name === 'latency' || unit !== undefined
    ? `${amount} of ${stem}`
    : `${name} ${amount}`;
}

/** `8,555,530`, `4.25 MiB`, `5 ms`: the figure alone, with its unit. */
export function formatCostAmount(name: string, value: number): string {
  if (isCounted(name)) return formatCount(value);
  if (name === 'memory') return formatBytes(value);
  const unit = name === 'latency' ? 'ms' : costParts(name).unit;
  return `${formatMeasured(value)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** As `formatCost`, counts with three figures: `8.56 M parameters`. */
export function formatCostShort(name: string, value: number): string {
  return isCounted(name) ? `${formatAmount(value)} ${costWords(name)}` : formatCost(name, value);
}

function isCounted(name: string): boolean {
  return ['parameters', 'flops', 'macs', 'multiply-adds', 'operations'].includes(name);
}

/** `parameters`, `FLOPs`, `peak memory`, `latency (ms)`: within a sentence. */
export function costWords(name: string): string {
  if (Object.hasOwn(words, name)) return words[name]!;
  const { stem, unit } = costParts(name);
  return unit === undefined ? name : `${stem} (${unit})`;
}

/** As `costWords`, for the head of a column and of an axis. */
export function costTitle(name: string): string {
  const text = costWords(name);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

const words: Readonly<Record<string, string>> = {
  flops: 'FLOPs',
  macs: 'MACs',
  memory: 'peak memory',
};

/** What a found cell costs; `undefined` where its run did not tell. */
export function foundCost(cell: FoundCell, name: string): number | undefined {
  if (name === 'parameters' || name === 'flops' || name === 'latency') return cell[name];
  return cell.costs?.[name];
}

/** `latency_ms` is `latency` in `ms`. */
function costParts(name: string): { readonly stem: string; readonly unit?: string } {
  const [, stem, unit] = /^(.+)_(s|ms|us|ns|J|mJ|uJ|KiB|MiB|GiB|KB|MB|GB|mW|W)$/.exec(name) ?? [];
  return stem === undefined || unit === undefined
    ? { stem: name }
    : { stem: stem.replaceAll('_', ' '), unit };
}

/** `64 KiB`, `4.25 MiB`: three significant figures. */
export function formatBytes(bytes: number): string {
  for (const [factor, unit] of [
    [2 ** 30, 'GiB'],
    [2 ** 20, 'MiB'],
    [2 ** 10, 'KiB'],
  ] as const)
    if (bytes >= factor) return `${Number((bytes / factor).toPrecision(3))} ${unit}`;
  return `${bytes} B`;
}

/** `COST=VALUE` as `--max` takes it, or one sentence that says what it must be. */
export type ReadLimit =
  | { readonly ok: true; readonly name: string; readonly max: number }
  | { readonly ok: false; readonly message: string };

const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Reads `macs=300M`, `memory=2MiB`, `latency_ms=5`: a cost, and a value above 0 that may have a prefix. */
export function readLimit(text: string): ReadLimit {
  const wrong = (what: string) =>
    ({ ok: false, message: `${what} Write it as parameters=5M or latency_ms=4.5.` }) as const;
  const [, name, written] = /^\s*([^=<>]+?)\s*(?:=|<=|≤)\s*(.+?)\s*$/.exec(text) ?? [];
  if (name === undefined || written === undefined) return wrong('A limit is a cost, = and a number.');
  const digits = written.replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, '');
  const [, number, prefix = ''] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-z]*)$/i.exec(digits) ?? [];
  const unit = prefix.toLowerCase();
  const own = unitOf(name);
  const factor = own === undefined ? factors[unit] : unit === '' || unit === own ? 1 : undefined;
  const max = Number(number) * (factor ?? Number.NaN);
  if (!Number.isFinite(max) || max <= 0) return wrong(`The limit of ${name} must be a number above 0.`);
  return { ok: true, name, max };
}

/** The unit that the name of a cost ends with: `ms` in `latency_ms`, and of a table's latencies. */
function unitOf(name: string): string | undefined {
  return name === 'latency' ? 'ms' : costParts(name).unit?.toLowerCase();
}
