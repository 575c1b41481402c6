import type { BlockType } from '../kinds/network/stages';
import type { CellNotation, NetworkNotation } from './notations/notationNames';
import type { Unread } from './reading';

/** A cell as a notation describes it, before any space is asked. */
export type Described = DescribedCell | DescribedNetwork;

export type DescribedCell = DescribedSpelling | DescribedGraph | DescribedEdges | DescribedGenotype;

/** A published spelling, as the reader of `.cell` files takes it. */
export interface DescribedSpelling {
  readonly kind: 'spelling';
  readonly notation: CellNotation;
  readonly operationsOn: 'vertices' | 'edges';
  readonly text: string;
}

/** Operations on vertices, `input` and `output` among the labels. */
export interface DescribedGraph {
  readonly kind: 'graph';
  readonly notation: CellNotation;
  /** Row-major, labels × labels. */
  readonly adjacency: readonly number[];
  readonly labels: readonly string[];
}

/** Operations on edges: for each vertex but the input, the edges that end there. */
export interface DescribedEdges {
  readonly kind: 'edges';
  readonly notation: CellNotation;
  readonly groups: readonly (readonly { readonly operation: string; readonly from: number }[])[];
  /** How numbers of the text were read. */
  readonly doc?: string;
}

/** The cells of a DARTS genotype. */
export interface DescribedGenotype {
  readonly kind: 'genotype';
  readonly notation: CellNotation;
  readonly normal: GenotypeCell | Unread;
  /** `undefined`: it has none. */
  readonly reduction: GenotypeCell | Unread | undefined;
}

export interface GenotypeCell {
  /** The operations that each node sums; 0 and 1 are the inputs, 2 the first node. */
  readonly nodes: readonly (readonly { readonly name: string; readonly from: number }[])[];
  /** The nodes that the output concatenates. */
  readonly concat: readonly number[];
}

/** The stages of a network of blocks. What is absent is not said by the notation. */
export interface DescribedNetwork {
  readonly kind: 'network';
  readonly notation: NetworkNotation;
  /** Height and width of the images. */
  readonly side?: number;
  readonly stages: readonly DescribedStage[];
  /** The text of a space of that name which has the network; `undefined` where there is none. */
  propose(name: string): string | undefined;
}

export interface DescribedStage {
  readonly channels?: number;
  readonly stride?: number;
  /** At least one. */
  readonly blocks: readonly DescribedBlock[];
}

export interface DescribedBlock {
  readonly type: BlockType;
  readonly kernel: number;
  /** Channels within, as a multiple of those of the input. */
  readonly expand: number;
  /** Channels of squeeze-and-excitation, likewise; 0: it has none. */
  readonly excite?: number;
  readonly activation?: string;
}

/** Where a description has its operations. */
export function placeOf(described: DescribedCell): 'vertices' | 'edges' {
  if (described.kind === 'spelling') return described.operationsOn;
  return described.kind === 'edges' ? 'edges' : 'vertices';
}
