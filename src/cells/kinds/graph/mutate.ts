import type { GraphCell } from '../../cell';
import type { Random } from '../../random';
import type { GraphSpace } from '../../space';
import { canonicalHash } from './canonical';
import { edgeEntries, forwardPairs } from './edgeCells';
import { isCellOf } from './limits';
import { prune } from './prune';

/**
 * Another cell of the space, one edit away; the same cell only where the space has no other.
 *
 * Operations on vertices: the edit of NAS-Bench-101's evolution (flip one edge or change one operation, prune, and try
 * again until the cell is another valid one). There it works on seven vertices of which some may be dead; a cell here is
 * pruned, so that a dead vertex coming to life is an edit of its own, *insert*. Operations on edges: another operation
 * on one edge.
 */
export function mutate(space: GraphSpace, cell: GraphCell, random: Random): GraphCell {
  const hash = canonicalHash(space, cell);
  const kinds = space.operationsOn === 'edges' ? [relabelEdge] : vertexEdits(space, cell);
  for (let attempt = 0; attempt < 200; attempt++) {
    const edit = kinds[random.integer(kinds.length)]!;
    const edited = finish(space, edit(space, cell, random));
    if (edited && canonicalHash(space, edited) !== hash) return edited;
  }
  const others = neighbours(space, cell);
  return others.length > 0 ? others[random.integer(others.length)]! : cell;
}

/**
 * Every cell one edit away, each graph once and the cell itself not. Operations on vertices: an edge flipped, an operation
 * changed, a vertex put into an edge or beside one, a vertex taken out (of a chain: its neighbours joined).
 */
export function neighbours(space: GraphSpace, cell: GraphCell): GraphCell[] {
  const found = new Map<string, GraphCell>();
  const candidates =
    space.operationsOn === 'edges' ? edgeNeighbours(space, cell) : vertexNeighbours(space, cell);
  for (const candidate of candidates) {
    const edited = finish(space, candidate);
    if (!edited) continue;
    const hash = canonicalHash(space, edited);
    if (!found.has(hash)) found.set(hash, edited);
  }
  found.delete(canonicalHash(space, cell));
  return [...found.values()];
}

type Edit = (space: GraphSpace, cell: GraphCell, random: Random) => GraphCell;

function vertexEdits(space: GraphSpace, cell: GraphCell): Edit[] {
  const edits: Edit[] = [flipEdge];
  if (cell.vertices > 2) edits.push(changeOperation);
  if (cell.vertices < space.vertices) edits.push(insertSomewhere);
  return edits;
}

function finish(space: GraphSpace, edited: GraphCell): GraphCell | undefined {
  const pruned = prune(space, edited);
  return pruned && isCellOf(space, pruned.cell) ? pruned.cell : undefined;
}

const relabelEdge: Edit = (space, cell, random) => {
  const pairs = forwardPairs(cell.vertices);
  const entries = edgeEntries(space);
  return withEdge(cell, pairs[random.integer(pairs.length)]!, entries[random.integer(entries.length)]!);
};

const flipEdge: Edit = (_, cell, random) => {
  const pairs = forwardPairs(cell.vertices);
  const pair = pairs[random.integer(pairs.length)]!;
  return withEdge(cell, pair, 1 - cell.edges[pair]!);
};

const changeOperation: Edit = (space, cell, random) =>
  withOperation(cell, random.integer(cell.operations.length), random.integer(space.operations.length));

const insertSomewhere: Edit = (space, cell, random) => {
  const pairs = forwardPairs(cell.vertices);
  const pair = pairs[random.integer(pairs.length)]!;
  return insert(cell, pair, random.integer(space.operations.length), random.next() < 0.5);
};

function* edgeNeighbours(space: GraphSpace, cell: GraphCell): Iterable<GraphCell> {
  for (const pair of forwardPairs(cell.vertices))
    for (const entry of edgeEntries(space)) if (entry !== cell.edges[pair]) yield withEdge(cell, pair, entry);
}

function* vertexNeighbours(space: GraphSpace, cell: GraphCell): Iterable<GraphCell> {
  const pairs = forwardPairs(cell.vertices);
  const all = [...space.operations.keys()];
  for (let v = 0; v < cell.operations.length; v++)
    for (const operation of all)
      if (operation !== cell.operations[v]) yield withOperation(cell, v, operation);
  for (const pair of pairs) yield withEdge(cell, pair, 1 - cell.edges[pair]!);
  for (let v = 1; v < cell.vertices - 1; v++) yield remove(cell, v);
  if (cell.vertices >= space.vertices) return;
  for (const pair of pairs)
    for (const operation of all) {
      if (cell.edges[pair]) yield insert(cell, pair, operation, true);
      yield insert(cell, pair, operation, false);
    }
}

function withEdge(cell: GraphCell, pair: number, entry: number): GraphCell {
  return { ...cell, edges: cell.edges.with(pair, entry) };
}

function withOperation(cell: GraphCell, inner: number, operation: number): GraphCell {
  return { ...cell, operations: cell.operations.with(inner, operation) };
}

/** A new vertex that takes from the pair's first vertex and gives to its second, and takes the place of their edge or not. */
function insert(
  { vertices: n, edges, operations }: GraphCell,
  pair: number,
  operation: number,
  replacing: boolean,
): GraphCell {
  const [from, to] = [Math.floor(pair / n), pair % n];
  const larger: number[] = new Array((n + 1) ** 2).fill(0);
  const moved = (v: number) => (v < to ? v : v + 1);
  for (let u = 0; u < n; u++)
    for (let v = u + 1; v < n; v++) larger[moved(u) * (n + 1) + moved(v)] = edges[u * n + v]!;
  if (replacing) larger[moved(from) * (n + 1) + moved(to)] = 0;
  larger[from * (n + 1) + to] = 1;
  larger[to * (n + 1) + to + 1] = 1;
  return { vertices: n + 1, edges: larger, operations: operations.toSpliced(to - 1, 0, operation) };
}

/** Without a vertex; where it had one predecessor and one successor, these are joined. */
function remove({ vertices: n, edges, operations }: GraphCell, vertex: number): GraphCell {
  const others = Array.from({ length: n }, (_, v) => v).filter(v => v !== vertex);
  const before = others.filter(u => edges[u * n + vertex]);
  const after = others.filter(v => edges[vertex * n + v]);
  const joined = before.length === 1 && after.length === 1 ? before[0]! * n + after[0]! : -1;
  return {
    vertices: n - 1,
    edges: others.flatMap(u => others.map(v => (u * n + v === joined ? 1 : edges[u * n + v]!))),
    operations: operations.toSpliced(vertex - 1, 1),
  };
}
