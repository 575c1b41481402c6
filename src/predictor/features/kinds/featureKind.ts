import type { Cell, ChoiceValues } from '../../../cells/cell';
import type { BuiltInKind } from '../../../cells/kinds/kind';
import type { OperationDefinition } from '../../../cells/network/catalogue';
import type { SearchSpace, SpaceOf } from '../../../cells/space';
import type { GraphReader } from '../cellGraph';
import type { GraphForm } from '../vocabulary';
import { graphFeatures } from './graph/graphFeatures';
import { networkFeatures } from './network/networkFeatures';

/** What predictors read of the cells of one kind of space. */
export interface FeatureKind<S = SearchSpace, C = Cell> {
  /** Cells as graphs of vertices with labels, which every group of features and the graph networks read. */
  graphReader(space: S, graphForm: GraphForm): GraphReader<C>;
  /** What recipe `renas` reads. */
  tensorReader(space: S): TensorReader<C>;
  traits(space: S): SpaceTraits;
}

export interface SpaceTraits {
  /** Whether all cells are one graph with other operations, so that each place of it can be learned by itself. */
  readonly fixedGraph: boolean;
  /** Whether a graph is a whole network, in which the depth of a vertex counts. */
  readonly wholeNetwork: boolean;
  /** What networks of a cell are built of before any training; absent where none are. */
  readonly untrained?: Building;
}

/** What an untrained network is built of besides the graph. */
export interface Building {
  /** `[labels]`: what each label does; nothing for input and output. */
  readonly definitions: readonly (OperationDefinition | undefined)[];
  /**
   * As in NAS-Bench-101: convolution, normalisation, rectifier; what comes from the cell's input goes through a 1×1
   * convolution of its own; the output concatenates. Otherwise as in NAS-Bench-201: rectifier, convolution, normalisation;
   * the output adds up.
   */
  readonly concatenates: boolean;
}

/** `[vertices, vertices, channels]` numbers of a cell. */
export interface TensorShape {
  readonly vertices: number;
  readonly channels: number;
}

export interface TensorReader<C = Cell> {
  readonly shape: TensorShape;
  /** Adds the numbers of a cell to zeros. */
  write(cell: C, to: Float32Array): void;
}

/** Kinds that have more to say than the networks of their cells do. */
const own: { readonly [K in BuiltInKind]?: FeatureKind<SpaceOf<K>, ChoiceValues[K]> } = {
  graph: graphFeatures,
};

/** The kind's own, or what any network of layers has. */
export function featureKindOf(space: SearchSpace): FeatureKind {
  // Each kind is given spaces and cells of its own alone.
  const kinds = own as unknown as Readonly<Record<string, FeatureKind | undefined>>;
  return kinds[space.kind ?? 'graph'] ?? networkFeatures;
}
