import type { DescribedEdges } from '../described';
import { numbersOf, type PythonGroup, type PythonValue, unwrapped } from '../pythonValue';
import { type Unread, unread } from '../reading';
import type { CellNotation } from './notationNames';

/** The operations by the indices that NASLib gives them (`OP_NAMES_NB201` in its `nasbench201/conversions.py`). */
const naslibOperations = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
/** The operations by the indices of NAS-Bench-201's own `str2matrix`. */
const matrixOperations = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];
/** Edges as NASLib orders them, vertices counted from 0. */
const naslibEdges = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
] as const;

/** NASLib's op indices of a NAS-Bench-201 cell, `[3, 1, 2, 0, 4, 1]`. */
export function describeOpIndices(indices: readonly number[]): DescribedEdges | Unread {
  const notation = 'op-indices';
  if (indices.length !== naslibEdges.length)
    return unread(
      indices.length < naslibEdges.length ? 'truncated' : 'invalid',
      notation,
      `NASLib's op indices are ${naslibEdges.length} numbers, one an edge, and here are ${indices.length}.`,
    );
  const wrong = indices.find(index => naslibOperations[index] === undefined);
  if (wrong !== undefined)
    return unread('invalid', notation, `NASLib's op indices go from 0 to 4, and one here is ${wrong}.`);
  return {
    kind: 'edges',
    notation,
    groups: [1, 2, 3].map(to =>
      naslibEdges.flatMap(([from, end], i) =>
        end === to ? [{ operation: naslibOperations[indices[i]!]!, from }] : [],
      ),
    ),
  };
}

/**
 * A matrix of NAS-Bench-201's `str2matrix`: row i has the operations into vertex i, so it is lower triangular.
 * `undefined`: it is no such matrix.
 */
export function describeOpMatrix(group: PythonGroup): DescribedEdges | Unread | undefined {
  const notation = 'op-matrix';
  const rows = unwrapped(group)?.items.map(numbersOf);
  if (rows?.length !== 4 || rows.some(row => row?.length !== 4)) return undefined;
  const matrix = rows as number[][];
  if (matrix.some(row => row.some(value => !Number.isInteger(value) || value < 0 || value > 4)))
    return undefined;
  const isLower = matrix.every((row, to) => row.every((value, from) => from < to || value === 0));
  const isUpper = matrix.every((row, from) => row.every((value, to) => to > from || value === 0));
  if (matrix.every(row => row.every(value => value <= 1)))
    return isLower && !isUpper
      ? unread(
          'doubtful',
          notation,
          'This matrix of 0 and 1 could be operation indices of NAS-Bench-201 or the edges of a graph; give the arch_str, or the matrix with its list of operations.',
        )
      : undefined;
  if (!isLower)
    return unread(
      'doubtful',
      notation,
      isUpper
        ? "The numbering of this matrix of operations isn't known: NAS-Bench-201's str2matrix writes the operations into vertex i in row i, below the diagonal, and here they stand above it; give the arch_str."
        : "A matrix of NAS-Bench-201's operations has numbers below its diagonal alone; give the arch_str.",
    );
  return {
    kind: 'edges',
    notation,
    groups: [1, 2, 3].map(to =>
      matrix[to]!.slice(0, to).map((index, from) => ({ operation: matrixOperations[index]!, from })),
    ),
    doc: `Read from a matrix of operations by NAS-Bench-201's numbering: ${matrixOperations.map((name, i) => `${i} ${name}`).join(', ')}.`,
  };
}

/**
 * A cell structure as NAS-Bench-201's code prints it: for each node the pairs of an operation and the node it comes from,
 * `[(('nor_conv_3x3', 0),), (('nor_conv_3x3', 0), ('skip_connect', 1)), …]`. `undefined`: it is none.
 */
export function describeStructure(group: PythonGroup): DescribedEdges | undefined {
  const list = unwrapped(group);
  if (!list || list.items.length < 2 || list.named.size > 0) return undefined;
  const groups: DescribedEdges['groups'][number][] = [];
  for (const node of list.items) {
    const pairs = node.kind === 'group' ? node.items.map(pairOf) : [undefined];
    if (pairs.length === 0 || pairs.includes(undefined)) return undefined;
    groups.push(pairs.map(pair => pair!));
  }
  // Nested genotypes of DARTS have two operations at their first node, which has one input here.
  return groups[0]!.length === 1 ? { kind: 'edges', notation: 'cell-structure', groups } : undefined;
}

function pairOf(value: PythonValue): { operation: string; from: number } | undefined {
  const [operation, from, ...others] = value.kind === 'group' ? value.items : [];
  return operation?.kind === 'text' && from?.kind === 'number' && others.length === 0
    ? { operation: operation.text, from: from.value }
    : undefined;
}

/** Keys that name an edge: `0_1`, `edge_0_1`, `0->1`, and `1<-0` of AutoDL's search spaces. */
const forward = /^(?:edge[_ ]?|op[_ ]?|layer[_ ]?)?(\d)\s*(?:_|->|-|~|,\s*)\s*(\d)$/;
const backward = /^(\d)\s*<-\s*(\d)$/;

export function isEdgeKey(key: string): boolean {
  return forward.test(key) || backward.test(key);
}

/**
 * Operations by edge, `{"0_1": "conv_3x3", …}` or `{'edge_0_1': 'nor_conv_3x3', …}`, in any order. Every edge must be
 * there. `undefined`: it is none.
 */
export function describeEdgeOperations(
  named: ReadonlyMap<string, PythonValue>,
): DescribedEdges | Unread | undefined {
  const notation: CellNotation = 'edge-operations';
  const found = new Map<string, string>();
  let last = 0;
  for (const [key, value] of named) {
    const [, a, b] = forward.exec(key) ?? [];
    const [, to, from] = backward.exec(key) ?? [undefined, b, a];
    if (from === undefined || to === undefined) continue;
    if (value.kind !== 'text' && value.kind !== 'name') return undefined;
    if (Number(from) >= Number(to))
      return unread(
        'invalid',
        notation,
        `The edge ${JSON.stringify(key)} does not go forward: vertex ${to} does not come after vertex ${from}.`,
      );
    const edge = `${from}_${to}`;
    if (found.has(edge))
      return unread('doubtful', notation, `The edge from vertex ${from} to vertex ${to} is there twice.`);
    found.set(edge, value.text);
    last = Math.max(last, Number(to));
  }
  if (found.size < 2) return undefined;
  const groups: { operation: string; from: number }[][] = [];
  for (let to = 1; to <= last; to++) {
    const group: { operation: string; from: number }[] = [];
    for (let from = 0; from < to; from++) {
      const operation = found.get(`${from}_${to}`);
      if (operation === undefined)
        return unread(
          'truncated',
          notation,
          `The edge from vertex ${from} to vertex ${to} is missing; a cell of ${last + 1} vertices has ${(last * (last + 1)) / 2} edges, and an edge that is absent is written as "none".`,
        );
      group.push({ operation, from });
    }
    groups.push(group);
  }
  return { kind: 'edges', notation, groups };
}
