import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { readSpelling } from '../cells/spelling';
import { readDocument } from '../document/readDocument';

/**
 * How a table gives its cells: `cell` (Cell source or a published spelling), `arch_str` (NAS-Bench-201), `raw_adjacency`
 * with `raw_operations` (NAS-Bench-101's TFRecord), or `module_hash` alone (NAS-Bench-101).
 */
export type CellColumn = 'cell' | 'arch_str' | 'raw_adjacency' | 'module_hash';

/** Columns that say which cell a row is of, and are no labels though digits may be all they hold. */
export const columnsOfCells = ['cell', 'arch_str', 'raw_adjacency', 'raw_operations', 'module_hash', 'hash'];

/** The column by which a table gives its cells; with a space, one that can hold cells of it. */
export function cellColumnOf(columns: readonly string[], space?: SearchSpace): CellColumn | undefined {
  const has = (column: string) => columns.includes(column);
  const serves = (on: SearchSpace['operationsOn']) => space === undefined || space.operationsOn === on;
  if (has('cell')) return 'cell';
  if (has('arch_str') && serves('edges')) return 'arch_str';
  if (has('raw_adjacency') && has('raw_operations') && serves('vertices')) return 'raw_adjacency';
  return has('module_hash') && serves('vertices') ? 'module_hash' : undefined;
}

/** The cell of a row, or what is wrong with it. Not for `module_hash`, which has to be looked up. */
export function readCellOf(
  space: SearchSpace,
  column: Exclude<CellColumn, 'module_hash'>,
  values: Readonly<Record<string, unknown>>,
): Cell | string {
  if (column === 'raw_adjacency') {
    const adjacency = asText(values['raw_adjacency']).replaceAll(/[[\],\s]/g, '');
    const operations = asText(values['raw_operations']).replaceAll(/[[\]"'\s]/g, '');
    return readSpelling(space, `${adjacency}:${operations}`);
  }
  const text = asText(values[column]);
  if (text.trim() === '') return `it has no ${column}`;
  return column === 'cell' && /\bcell\b/.test(text) ? readSource(space, text) : readSpelling(space, text);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value)
    ? value.flat(2).join(',')
    : value === undefined || value === null
      ? ''
      : String(value);
}

/** One `cell` declaration; one that names no space is of this one. */
function readSource(space: SearchSpace, text: string): Cell | string {
  const { cells, diagnostics } = readDocument(`use ${space.name}\n${text}`, new Map([[space.name, space]]));
  const [only, ...others] = cells;
  if (!only || others.length > 0) return `its cell source declares ${cells.length} cells and not one`;
  if (only.cell && only.space === space) return only.cell;
  return (
    diagnostics.find(({ severity }) => severity === 'error')?.message ?? `its cell is not of ${space.name}`
  );
}
