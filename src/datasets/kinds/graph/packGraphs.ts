import type { GraphCell } from '../../../cells/cell';
import type { GraphSpace } from '../../../cells/space';
import { adjacencyBytes, type PackedGraphs, rowBytes } from '../../binaryTable/packedCells';

/** The operations get the names that the space publishes first. */
export function packGraphs(space: GraphSpace, cells: readonly GraphCell[]): PackedGraphs {
  const { operationsOn, vertices } = space;
  const width = rowBytes(operationsOn, vertices);
  const bytes = new Uint8Array(cells.length * width);
  for (const [row, cell] of cells.entries()) {
    const at = row * width;
    bytes[at] = cell.vertices;
    let pair = 0;
    for (let from = 0; from < cell.vertices; from++)
      for (let to = from + 1; to < cell.vertices; to++, pair++) {
        const entry = cell.edges[from * cell.vertices + to]!;
        if (operationsOn === 'edges') bytes[at + 1 + pair] = entry;
        else if (entry) bytes[at + 1 + (pair >> 3)]! |= 1 << (pair & 7);
      }
    bytes.set(cell.operations, at + 1 + (operationsOn === 'vertices' ? adjacencyBytes(vertices) : 0));
  }
  const operations = space.operations.map(({ name, aliases }) => aliases[0] ?? name);
  return { operationsOn, operations, vertices, rows: cells.length, bytes };
}
