import type { GraphCell } from '../../../../cells/cell';
import { cellCosts } from '../../../../cells/kinds/graph/costs';
import type { GraphSpace } from '../../../../cells/space';
import type { TensorReader, TensorShape } from '../featureKind';
import { readingOrder } from './vertexOrder';

/**
 * The feature tensor of ReNAS (Xu et al., CVPR 2021), channels `[type, FLOPs of the first cell of the skeleton, its
 * parameters, FLOPs of the second, …]`.
 *
 * Operations on vertices: entry (i, j) is that of vertex j where there is an edge i→j, else 0. The type of the input
 * would be 1, of the space's operations 2, 3, … in their order, of the output one more. Small cells leave the places
 * before the last one empty. Operations on edges: entry (i, j) is that of the edge i→j; its type is 0 for `zero`, else
 * 1, 2, … in the space's order.
 */
export function createTensorReader(space: GraphSpace): TensorReader<GraphCell> {
  const { stacks, cells } = space.skeleton;
  const shape: TensorShape = { vertices: space.vertices, channels: 1 + 2 * stacks * cells };
  const encode = space.operationsOn === 'vertices' ? encodeVertices : encodeEdges;
  return {
    shape,
    write(cell, to) {
      if (cell.vertices > space.vertices)
        throw new Error(
          `A cell of ${cell.vertices} vertices is none of space ${space.name}, which has at most ${space.vertices}.`,
        );
      encode(space, shape, readingOrder(space, cell), to);
    },
  };
}

function encodeVertices(space: GraphSpace, shape: TensorShape, cell: GraphCell, to: Float32Array): void {
  const { vertices: places, channels } = shape;
  const n = cell.vertices;
  const { sites } = cellCosts(space, cell);
  const placeOf = (v: number) => (v === n - 1 ? places - 1 : v);
  for (let j = 1; j < n; j++) {
    const type = j === n - 1 ? 2 + space.operations.length : 2 + cell.operations[j - 1]!;
    const { flops, parameters } = sites[j]!;
    for (let i = 0; i < j; i++) {
      if (!cell.edges[i * n + j]) continue;
      const at = (placeOf(i) * places + placeOf(j)) * channels;
      to[at] = type;
      for (let k = 0; k < flops.length; k++) {
        to[at + 1 + 2 * k] = flops[k]!;
        to[at + 2 + 2 * k] = parameters[k]!;
      }
    }
  }
}

function encodeEdges(space: GraphSpace, shape: TensorShape, cell: GraphCell, to: Float32Array): void {
  const { vertices: n, channels } = shape;
  const types = edgeTypes(space);
  const { sites } = cellCosts(space, cell);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const entry = cell.edges[i * n + j]!;
      if (entry === 0) continue;
      const at = (i * n + j) * channels;
      const { flops, parameters } = sites[i * n + j]!;
      to[at] = types[entry - 1]!;
      for (let k = 0; k < flops.length; k++) {
        to[at + 1 + 2 * k] = flops[k]!;
        to[at + 2 + 2 * k] = parameters[k]!;
      }
    }
}

function edgeTypes({ operations }: GraphSpace): number[] {
  let next = 1;
  return operations.map(({ definition }) => (definition.kind === 'zero' ? 0 : next++));
}
