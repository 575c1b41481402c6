import type { Cell } from '../../../../cells/cell';
import type { SearchSpace } from '../../../../cells/space';
import { featureKindOf } from '../../../features/kinds/featureKind';
import { emptyFlow, readFlow } from '../../../features/signalFlow';
import { vertexWidth, writeVertices } from '../../../features/vertexFeatures';
import type { GraphForm } from '../../../features/vocabulary';

/** Cells' graphs one behind the other, without padding. The last vertex of each is its output. */
export interface PackedGraphs {
  readonly width: number;
  /** `[cells + 1]`: where each cell's vertices begin. */
  readonly starts: Int32Array;
  /** `[vertices, width]`. */
  readonly vertices: Float32Array;
  /** `[cells + 1]`: where each cell's edges begin. */
  readonly edgeStarts: Int32Array;
  /** Vertices counted over all cells; an edge that counts several times is there as often. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function packGraphs(space: SearchSpace, cells: readonly Cell[], graphForm: GraphForm): PackedGraphs {
  const reader = featureKindOf(space).graphReader(space, graphForm);
  const { vocabulary, unitCosts } = reader;
  const width = vertexWidth(vocabulary);
  let flow = emptyFlow(reader.stride);
  let row = new Float32Array(reader.stride * width);
  const starts = new Int32Array(cells.length + 1);
  const edgeStarts = new Int32Array(cells.length + 1);
  const from: number[] = [];
  const to: number[] = [];
  let vertices = new Float32Array(cells.length * 8 * width);
  for (let i = 0; i < cells.length; i++) {
    const graph = reader.read(cells[i]!);
    const { size, stride } = graph;
    if (stride * width > row.length) {
      flow = emptyFlow(stride);
      row = new Float32Array(stride * width);
    }
    readFlow(graph, vocabulary, flow);
    writeVertices(graph, flow, vocabulary, unitCosts, row, 0);
    const start = starts[i]!;
    const end = (start + size) * width;
    if (end > vertices.length) {
      const grown = new Float32Array(2 * end);
      grown.set(vertices);
      vertices = grown;
    }
    vertices.set(row.subarray(0, size * width), start * width);
    for (let u = 0; u < size; u++)
      for (let v = u + 1; v < size; v++)
        for (let times = graph.edges[u * stride + v]!; times > 0; times--) {
          from.push(start + u);
          to.push(start + v);
        }
    starts[i + 1] = start + size;
    edgeStarts[i + 1] = from.length;
  }
  return {
    width,
    starts,
    vertices: vertices.subarray(0, starts[cells.length]! * width),
    edgeStarts,
    from: Int32Array.from(from),
    to: Int32Array.from(to),
  };
}

/** The cells named, in their order. */
export function takeGraphs(graphs: PackedGraphs, cells: ArrayLike<number>): PackedGraphs {
  const { width } = graphs;
  const starts = new Int32Array(cells.length + 1);
  const edgeStarts = new Int32Array(cells.length + 1);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    starts[i + 1] = starts[i]! + graphs.starts[cell + 1]! - graphs.starts[cell]!;
    edgeStarts[i + 1] = edgeStarts[i]! + graphs.edgeStarts[cell + 1]! - graphs.edgeStarts[cell]!;
  }
  const vertices = new Float32Array(starts[cells.length]! * width);
  const from = new Int32Array(edgeStarts[cells.length]!);
  const to = new Int32Array(from.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    const start = graphs.starts[cell]!;
    vertices.set(
      graphs.vertices.subarray(start * width, graphs.starts[cell + 1]! * width),
      starts[i]! * width,
    );
    const shift = starts[i]! - start;
    for (let e = graphs.edgeStarts[cell]!, k = edgeStarts[i]!; e < graphs.edgeStarts[cell + 1]!; e++, k++) {
      from[k] = graphs.from[e]! + shift;
      to[k] = graphs.to[e]! + shift;
    }
  }
  return { width, starts, vertices, edgeStarts, from, to };
}
