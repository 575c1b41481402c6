import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { createFeatures, signalGroups } from '../features/features';
import { featureKindOf } from '../features/kinds/featureKind';
import { networkFeatureNames } from '../features/network/networkFeatures';
import { beside } from '../math/scaling';
import { createEncoding } from '../recipes/distilled/zeroCost/encode';
import { scaledRows, spreadOf } from './spread';

/** What the process that learns from a space's measured cells tells them apart by. */
export interface ProcessRows {
  /** Features that vary in the space, 1 at least. */
  readonly width: number;
  /** `[cells, width]` in the space's own deviations, from the cells and their `[cells, networkFeatureNames.length]`. */
  of(cells: readonly Cell[], networkFeatures: Float32Array): Float32Array;
}

/** These networks of the encoder are asked. */
const asked = [0, 1];

/** A feature of a measured cell counts no further than this. */
const maxDeviations = 4;

/**
 * Where a cell is a graph of its own, its features are those of the graph, as recipe `default` has them, with what is to be
 * expected of it before any training, where the encoder knows its operations; and in a fixed graph, whose cells differ less,
 * those of the network too. Elsewhere they are those of the network alone; so they are of
 * networks that no declared space has.
 */
export function createProcessRows(
  space: SearchSpace | undefined,
  sample: readonly Cell[],
  sampleFeatures: Float32Array,
): ProcessRows {
  const { width, read } = viewOf(space);
  const spread = spreadOf(read(sample, sampleFeatures), width);
  const varying = [...spread.deviation.keys()].filter(k => spread.deviation[k]! > 0);
  const ones = new Float32Array(width).fill(1);
  // Cells that no feature tells apart have a row all the same.
  const columns = varying.length > 0 ? varying : [0];
  return {
    width: columns.length,
    of: (cells, networkFeatures) =>
      scaledRows(read(cells, networkFeatures), width, spread, columns, 1, ones, maxDeviations),
  };
}

interface View {
  readonly width: number;
  /** `[cells, width]` */
  read(cells: readonly Cell[], networkFeatures: Float32Array): Float32Array;
}

const networkWidth = networkFeatureNames.length;
const networkView: View = { width: networkWidth, read: (_, networkFeatures) => networkFeatures };

function viewOf(space: SearchSpace | undefined): View {
  if (!space) return networkView;
  const { wholeNetwork, fixedGraph } = featureKindOf(space).traits(space);
  if (wholeNetwork) return networkView;
  const { names, matrix } = createFeatures(space, signalGroups, 'functional');
  if (!fixedGraph) {
    const encoding = createEncoding(space, asked);
    if (encoding.width === 0) return { width: names.length, read: matrix };
    return {
      width: names.length + encoding.width,
      read: cells => beside(matrix(cells), encoding.matrixNow(cells), names.length, encoding.width),
    };
  }
  return {
    width: names.length + networkWidth,
    read: (cells, networkFeatures) => beside(matrix(cells), networkFeatures, names.length, networkWidth),
  };
}
