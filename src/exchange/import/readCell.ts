import type { SearchSpace } from '../../cells/space';
import { exchangeKindOf } from '../kinds/exchangeKind';
import type { Described } from './described';
import { describeValue } from './describeValue';
import { expressInSpaces } from './expressInSpace';
import { describeGraph } from './notations/graphs';
import type { Notation } from './notations/notationNames';
import { plainText } from './plainText';
import { type PythonValue, parsePythonValue, pythonValueOf } from './pythonValue';
import { isCellSource, nothingRecognised, readCellSource, readCells } from './readCells';
import { type CellReading, type ReadCell, type Spaces, type Unread, unread } from './reading';

/**
 * The one cell that a value of a table holds, in whatever notation: text, or what JSON and Parquet have (lists, objects).
 * Of a genotype with a reduction cell this is the normal one, with `lost` set. A text with several cells is doubtful.
 */
export function readCell(space: SearchSpace, value: unknown): TableReading {
  const spaces: Spaces = new Map([[space.name, space]]);
  if (typeof value !== 'string') {
    const described = value === null || value === undefined ? undefined : describeValue(pythonValueOf(value));
    return described ? one(described, spaces) : unknown(value);
  }
  const spelled = exchangeKindOf(space).readSpelling(space, value);
  if (spelled?.ok) return spelled;
  if (value.trim() === '') return unknown(value);
  if (isCellSource(value) || /\bcell\b/.test(value)) {
    const cells = readCellSource(value, spaces, space.name);
    if (cells.length === 1) {
      const { reading } = cells[0]!;
      return reading.ok && reading.space !== space
        ? unread('outside-space', 'cell', `The cell is of ${reading.space.name} and not of ${space.name}.`)
        : reading;
    }
    if (cells.length > 1)
      return unread('doubtful', 'cell', `The Cell source declares ${cells.length} cells and not one.`);
  }
  const { pieces } = readCells(value, spaces);
  const read = pieces.flatMap(piece => (piece.kind === 'cell' || piece.kind === 'unread' ? [piece] : []));
  const [only, ...others] = read.filter(({ reading }) => reading.part !== 'reduction');
  if (!only) return spelled ?? unknown(value);
  const { reading } = only;
  if (others.length > 0)
    return unread('doubtful', reading.notation, `Here are ${others.length + 1} cells and not one.`);
  if (!reading.ok) return reading;
  if (!isBalanced(value.slice(0, only.start), value.slice(only.end)))
    return unread(
      'truncated',
      reading.notation,
      'Around the cell is a bracket at one end only, so the text was cut.',
    );
  return withoutReduction(reading, read.find(each => each.reading.part === 'reduction')?.reading);
}

/** Whether each bracket before a value closes behind it. */
function isBalanced(before: string, after: string): boolean {
  const count = (text: string, bracket: string) => text.split(bracket).length - 1;
  return ['[]', '()', '{}'].every(
    ([open, close]) =>
      count(before, open!) + count(after, open!) === count(before, close!) + count(after, close!),
  );
}

/** The normal cell of a genotype, unless its reduction cell was cut or breaks a rule. */
function withoutReduction(normal: ReadCell, reduction: CellReading | undefined): TableReading {
  if (!reduction) return normal;
  return reduction.ok || reduction.reason === 'outside-space' ? { ...normal, lost: 'reduction' } : reduction;
}

/** A reading of one value; `lost`: what of it is not in the cell. */
export type TableReading = CellReading & { readonly lost?: 'reduction' };

/**
 * The cell of an adjacency matrix and its operations, as two columns give it: text as pandas, NumPy, Python and JSON
 * write it, lists, or NAS-Bench-101's plain bits.
 */
export function readGraph(space: SearchSpace, matrix: unknown, operations: unknown): CellReading {
  const plain = exchangeKindOf(space).readGraph?.(space, matrix, operations);
  if (plain) return plain;
  const [rows, labels] = [adjacencyOf(matrix), operationsOf(operations)];
  if ('ok' in rows) return rows;
  if ('ok' in labels) return labels;
  const described = describeGraph(rows, labels);
  return 'ok' in described ? described : expressInSpaces(described, new Map([[space.name, space]]))[0]!;
}

function adjacencyOf(matrix: unknown): PythonValue | Unread {
  if (typeof matrix !== 'string') return pythonValueOf(matrix);
  const bits = /^\s*([01]+)\s*$/.exec(matrix)?.[1];
  return bits === undefined ? parsed(matrix, 'matrix') : pythonValueOf(Array.from(bits, Number));
}

function operationsOf(operations: unknown): PythonValue | Unread {
  if (typeof operations !== 'string') return pythonValueOf(operations);
  const text = operations.trim();
  return /^[\w.-]+(?:\s*,\s*[\w.-]+)*$/.test(text)
    ? pythonValueOf(text.split(',').map(label => label.trim()))
    : parsed(text, 'list of operations');
}

function parsed(text: string, what: string): PythonValue | Unread {
  const plain = plainText(text).trim();
  const result = parsePythonValue(plain, 0);
  if (!result) return unread('unknown', undefined, `The ${what} is ${JSON.stringify(text.slice(0, 40))}.`);
  if (result.missing || plain.slice(result.end).trim() !== '')
    return unread(
      result.missing === 'something else' || !result.missing ? 'doubtful' : 'truncated',
      'model-spec',
      result.missing === 'abbreviated'
        ? `The ${what} is abbreviated with "…"; write it whole.`
        : `The ${what} is not complete, or holds more than a list.`,
    );
  return result.value;
}

/** The notation of a value, whatever the space; `undefined`: none is recognised. For finding the column of the cells. */
export function notationOf(value: unknown): Notation | undefined {
  if (typeof value !== 'string')
    return value === null || value === undefined ? undefined : describeValue(pythonValueOf(value))?.notation;
  if (isCellSource(value)) return 'cell';
  for (const piece of readCells(value, new Map()).pieces)
    if ((piece.kind === 'unread' || piece.kind === 'cell') && piece.reading.notation)
      return piece.reading.notation;
  return undefined;
}

function one(described: Described | Unread, spaces: Spaces): TableReading {
  if ('ok' in described) return described;
  const [first, second] = expressInSpaces(described, spaces);
  return first!.ok ? withoutReduction(first!, second) : first!;
}

function unknown(value: unknown): Unread {
  const isEmpty = value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
  return unread('unknown', undefined, isEmpty ? 'The cell is missing.' : nothingRecognised);
}
