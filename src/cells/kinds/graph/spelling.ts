import type { GraphCell } from '../../cell';
import { findOperation } from '../../operations';
import type { GraphSpace } from '../../space';
import type { SpellingResult } from '../kind';
import { absentEdge, edgeCount } from './limits';
import { prune } from './prune';

/** An edge as it is spelled: its operation, and the vertex that it comes from. */
export interface SpelledEdge {
  readonly operation: string;
  readonly from: number;
}

/**
 * Reads a published spelling. Operations on vertices: `<row-major adjacency bits>:input,<operation>,…,output`, as
 * NAS-Bench-101's `raw_adjacency` and `raw_operations`; pruned, the order of the vertices kept. Operations on edges:
 * NAS-Bench-201's `|op~0|+|op~0|op~1|+…`, which has every edge if the space has a zero operation. Names and aliases of
 * operations are both read. A spelling that was cut is never completed.
 */
export function parseSpelling(space: GraphSpace, text: string): SpellingResult<GraphCell> {
  return space.operationsOn === 'vertices' ? parseVertices(space, text) : parseEdges(space, text);
}

/** The published spelling, with the first alias of each operation. `readSpelling` gives the same cell back. */
export function writeSpelling(space: GraphSpace, { vertices: n, edges, operations }: GraphCell): string {
  if (space.operationsOn === 'vertices') {
    const names = operations.map(operation => publishedName(space, operation));
    return `${edges.join('')}:${['input', ...names, 'output'].join(',')}`;
  }
  const groups: string[] = [];
  for (let to = 1; to < n; to++) {
    let group = '|';
    for (let from = 0; from < to; from++) {
      const entry = edges[from * n + to]!;
      if (entry !== 0) group += `${publishedName(space, entry - 1)}~${from}|`;
    }
    groups.push(group === '|' ? '||' : group);
  }
  return groups.join('+');
}

function publishedName(space: GraphSpace, index: number): string {
  const { name, aliases } = space.operations[index]!;
  const alias = aliases[0];
  return alias !== undefined && /^[^\s,|+~:"]+$/.test(alias) ? alias : name;
}

function truncated(message: string): SpellingResult<GraphCell> {
  return { ok: false, reason: 'truncated', message };
}

function invalid(message: string): SpellingResult<GraphCell> {
  return { ok: false, reason: 'invalid', message };
}

function outside(message: string): SpellingResult<GraphCell> {
  return { ok: false, reason: 'outside-space', message };
}

function unknownOperation(space: GraphSpace, name: string): SpellingResult<GraphCell> {
  const known = space.operations.map(operation => operation.name).join(', ');
  return outside(`${space.name} has no operation ${quote(name)}; it has ${known}.`);
}

function parseVertices(space: GraphSpace, text: string): SpellingResult<GraphCell> {
  const colon = text.indexOf(':');
  if (colon < 0)
    return truncated(
      'A cell is spelled "<adjacency bits>:input,<operation>,…,output", and here the colon is missing.',
    );
  const bits = text.slice(0, colon).trim();
  const labels = text
    .slice(colon + 1)
    .split(',')
    .map(label => label.trim());
  const stray = /[^01]/u.exec(bits);
  if (stray) return invalid(`The adjacency may hold 0 and 1 alone, and holds ${quote(stray[0])}.`);
  return cellOfGraph(space, Array.from(bits, Number), labels);
}

/**
 * The cell with this adjacency, row-major, and these operations of its vertices, `input` and `output` included; pruned.
 * For spaces with operations on vertices.
 */
export function cellOfGraph(
  space: GraphSpace,
  adjacency: readonly number[],
  labels: readonly string[],
): SpellingResult<GraphCell> {
  const n = labels.length;
  if (n < 2 || labels[0] !== 'input' || labels[n - 1] !== 'output')
    return truncated('The operations must begin with "input" and end with "output".');
  if (adjacency.length !== n * n)
    return truncated(`${n} vertices need ${n * n} adjacency bits, and there are ${adjacency.length}.`);
  for (let at = 0; at < adjacency.length; at++)
    if (adjacency[at] && at % n <= Math.floor(at / n))
      return invalid(`The edge from vertex ${Math.floor(at / n)} to vertex ${at % n} does not go forward.`);
  const operations: number[] = [];
  for (const label of labels.slice(1, -1)) {
    const operation = findOperation(space, label);
    if (operation < 0) return unknownOperation(space, label);
    operations.push(operation);
  }
  const pruned = prune(space, { vertices: n, edges: [...adjacency], operations });
  if (!pruned) return invalid('No path leads from the input to the output.');
  return withinLimits(space, pruned.cell);
}

function parseEdges(space: GraphSpace, text: string): SpellingResult<GraphCell> {
  const groups: SpelledEdge[][] = [];
  for (const [index, written] of text.trim().split('+').entries()) {
    const group = written.trim();
    if (group.length < 2 || !group.startsWith('|') || !group.endsWith('|'))
      return truncated(`Group ${index + 1} must begin and end with "|", and is ${quote(group)}.`);
    const inner = group.slice(1, -1);
    const edges: SpelledEdge[] = [];
    for (const part of inner.trim() === '' ? [] : inner.split('|')) {
      const tilde = part.lastIndexOf('~');
      const [operation, from] = [part.slice(0, tilde).trim(), part.slice(tilde + 1).trim()];
      if (tilde < 0 || !/^.+$/.test(operation) || !/^(?:0|[1-9]\d{0,8})$/.test(from))
        return truncated(`An edge is spelled "<operation>~<vertex>", and here is ${quote(part)}.`);
      edges.push({ operation, from: Number(from) });
    }
    groups.push(edges);
  }
  return cellOfEdges(space, groups);
}

/**
 * The cell whose vertex i + 1 has the edges of group i. For spaces with operations on edges; if the space has a zero
 * operation, each edge must be there.
 */
export function cellOfEdges(
  space: GraphSpace,
  groups: readonly (readonly SpelledEdge[])[],
): SpellingResult<GraphCell> {
  const n = space.vertices;
  if (groups.length !== n - 1) {
    const message = `A cell of ${space.name} has ${n} vertices, so ${n - 1} groups joined by "+", and here are ${groups.length}.`;
    return groups.length < n - 1 ? truncated(message) : outside(message);
  }
  const absent = absentEdge(space);
  const edges: number[] = new Array(n * n).fill(0);
  for (let from = 0; from < n; from++) for (let to = from + 1; to < n; to++) edges[from * n + to] = absent;
  for (const [index, group] of groups.entries()) {
    const to = index + 1;
    const written = new Set<number>();
    for (const { operation: name, from } of group) {
      const operation = findOperation(space, name);
      if (operation < 0) return unknownOperation(space, name);
      if (!Number.isInteger(from) || from < 0 || from >= to)
        return invalid(
          `Vertex ${to} can't take its input from vertex ${from}, which does not come before it.`,
        );
      if (written.has(from)) return invalid(`The edge from vertex ${from} to vertex ${to} is there twice.`);
      written.add(from);
      edges[from * n + to] = operation + 1;
    }
  }
  // Without a zero operation, an edge is left out by not writing it; with one, a missing edge was cut off.
  const cut = absent === 0 ? -1 : groups.findIndex((group, index) => group.length <= index);
  if (cut >= 0) return truncated(missingEdges(space, groups, cut + 1));
  return withinLimits(space, { vertices: n, edges, operations: [] });
}

const numberWords = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function missingEdges(space: GraphSpace, groups: readonly (readonly SpelledEdge[])[], to: number): string {
  const word = (count: number) => numberWords[count] ?? String(count);
  const which = to === space.vertices - 1 ? 'The last node' : `Node ${to}`;
  const zero = space.operations[absentEdge(space) - 1]!;
  return `${which} has ${word(groups[to - 1]!.length)} of its ${word(to)} edge${to === 1 ? '' : 's'}, so the text was cut or shifted; an edge that is absent is written as ${quote(zero.aliases[0] ?? zero.name)}.`;
}

function withinLimits(space: GraphSpace, cell: GraphCell): SpellingResult<GraphCell> {
  if (cell.vertices > space.vertices)
    return outside(
      `A cell of ${space.name} has at most ${space.vertices} vertices, and this one has ${cell.vertices}.`,
    );
  const count = edgeCount(space, cell);
  if (space.edges !== null && count > space.edges)
    return outside(`A cell of ${space.name} has at most ${space.edges} edges, and this one has ${count}.`);
  return { ok: true, cell };
}

function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short);
}
