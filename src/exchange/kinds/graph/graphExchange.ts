import type { GraphCell } from '../../../cells/cell';
import { cellOfEdges, cellOfGraph, parseSpelling } from '../../../cells/kinds/graph/spelling';
import type { SpellingResult } from '../../../cells/kinds/kind';
import type { GraphSpace } from '../../../cells/space';
import { type Described, type DescribedCell, placeOf } from '../../import/described';
import { type CellReading, type ReadCell, unread } from '../../import/reading';
import type { ExchangeKind } from '../exchangeKind';
import { archNames, cellOfArchIndex } from './archNames';
import { expressGenotype } from './expressGenotype';
import { writeModelSpec } from './modelSpec';

/** Graphs in the notations of the benchmarks, and cells of DARTS. */
export const graphExchange: ExchangeKind<GraphSpace, GraphCell> = {
  place: ({ operationsOn }) => `on ${operationsOn}`,
  canExpress: (space, described) => described.kind !== 'network' && space.operationsOn === placeOf(described),
  express,
  readSpelling,
  readGraph,
  writeModelSpec: (space, cell) =>
    space.operationsOn === 'vertices' ? writeModelSpec(space, cell) : undefined,
  archNames,
  cellOfArchIndex,
};

function express(space: GraphSpace, described: Described): readonly CellReading[] {
  if (described.kind === 'genotype') return expressGenotype(space, described);
  if (described.kind === 'network') return [];
  const { notation } = described;
  const result = cellOf(space, described);
  if (!result.ok) return [unread(result.reason, notation, result.message)];
  const doc = described.kind === 'edges' ? described.doc : undefined;
  return [{ ok: true, notation, space, cell: result.cell, ...(doc === undefined ? {} : { doc }) }];
}

function cellOf(
  space: GraphSpace,
  described: Exclude<DescribedCell, { kind: 'genotype' }>,
): SpellingResult<GraphCell> {
  if (described.kind === 'spelling') return parseSpelling(space, described.text);
  if (described.kind === 'graph')
    return cellOfGraph(
      space,
      described.adjacency,
      described.labels.map(label => knownName(space, label)),
    );
  return cellOfEdges(
    space,
    described.groups.map(group =>
      group.map(({ operation, from }) => ({ operation: knownName(space, operation), from })),
    ),
  );
}

/** `CONV1X1`, `Conv 1x1` and `conv_1x1` are `conv1x1`; what is unknown stays as it is. */
function knownName(space: GraphSpace, label: string): string {
  const plain = (name: string) => name.replace(/[\s_-]/g, '').toLowerCase();
  const wanted = plain(label.slice(label.lastIndexOf('.') + 1));
  if (space.operationsOn === 'vertices' && (wanted === 'input' || wanted === 'output')) return wanted;
  const matching = space.operations.filter(({ name, aliases }) =>
    [name, ...aliases].some(each => plain(each) === wanted),
  );
  const exact = matching.find(({ name, aliases }) => name === label || aliases.includes(label));
  const [only, ...others] = matching;
  return exact?.name ?? (only && others.length === 0 ? only.name : label);
}

const bar = '|'.charCodeAt(0);
const zeroDigit = '0'.charCodeAt(0);
const oneDigit = '1'.charCodeAt(0);

/** An `arch_str`, or adjacency bits with their operations. */
function readSpelling(space: GraphSpace, text: string): ReadCell | undefined {
  const first = text.charCodeAt(0);
  const isSpelling =
    space.operationsOn === 'edges'
      ? first === bar
      : (first === zeroDigit || first === oneDigit) && text.includes(':');
  const result = isSpelling ? parseSpelling(space, text) : undefined;
  if (!result?.ok) return undefined;
  const notation = space.operationsOn === 'edges' ? 'arch-string' : 'adjacency';
  return { ok: true, notation, space, cell: result.cell };
}

/** `['input', 'conv3x3-bn-relu', 'output']`, as Python, JSON and NumPy write it, or `input,conv3x3-bn-relu,output`. */
const label = String.raw`(?:'[\w.-]+'|"[\w.-]+")`;
const plainLabels = new RegExp(
  String.raw`^(?:\[${label}(?:(?:, ?${label})*|(?:\s+${label})*)\]|[\w.-]+(?:,[\w.-]+)*)$`,
);

/** The usual forms: plain bits, JSON or NumPy's. */
function readGraph(space: GraphSpace, matrix: unknown, operations: unknown): ReadCell | undefined {
  if (space.operationsOn !== 'vertices' || typeof matrix !== 'string' || typeof operations !== 'string')
    return undefined;
  const labels = labelsOf(operations);
  if (!labels) return undefined;
  let text = matrix;
  if (matrix.startsWith('[[') && matrix.endsWith(']]')) {
    const rows = matrix.slice(2, -2).split(/\](?:, ?|\s+)\[/);
    if (rows.length !== labels.length || !rows.every(row => /^[01](?:(?:, ?[01])*|(?: [01])*)$/.test(row)))
      return undefined;
    const joined = rows.map(row => row.replaceAll(/[, ]/g, ''));
    if (joined.some(row => row.length !== labels.length)) return undefined;
    text = joined.join('');
  }
  const bits = bitsOf(text);
  if (!bits) return undefined;
  const result = cellOfGraph(space, bits, labels);
  return result.ok ? { ok: true, notation: 'model-spec', space, cell: result.cell } : undefined;
}

/** The lists of labels of the texts read last: a large table has few, again and again. */
const knownLabels = new Map<string, readonly string[]>();
const maxKnownLabels = 1000;

function labelsOf(operations: string): readonly string[] | undefined {
  const known = knownLabels.get(operations);
  if (known) return known;
  if (!plainLabels.test(operations)) return undefined;
  const labels = operations.match(/[\w.-]+/g)!;
  if (knownLabels.size >= maxKnownLabels) knownLabels.clear();
  if (operations.length < 1000) knownLabels.set(operations, labels);
  return labels;
}

/** `0110` as numbers; `undefined` for what is none or has other signs. */
function bitsOf(text: string): number[] | undefined {
  if (text === '') return undefined;
  const bits = new Array<number>(text.length);
  for (let i = 0; i < text.length; i++) {
    const bit = text.charCodeAt(i) - 48;
    if (bit !== 0 && bit !== 1) return undefined;
    bits[i] = bit;
  }
  return bits;
}
