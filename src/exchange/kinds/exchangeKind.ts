import type { Cell, ChoiceValues } from '../../cells/cell';
import type { BuiltInKind } from '../../cells/kinds/kind';
import type { SearchSpace, SpaceOf } from '../../cells/space';
import type { ArchNames } from '../archNames';
import type { Described } from '../import/described';
import type { CellReading, ReadCell } from '../import/reading';
import { graphExchange } from './graph/graphExchange';
import { networkExchange } from './network/networkExchange';
import type { CellStages } from './network/stages';
import { spelledExchange } from './spelledExchange';

/** How cells of one kind of space stand in other tools' forms. */
export interface ExchangeKind<S = SearchSpace, C = Cell> {
  /** Where the cells of the space have their operations: `on edges`. */
  place(space: S): string;
  /** Whether some cell of the space can be what a notation describes. */
  canExpress(space: S, described: Described): boolean;
  /** The cells of such a description: one, or the normal and the reduction cell of a genotype. */
  express(space: S, described: Described): readonly CellReading[];
  /** A cell by its usual spelling, which tables hold by the hundred thousand; `undefined`: it may be in another notation. */
  readSpelling(space: S, text: string): CellReading | undefined;
  /** The usual forms of an adjacency matrix with its operations, likewise. */
  readGraph?(space: S, matrix: unknown, operations: unknown): ReadCell | undefined;
  /** As NAS-Bench-101's ModelSpec; `undefined` for a space whose cells have none. */
  writeModelSpec?(space: S, cell: C): string | undefined;
  /** The stages of layers of a cell that is a network, for notations that list them. */
  stages?(space: S, cell: C): CellStages;
  archNames?(space: S, cell: C): ArchNames | undefined;
  cellOfArchIndex?(space: S, index: number): C | undefined;
}

/** Kinds that other tools have notations for. */
const own: { readonly [K in BuiltInKind]?: ExchangeKind<SpaceOf<K>, ChoiceValues[K]> } = {
  graph: graphExchange,
  network: networkExchange,
};

/** The kind's own, or what every kind has: its spelling. */
export function exchangeKindOf(space: SearchSpace): ExchangeKind {
  // Each kind is given spaces and cells of its own alone.
  const kinds = own as unknown as Readonly<Record<string, ExchangeKind | undefined>>;
  return kinds[space.kind ?? 'graph'] ?? spelledExchange;
}
