import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { builtInSpaces } from '../document/builtInSpaces';
import { cellOfArchIndex } from '../exchange/archNames';
import { notationOf, readCell, readGraph, type TableReading } from '../exchange/import/readCell';
import type { ChoiceColumns, Values } from './choiceColumns';
import { datasetKindOf } from './kinds/datasetKind';
import { listColumns } from './listColumns';
import { isMissing, readNumber } from './numbers';
import { UnreadableFile } from './unreadable';

/** Where a table has its cells. */
export type CellsBy =
  /** A column of any notation; `rival`: another that holds cells as well, other ones, so that it is not certain which are meant. */
  | { readonly kind: 'value'; readonly column: string; readonly rival?: string }
  /** An adjacency matrix and the operations of its vertices. */
  | { readonly kind: 'graph'; readonly matrix: string; readonly operations: string }
  /** NAS-Bench-101's module hash alone, which has to be looked up. */
  | { readonly kind: 'hash'; readonly column: string }
  /** NAS-Bench-201's index. */
  | { readonly kind: 'index'; readonly column: string }
  | ChoiceColumns;

/** So many rows are looked at to find the cells by their form. */
export const sampledRows = 20;

/** Names of columns of cells, in the order in which they are taken; without regard to case. */
const usualNames = [
  'cell',
  'arch_str',
  'arch',
  'architecture',
  'genotype',
  'arch_string',
  'spelling',
  'spec',
];
const graphNames: readonly (readonly [string, string])[] = [
  ['raw_adjacency', 'raw_operations'],
  ['module_adjacency', 'module_operations'],
  ['fixed_adjacency', 'fixed_operations'],
  ['adjacency', 'operations'],
  ['matrix', 'ops'],
];
const indexNames = ['arch_index', 'archindex', 'index'];

/** Columns that say which cell a row is of, and are no labels though digits may be all they hold. */
export function namesCells(column: string): boolean {
  const name = column.toLowerCase();
  return (
    usualNames.includes(name) ||
    graphNames.flat().includes(name) ||
    indexNames.includes(name) ||
    ['module_hash', 'hash'].includes(name)
  );
}

/**
 * Finds where a table has its cells: by the names of its columns, then by the form of what they hold in the first rows.
 * With a space, only what can hold cells of it. `undefined`: nowhere.
 */
export function findCells(
  columns: readonly string[],
  rows: readonly Values[],
  space?: SearchSpace,
): CellsBy | undefined {
  const named = (name: string) =>
    columns.find(column => column === name) ?? columns.find(column => column.toLowerCase() === name);
  const kind = datasetKindOf(space);
  const own = space && kind.columns(space);
  const serves = (column: 'arch_str' | 'graph' | 'module_hash') => own?.includes(column) ?? true;
  const cell = named('cell');
  if (cell !== undefined && holdsCells(cell, rows, space)) return { kind: 'value', column: cell };
  const arch = named('arch_str');
  if (arch !== undefined && serves('arch_str') && holdsCells(arch, rows, space))
    return { kind: 'value', column: arch };
  if (serves('graph'))
    for (const [matrix, operations] of graphNames.map(pair => pair.map(named)))
      if (matrix !== undefined && operations !== undefined) return { kind: 'graph', matrix, operations };
  const byForm = findByForm(columns, rows, space);
  if (byForm !== undefined) return { kind: 'value', ...byForm };
  const choices = kind.choices?.(columns, rows, space);
  if (choices) return choices;
  const hash = named('module_hash');
  if (hash !== undefined && serves('module_hash')) return { kind: 'hash', column: hash };
  const index = indexNames.map(named).find(name => name !== undefined);
  const isNasbench201 = space === undefined || cellOfArchIndex(space, 0) !== undefined;
  if (index !== undefined && isNasbench201 && rows.some(row => Number.isInteger(readNumber(row[index]))))
    return { kind: 'index', column: index };
  // Nothing else has cells, so each row says what is wrong with this column.
  const called = cell ?? (serves('arch_str') ? arch : undefined);
  return called === undefined ? undefined : { kind: 'value', column: called };
}

/** Whether a value in the first rows is a cell, by its form or of the space; without rows, the name of the column counts. */
function holdsCells(column: string, rows: readonly Values[], space: SearchSpace | undefined): boolean {
  const values = rows.map(row => row[column]).filter(value => !isMissing(value));
  return (
    values.length === 0 ||
    values.some(value => isRecognised(value) || (space !== undefined && readCell(space, value).ok))
  );
}

/** What `--cells` asks for: a column, two of adjacency and operations joined by a comma, or a pattern of columns. */
export function askedCells(
  asked: string,
  columns: readonly string[],
  space: SearchSpace | undefined,
  file: string,
): CellsBy {
  const find = (name: string) =>
    columns.find(column => column === name) ??
    columns.find(column => column.toLowerCase() === name.toLowerCase());
  const known = `its columns are ${listColumns(columns)}`;
  const column = find(asked);
  if (column === undefined && asked.includes('{')) {
    const choices =
      datasetKindOf(space).choicesOfPattern?.(asked, columns, space) ??
      `cells of ${space?.name} are not given by columns of choices`;
    if (typeof choices !== 'string') return choices;
    throw new UnreadableFile(`${file}: --cells ${asked}: ${choices}; ${known}.`);
  }
  if (column === undefined) {
    const [matrix, operations, ...more] = asked.split(',').map(name => find(name.trim()));
    if (matrix !== undefined && operations !== undefined && more.length === 0)
      return { kind: 'graph', matrix, operations };
    throw new UnreadableFile(`${file} has no column "${asked}", which --cells COLUMN names; ${known}.`);
  }
  const name = column.toLowerCase();
  const pair = graphNames.find(([matrix]) => matrix === name);
  const operations = pair && find(pair[1]);
  if (operations !== undefined) return { kind: 'graph', matrix: column, operations };
  if (name === 'module_hash') return { kind: 'hash', column };
  return { kind: indexNames.includes(name) ? 'index' : 'value', column };
}

/** How messages and `renas table` call it. */
export function nameOfCells(by: CellsBy): string {
  if (by.kind === 'graph') return by.matrix;
  return by.kind === 'choices' ? by.pattern : by.column;
}

/** The columns that hold the cells. */
export function columnsOfCells(by: CellsBy): readonly string[] {
  if (by.kind === 'graph') return [by.matrix, by.operations];
  return by.kind === 'choices' ? by.columns : [by.column];
}

/** Where operations stand in the cells, if the way they are given tells it. */
export function placeOfCells(
  by: CellsBy | undefined,
  rows: readonly Values[],
): 'vertices' | 'edges' | undefined {
  if (by === undefined) return undefined;
  if (by.kind === 'graph' || by.kind === 'hash') return 'vertices';
  if (by.kind !== 'value') return 'edges';
  if (by.column === 'arch_str') return 'edges';
  if (by.column === 'cell') return undefined;
  const notation = rows.map(row => notationOf(row[by.column])).find(each => each !== undefined);
  if (notation === 'adjacency' || notation === 'model-spec' || notation === 'genotype') return 'vertices';
  return notation === 'arch-string' || notation === 'edge-operations' || notation === 'op-indices'
    ? 'edges'
    : undefined;
}

/** The spaces among these whose cells the first rows are, the one with the most first. */
export function spacesOfCells(
  by: CellsBy | undefined,
  rows: readonly Values[],
  spaces: Iterable<SearchSpace> = builtInSpaces().values(),
): readonly string[] {
  if (by === undefined || by.kind === 'hash') return by ? ['nasbench101'] : [];
  const counted = [...spaces].map(space => ({
    name: space.name,
    cells: rows.filter(row => typeof readCellOf(space, by, row) !== 'string').length,
  }));
  return counted
    .filter(({ cells }) => cells > 0)
    .sort((a, b) => b.cells - a.cells)
    .map(({ name }) => name);
}

/**
 * The cell of a row, or what is wrong with it. `onLost` hears that the row has a reduction cell too, which the cell leaves
 * out. Not for hashes, which have to be looked up.
 */
export function readCellOf(
  space: SearchSpace,
  by: Exclude<CellsBy, { readonly kind: 'hash' }>,
  values: Values,
  onLost: () => void = () => {},
): Cell | string {
  if (by.kind === 'choices') return by.read(space, values);
  if (by.kind === 'index') {
    return (
      cellOfArchIndex(space, readNumber(values[by.column])) ??
      `its ${by.column} is ${shown(values[by.column])}, and the indices of NAS-Bench-201 are 0 to 15,624`
    );
  }
  if (by.kind === 'graph') return cellOf(readGraph(space, values[by.matrix], values[by.operations]), onLost);
  const value = values[by.column];
  if (isMissing(value)) return `it has no ${by.column}`;
  return cellOf(readCell(space, value), onLost);
}

function cellOf(reading: TableReading, onLost: () => void): Cell | string {
  if (!reading.ok) return reading.message;
  if (reading.lost !== undefined) onLost();
  return reading.cell;
}

/** The column whose values in the first rows are cells by their form. */
function findByForm(
  columns: readonly string[],
  rows: readonly Values[],
  space: SearchSpace | undefined,
): { readonly column: string; readonly rival?: string } | undefined {
  const place = (column: string) => {
    const at = usualNames.indexOf(column.toLowerCase());
    return at < 0 ? usualNames.length : at;
  };
  const sampled = rows.slice(0, sampledRows);
  let best: { readonly column: string; readonly cells: number } | undefined;
  let rival: string | undefined;
  for (const column of columns.toSorted((a, b) => place(a) - place(b))) {
    const given = sampled.map(row => row[column]).filter(value => !isMissing(value));
    // Spellings may be digits alone; other numbers are none, even where some could be read as cells.
    const spelled = given.every(value => isSpelling(value, space));
    const values = spelled ? given : given.filter(value => Number.isNaN(readNumber(value)));
    if (values.length === 0) continue;
    const recognised = values.filter(value => isRecognised(value, space));
    if (2 * recognised.length < values.length) continue;
    const cells = space ? recognised.filter(value => readCell(space, value).ok).length : recognised.length;
    if (!best || cells > best.cells) {
      best = { column, cells };
      rival = undefined;
    } else if (
      cells === best.cells &&
      cells > 0 &&
      place(column) === usualNames.length &&
      place(best.column) === usualNames.length &&
      !holdSameCells(best.column, column, sampled, space)
    )
      rival ??= column;
  }
  return best && { column: best.column, ...(rival === undefined ? {} : { rival }) };
}

function holdSameCells(
  a: string,
  b: string,
  rows: readonly Values[],
  space: SearchSpace | undefined,
): boolean {
  return rows.every(row => {
    if (String(row[a]) === String(row[b])) return true;
    if (!space) return false;
    const [first, second] = [readCell(space, row[a]), readCell(space, row[b])];
    return !first.ok || !second.ok || canonicalHash(space, first.cell) === canonicalHash(space, second.cell);
  });
}

/** What has to be said of where the cells are, as the names of the columns do not tell it: a sentence. */
export function tellCells(by: CellsBy, rows: readonly Values[]): string | undefined {
  if (by.kind === 'choices') {
    return `Its cells are in ${by.pattern}${by.order === undefined ? '' : `, in ${by.order}`}.`;
  }
  if (by.kind === 'index') return `Its cells are in ${by.column}, read as the indices of NAS-Bench-201.`;
  if (by.kind !== 'value') return undefined;
  const notation = rows.map(row => notationOf(row[by.column])).find(each => each !== undefined);
  const numbering = notation === 'op-indices' ? ", read by NASLib's numbering of operations and edges" : '';
  if (numbering === '' && (by.column === 'cell' || by.column === 'arch_str')) return undefined;
  return `Its cells are in ${by.column}${numbering}.`;
}

/** Whether a text is the published spelling of a cell, in a space whose cells have no other notation. */
function isSpelling(value: unknown, space: SearchSpace | undefined): boolean {
  if (!space || typeof value !== 'string') return false;
  const reading = readCell(space, value);
  return reading.ok && reading.notation === 'spelling';
}

function isRecognised(value: unknown, space?: SearchSpace): boolean {
  if (typeof value === 'string' && value.length < 4) return false;
  return notationOf(value) !== undefined || (space !== undefined && readCell(space, value).ok);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'missing');
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
