import type { DescribedGraph } from '../described';
import { numbersOf, type PythonValue, unwrapped } from '../pythonValue';
import { type Unread, unread } from '../reading';
import type { CellNotation } from './notationNames';

/** A matrix of more vertices than any space here has is rejected before it is looked at. */
const maxVertices = 64;

/** An adjacency matrix and the operations of its vertices, as NAS-Bench-101's `ModelSpec` takes them. */
export function describeGraph(
  matrix: PythonValue | undefined,
  ops: PythonValue | undefined,
  constants: ReadonlyMap<string, string> = new Map(),
): DescribedGraph | Unread {
  const notation: CellNotation = 'model-spec';
  const invalid = (message: string) => unread('invalid', notation, message);
  for (const [value, what] of [
    [matrix, 'matrix'],
    [ops, 'list of operations'],
  ] as const)
    if (value?.kind === 'name' && /^(?:None|null|nan|NaN)$/.test(value.text))
      return unread('unknown', notation, `The ${what} is missing.`);
    else if (value?.kind === 'name')
      return unread(
        'truncated',
        notation,
        `The ${what} is the variable \`${value.text.slice(0, 40)}\`, which the text does not define before it.`,
      );
    else if (value?.kind === 'group' && value.callee !== undefined && !unwrapped(value))
      return unread(
        'doubtful',
        notation,
        `The ${what} is computed by \`${value.callee.slice(0, 40)}\`; write the list itself.`,
      );
  const flat = numbersOf(matrix);
  if (flat && flat.length > 1 && !Number.isInteger(Math.sqrt(flat.length)))
    return unread(
      'truncated',
      notation,
      `The adjacency has ${flat.length} entries, and a square matrix has not so many.`,
    );
  const rows = rowsOf(matrix);
  if (!rows) return invalid('The matrix must be a list of rows of 0 and 1.');
  const n = rows.length;
  if (n > maxVertices)
    return invalid(`The matrix has ${n} rows, and no search space here has so many vertices.`);
  const wrong = rows.findIndex(row => row.length !== n);
  if (wrong >= 0)
    return invalid(
      `The matrix must be square, and row ${wrong + 1} of its ${n} has ${rows[wrong]!.length} entries.`,
    );
  const adjacency = rows.flat();
  if (adjacency.some(bit => bit !== 0 && bit !== 1)) return invalid('The matrix may hold 0 and 1 alone.');
  const labels = labelsOf(ops, constants);
  if (!labels) return invalid('The operations must be a list of names.');
  if (labels.length !== n)
    return unread(
      'truncated',
      notation,
      `There must be an operation for each of the ${n} vertices, input and output included, and there are ${labels.length}.`,
    );
  return { kind: 'graph', notation, adjacency, labels };
}

/** A list of rows; or one list of n² entries. */
function rowsOf(matrix: PythonValue | undefined): number[][] | undefined {
  const group = unwrapped(matrix);
  if (!group || group.items.length === 0) return undefined;
  const flat = numbersOf(group);
  const n = flat ? Math.sqrt(flat.length) : 0;
  if (flat && Number.isInteger(n) && n > 1)
    return Array.from({ length: n }, (_, i) => flat.slice(i * n, (i + 1) * n));
  const rows = group.items.map(numbersOf);
  return rows.includes(undefined) ? undefined : (rows as number[][]);
}

function labelsOf(
  ops: PythonValue | undefined,
  constants: ReadonlyMap<string, string>,
): string[] | undefined {
  const group = unwrapped(ops);
  if (!group || group.named.size > 0 || group.fault) return undefined;
  const labels = group.items.map(item =>
    item.kind === 'text'
      ? item.text
      : item.kind === 'name'
        ? (constants.get(item.text) ?? item.text)
        : undefined,
  );
  return labels.includes(undefined) ? undefined : (labels as string[]);
}

/** Whether a value is a square matrix of 0 and 1 of at least two rows, as an adjacency is. */
export function isAdjacency(value: PythonValue): boolean {
  const rows = unwrapped(value)?.items.map(numbersOf);
  return (
    rows !== undefined &&
    rows.length > 1 &&
    rows.every(row => row?.length === rows.length && row.every(bit => bit === 0 || bit === 1))
  );
}

/** Whether a value is a list of names that begins with the input and ends with the output. */
export function isOperationList(value: PythonValue, constants: ReadonlyMap<string, string>): boolean {
  const labels = labelsOf(value, constants);
  const plain = (label: string | undefined) => label?.slice(label.lastIndexOf('.') + 1).toLowerCase();
  return (
    labels !== undefined &&
    labels.length > 1 &&
    plain(labels[0]) === 'input' &&
    plain(labels.at(-1)) === 'output'
  );
}
