import type { Cell } from '../../../cells/cell';
import type { SearchSpace } from '../../../cells/space';
import { featureKindOf, type TensorShape } from '../../features/kinds/featureKind';

export function featureShape(space: SearchSpace): TensorShape {
  return featureKindOf(space).tensorReader(space).shape;
}

export function featureCount(space: SearchSpace): number {
  const { vertices, channels } = featureShape(space);
  return vertices * vertices * channels;
}

/** What the network reads of each cell: `[cells, vertices, vertices, channels]`. */
export function encodeCells(space: SearchSpace, cells: readonly Cell[]): Float32Array {
  const { shape, write } = featureKindOf(space).tensorReader(space);
  const size = shape.vertices ** 2 * shape.channels;
  const features = new Float32Array(cells.length * size);
  cells.forEach((cell, i) => {
    write(cell, features.subarray(i * size, (i + 1) * size));
  });
  return features;
}
