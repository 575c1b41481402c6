import type { ChoiceValues } from './cell';
import type { NetworkChoices } from './kinds/network/choices';
import type { OperationDefinition } from './network/catalogue';
import type { Counting } from './network/operation';

/** What a search space has whatever its cells choose. */
export interface SpaceHead {
  readonly name: string;
  readonly doc?: string;
  /** In the order declared, which is the order of features and of enumeration. */
  readonly operations: readonly OperationType[];
}

/** A space whose cells are stacked into a network that is given by a few figures. */
export interface SkeletonSpaceHead extends SpaceHead {
  readonly skeleton: Skeleton;
}

/** A cell is a graph. */
export interface GraphChoices {
  readonly kind?: 'graph';
  /** Whether an operation stands on a vertex (NAS-Bench-101) or on an edge (NAS-Bench-201). */
  readonly operationsOn: 'vertices' | 'edges';
  /** Vertices with input and output: the most a cell may have (operations on vertices) or exactly how many it has. */
  readonly vertices: number;
  /** The most edges a cell may have after pruning; `null` for no limit. */
  readonly edges: number | null;
  /** How the vertices that feed the output are joined. */
  readonly output: 'concat' | 'sum';
}

/** What there is to choose in a space of each kind. Open, as `ChoiceValues`. */
export interface ChoiceNodes {
  graph: GraphChoices;
  network: NetworkChoices;
}

export type KindName = keyof ChoiceNodes & keyof ChoiceValues;

/** A search space of one kind. A network is stacked into no skeleton. */
export type SpaceOf<K extends KindName> = (K extends 'network' ? SpaceHead : SkeletonSpaceHead) &
  ChoiceNodes[K];

/** A space of networks, whose layers and sizes are chosen. */
export type NetworkSpace = SpaceOf<'network'>;

export type GraphSpace = SpaceOf<'graph'>;

/**
 * A search space: which cells there are, and the network that they are built into.
 *
 * Plain data, so that it crosses process boundaries as JSON; a space without a `kind` is one of graphs. The benchmarks'
 * spaces are declarations in the Cell language like anybody's own (`src/document/spaces/`); nothing here knows their names.
 */
export type SearchSpace = { [K in KindName]: SpaceOf<K> }[KindName];

/** What the cells of a space are stacked into; throws for a space of networks, whose kind never asks for it. */
export function skeletonOf(space: SearchSpace): Skeleton {
  const { name, skeleton } = space as SpaceHead & Partial<SkeletonSpaceHead>;
  if (!skeleton) throw new Error(`The space ${name} has no skeleton.`);
  return skeleton;
}

export interface OperationType {
  readonly name: string;
  /** Published spellings that are read as this operation. The first is the one that is written. */
  readonly aliases: readonly string[];
  readonly definition: OperationDefinition;
}

/** The network that cells are stacked into. */
export interface Skeleton {
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** Channels after the stem. */
  readonly stem: number;
  readonly stacks: number;
  /** Cells in each stack. */
  readonly cells: number;
  readonly classes: number;
  /** What halves the resolution and doubles the channels between two stacks. */
  readonly between: 'maxpool' | 'residual';
  readonly counting: Counting;
}
