import type { Cell } from '../../../cells/cell';
import { cellCosts } from '../../../cells/kinds/graph/costs';
import type { SearchSpace } from '../../../cells/space';
import { readingOrder } from './vertexOrder';

/** Shape of one cell's features, `[vertices, vertices, channels]`. */
export interface FeatureShape {
  readonly vertices: number;
  /** The type of an operation, and for each cell of the skeleton its FLOPs and its parameters. */
  readonly channels: number;
}

export function featureShape({ vertices, skeleton }: SearchSpace): FeatureShape {
  return { vertices, channels: 1 + 2 * skeleton.stacks * skeleton.cells };
}

export function featureCount(space: SearchSpace): number {
  const { vertices, channels } = featureShape(space);
  return vertices * vertices * channels;
}

/**
 * The feature tensor of ReNAS (Xu et al., CVPR 2021), `[cells, V, V, channels]`, channels `[type, FLOPs of the first cell
 * of the skeleton, its parameters, FLOPs of the second, …]`.
 *
 * Operations on vertices: entry (i, j) is that of vertex j where there is an edge i→j, else 0. The type of the input
 * would be 1, of the space's operations 2, 3, … in their order, of the output one more. Small cells leave the places
 * before the last one empty. Operations on edges: entry (i, j) is that of the edge i→j; its type is 0 for `zero`, else
 * 1, 2, … in the space's order.
 */
export function encodeCells(space: SearchSpace, cells: readonly Cell[]): Float32Array {
  const size = featureCount(space);
  const features = new Float32Array(cells.length * size);
  const encode = space.operationsOn === 'vertices' ? encodeVertices : encodeEdges;
  cells.forEach((cell, i) => {
    if (cell.vertices > space.vertices)
      throw new Error(
        `A cell of ${cell.vertices} vertices is none of space ${space.name}, which has at most ${space.vertices}.`,
      );
    encode(space, readingOrder(space, cell), features.subarray(i * size, (i + 1) * size));
  });
  return features;
}

function encodeVertices(space: SearchSpace, cell: Cell, to: Float32Array): void {
  const { vertices: places, channels } = featureShape(space);
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

function encodeEdges(space: SearchSpace, cell: Cell, to: Float32Array): void {
  const { vertices: n, channels } = featureShape(space);
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

function edgeTypes({ operations }: SearchSpace): number[] {
  let next = 1;
  return operations.map(({ definition }) => (definition.kind === 'zero' ? 0 : next++));
}
