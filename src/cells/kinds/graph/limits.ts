import type { GraphCell } from '../../cell';
import type { GraphSpace } from '../../space';
import { prune } from './prune';

/** Whether a cell is one of the space's: right numbers, pruned, within the limits on vertices and edges. */
export function isCellOf(space: GraphSpace, cell: GraphCell): boolean {
  const n = cell.vertices;
  if (!isWellFormed(space, cell) || edgeCount(space, cell) > (space.edges ?? Number.POSITIVE_INFINITY))
    return false;
  if (space.operationsOn === 'edges') return n === space.vertices;
  return n <= space.vertices && prune(space, cell)?.kept.length === n;
}

/** Edges that do something: those of a `zero` operation do not count. */
export function edgeCount(space: GraphSpace, cell: GraphCell): number {
  let count = 0;
  for (const value of cell.edges)
    if (value && !(space.operationsOn === 'edges' && isZero(space, value))) count++;
  return count;
}

/** Whether the entry of an edge (operations on edges) means that nothing flows: not written, or a `zero` operation. */
export function isZero(space: GraphSpace, entry: number): boolean {
  return entry === 0 || space.operations[entry - 1]?.definition.kind === 'zero';
}

/**
 * The entry of an edge (operations on edges) that is not written: the `zero` operation where the space has one, else 0.
 */
export function absentEdge(space: GraphSpace): number {
  return space.operations.findIndex(operation => operation.definition.kind === 'zero') + 1;
}

function isWellFormed(space: GraphSpace, { vertices: n, edges, operations }: GraphCell): boolean {
  const onVertices = space.operationsOn === 'vertices';
  if (n < 2 || edges.length !== n * n || operations.length !== (onVertices ? n - 2 : 0)) return false;
  const isIndex = (value: number, end: number) => Number.isInteger(value) && value >= 0 && value < end;
  const absent = onVertices ? 0 : absentEdge(space);
  return (
    operations.every(operation => isIndex(operation, space.operations.length)) &&
    edges.every((value, at) =>
      at % n > Math.floor(at / n)
        ? isIndex(value, onVertices ? 2 : space.operations.length + 1) && (value !== 0 || absent === 0)
        : value === 0,
    )
  );
}
