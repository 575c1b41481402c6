import type { GraphCell } from '../../../cells/cell';
import { absentEdge, isCellOf } from '../../../cells/kinds/graph/limits';
import { prune } from '../../../cells/kinds/graph/prune';
import { findOperation } from '../../../cells/operations';
import type { GraphSpace } from '../../../cells/space';
import { adjacencyBytes, type PackedGraphs, pairs, rowBytes } from '../../binaryTable/packedCells';
import type { UnpackedCells } from '../../binaryTable/unpackCells';
import type { RowProblem } from '../../unreadable';

/** Cells of one graph share its `edges`, which is most of their memory. */
export function unpackGraphs(packed: PackedGraphs, space: GraphSpace): UnpackedCells | string {
  if (packed.operationsOn !== space.operationsOn)
    return `its cells have operations on ${packed.operationsOn}, and those of ${space.name} have them on ${space.operationsOn}`;
  const unpack = packed.operationsOn === 'vertices' ? onVertices(packed, space) : onEdges(packed, space);
  const width = rowBytes(packed.operationsOn, packed.vertices);
  const cells: (GraphCell | undefined)[] = new Array(packed.rows);
  const problems: RowProblem[] = [];
  for (let row = 0; row < packed.rows; row++) {
    const n = packed.bytes[row * width]!;
    const cell =
      n >= 2 && n <= packed.vertices
        ? unpack(row * width + 1, n)
        : `It has ${n} vertices, which no cell has.`;
    if (typeof cell === 'string') problems.push({ line: row + 1, message: cell });
    else cells[row] = cell;
  }
  return { cells, problems };
}

type Unpack = (at: number, vertices: number) => GraphCell | string;

/** What all rows with the same adjacency have in common. */
interface Graph {
  readonly vertices: number;
  readonly edges: readonly number[];
  /** The old index of each vertex that is left. */
  readonly kept: readonly number[];
}

function onVertices({ bytes, vertices, operations }: PackedGraphs, space: GraphSpace): Unpack {
  const known = operations.map(name => findOperation(space, name));
  const graphs = new Map<string | number, Graph | string>();
  const bitBytes = adjacencyBytes(vertices);
  const key = (at: number, n: number) => {
    if (bitBytes > 4) return `${n} ${Buffer.from(bytes.subarray(at, at + bitBytes)).toString('latin1')}`;
    let bits = 0;
    for (let byte = bitBytes - 1; byte >= 0; byte--) bits = bits * 256 + bytes[at + byte]!;
    return bits * 64 + n - 1;
  };
  return (at, n) => {
    const id = key(at, n);
    let graph = graphs.get(id);
    if (graph === undefined) {
      graph = readGraph(bytes, at, n, space);
      graphs.set(id, graph);
    }
    if (typeof graph === 'string') return graph;
    const labels: number[] = [];
    for (let vertex = 1; vertex < graph.vertices - 1; vertex++) {
      const label = bytes[at + bitBytes + graph.kept[vertex]! - 1]!;
      const operation = known[label] ?? -1;
      if (operation < 0) return `${space.name} has no operation "${operations[label] ?? label}".`;
      labels.push(operation);
    }
    return { vertices: graph.vertices, edges: graph.edges, operations: labels };
  };
}

function readGraph(bytes: Uint8Array, at: number, n: number, space: GraphSpace): Graph | string {
  const edges: number[] = new Array(n * n).fill(0);
  let bit = 0;
  for (let from = 0; from < n; from++)
    for (let to = from + 1; to < n; to++, bit++)
      edges[from * n + to] = (bytes[at + (bit >> 3)]! >> (bit & 7)) & 1;
  const pruned = prune(space, { vertices: n, edges, operations: new Array(n - 2).fill(0) });
  if (!pruned) return 'No path leads from the input to the output.';
  if (!isCellOf(space, pruned.cell)) return `Its graph is not in ${space.name}: too many vertices or edges.`;
  return { vertices: pruned.cell.vertices, edges: pruned.cell.edges, kept: pruned.kept };
}

function onEdges({ bytes, operations }: PackedGraphs, space: GraphSpace): Unpack {
  const known = operations.map(name => findOperation(space, name));
  const absent = absentEdge(space);
  return (at, n) => {
    if (n !== space.vertices)
      return `A cell of ${space.name} has ${space.vertices} vertices, and this one has ${n}.`;
    const edges: number[] = new Array(n * n).fill(0);
    let from = 0;
    let to = 1;
    for (let pair = 0; pair < pairs(n); pair++) {
      const entry = bytes[at + pair]!;
      const operation = entry === 0 ? absent - 1 : (known[entry - 1] ?? -1);
      if (entry > 0 && operation < 0)
        return `${space.name} has no operation "${operations[entry - 1] ?? entry}".`;
      edges[from * n + to] = operation + 1;
      if (++to === n) to = ++from + 1;
    }
    const cell = { vertices: n, edges, operations: [] };
    return isCellOf(space, cell) ? cell : `It is not a cell of ${space.name}: too many edges.`;
  };
}
