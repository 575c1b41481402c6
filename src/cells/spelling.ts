import type { Cell } from './cell';
import { absentEdge, edgeCount } from './limits';
import { prune } from './prune';
import type { SearchSpace } from './space';

/**
 * Reads a published spelling, or says in one sentence what is wrong with it.
 *
 * Operations on vertices: `<row-major adjacency bits>:input,<operation>,…,output`, as NAS-Bench-101's `raw_adjacency` and
 * `raw_operations`; pruned, the order of the vertices kept. Operations on edges: NAS-Bench-201's
 * `|op~0|+|op~0|op~1|+…`. Names and aliases of operations are both read.
 */
export function readSpelling(space: SearchSpace, text: string): Cell | string {
  return space.operationsOn === 'vertices' ? readVertices(space, text) : readEdges(space, text);
}

/** The published spelling, with the first alias of each operation. `readSpelling` gives the same cell back. */
export function writeSpelling(space: SearchSpace, { vertices: n, edges, operations }: Cell): string {
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

/** The index of the operation with this name or alias; −1 if there is none. */
export function findOperation(space: SearchSpace, name: string): number {
  const byName = space.operations.findIndex(operation => operation.name === name);
  return byName >= 0 ? byName : space.operations.findIndex(operation => operation.aliases.includes(name));
}

function publishedName(space: SearchSpace, index: number): string {
  const { name, aliases } = space.operations[index]!;
  const alias = aliases[0];
  return alias !== undefined && /^[^\s,|+~:"]+$/.test(alias) ? alias : name;
}

function unknownOperation(space: SearchSpace, name: string): string {
  const known = space.operations.map(operation => operation.name).join(', ');
  return `${space.name} has no operation ${quote(name)}; it has ${known}.`;
}

function readVertices(space: SearchSpace, text: string): Cell | string {
  const colon = text.indexOf(':');
  if (colon < 0)
    return 'A cell is spelled "<adjacency bits>:input,<operation>,…,output", and here the colon is missing.';
  const bits = text.slice(0, colon).trim();
  const labels = text
    .slice(colon + 1)
    .split(',')
    .map(label => label.trim());
  const stray = /[^01]/u.exec(bits);
  if (stray) return `The adjacency may hold 0 and 1 alone, and holds ${quote(stray[0])}.`;
  const n = labels.length;
  if (n < 2 || labels[0] !== 'input' || labels[n - 1] !== 'output')
    return 'The operations must begin with "input" and end with "output".';
  if (bits.length !== n * n)
    return `${n} vertices need ${n * n} adjacency bits, and there are ${bits.length}.`;
  const edges = Array.from(bits, Number);
  for (let at = 0; at < edges.length; at++)
    if (edges[at] && at % n <= Math.floor(at / n))
      return `The edge from vertex ${Math.floor(at / n)} to vertex ${at % n} does not go forward.`;
  const operations: number[] = [];
  for (const label of labels.slice(1, -1)) {
    const operation = findOperation(space, label);
    if (operation < 0) return unknownOperation(space, label);
    operations.push(operation);
  }
  const pruned = prune(space, { vertices: n, edges, operations });
  if (!pruned) return 'No path leads from the input to the output.';
  return withinLimits(space, pruned.cell);
}

function readEdges(space: SearchSpace, text: string): Cell | string {
  const groups = text
    .trim()
    .split('+')
    .map(group => group.trim());
  const n = space.vertices;
  if (groups.length !== n - 1)
    return `A cell of ${space.name} has ${n} vertices, so ${n - 1} groups joined by "+", and here are ${groups.length}.`;
  const absent = absentEdge(space);
  const edges: number[] = new Array(n * n).fill(0);
  for (let from = 0; from < n; from++) for (let to = from + 1; to < n; to++) edges[from * n + to] = absent;
  const written = new Set<number>();
  for (const [index, group] of groups.entries()) {
    const to = index + 1;
    if (group.length < 2 || !group.startsWith('|') || !group.endsWith('|'))
      return `Group ${to} must begin and end with "|", and is ${quote(group)}.`;
    const inner = group.slice(1, -1);
    for (const part of inner.trim() === '' ? [] : inner.split('|')) {
      const edge = /^\s*(.+?)\s*~\s*(\d{1,9})\s*$/.exec(part);
      if (!edge) return `An edge is spelled "<operation>~<vertex>", and here is ${quote(part)}.`;
      const operation = findOperation(space, edge[1]!);
      if (operation < 0) return unknownOperation(space, edge[1]!);
      const from = Number(edge[2]);
      if (from >= to)
        return `Vertex ${to} can't take its input from vertex ${from}, which does not come before it.`;
      if (written.has(from * n + to)) return `The edge from vertex ${from} to vertex ${to} is there twice.`;
      written.add(from * n + to);
      edges[from * n + to] = operation + 1;
    }
  }
  return withinLimits(space, { vertices: n, edges, operations: [] });
}

function withinLimits(space: SearchSpace, cell: Cell): Cell | string {
  if (cell.vertices > space.vertices)
    return `A cell of ${space.name} has at most ${space.vertices} vertices, and this one has ${cell.vertices}.`;
  const count = edgeCount(space, cell);
  if (space.edges !== null && count > space.edges)
    return `A cell of ${space.name} has at most ${space.edges} edges, and this one has ${count}.`;
  return cell;
}

function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short);
}
