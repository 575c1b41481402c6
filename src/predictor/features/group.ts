import type { CellGraph } from './cellGraph';
import type { SignalFlow } from './signalFlow';
import type { Vocabulary } from './vocabulary';

/** A family of features of a cell. Invariant under any other order of the cell's vertices. */
export interface FeatureGroup {
  /** One a feature; a feature that means the same in two spaces has the same name in both. */
  readonly names: readonly string[];
  /** Writes `names.length` numbers from `at` on. */
  write(graph: CellGraph, flow: SignalFlow, out: Float32Array, at: number): void;
}

/** What a group is made for: it may keep scratch arrays of its own. */
export interface GroupContext {
  readonly vocabulary: Vocabulary;
  /** The most vertices of a graph. */
  readonly stride: number;
  /** Vertices of a chosen graph whose operations stand on edges, else 0. */
  readonly edgeVertices: number;
  /** Whether costs of vertices are in 1×1 convolutions, not in parameters and FLOPs. */
  readonly unitCosts: boolean;
}

/** `first` × `second`, joined. */
export function pairs(first: readonly string[], second: readonly string[], join = '.'): string[] {
  return first.flatMap(a => second.map(b => a + join + b));
}

/** The keys of the operations, without input and output. */
export function operationKeys({ keys }: Vocabulary): string[] {
  return keys.slice(1, -1);
}
