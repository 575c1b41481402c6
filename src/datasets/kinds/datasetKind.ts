import type { Cell, ChoiceValues } from '../../cells/cell';
import type { BuiltInKind } from '../../cells/kinds/kind';
import type { SearchSpace, SpaceOf } from '../../cells/space';
import type { PackedCells, PackedGraphs } from '../binaryTable/packedCells';
import type { UnpackedCells } from '../binaryTable/unpackCells';
import type { ChoiceColumns, Values } from '../choiceColumns';
import { graphDatasets } from './graph/graphDatasets';

/** How tables give the cells of one kind of space, besides their spelling and Cell source. */
export interface DatasetKind<S = SearchSpace, C = Cell> {
  /** Which of the benchmarks' columns may give cells of the space. */
  columns(space: S): readonly ('arch_str' | 'graph' | 'module_hash')[];
  /** Where operations stand in cells of the space, as `renas table` prints it. */
  operationsOn?(space: S): 'vertices' | 'edges';
  /** The published sets of columns, by the form of their names and what they hold in the first rows. */
  choices?(
    columns: readonly string[],
    rows: readonly Values[],
    space: S | undefined,
  ): ChoiceColumns | undefined;
  /** The columns that a pattern of `--cells` names, or half a sentence why they give no cells. */
  choicesOfPattern?(
    pattern: string,
    columns: readonly string[],
    space: S | undefined,
  ): ChoiceColumns | string;
  /** Cells in a few bytes each; as spellings where absent. */
  pack?(space: S, cells: readonly C[]): PackedCells;
  /** The cells of packed graphs, or half a sentence why they are none of the space; absent where they never are. */
  unpack?(packed: PackedGraphs, space: S): UnpackedCells | string;
}

/** Kinds that tables give in other ways, too. */
const own: { readonly [K in BuiltInKind]?: DatasetKind<SpaceOf<K>, ChoiceValues[K]> } = {
  graph: graphDatasets,
};

const spelled: DatasetKind = { columns: () => ['arch_str'] };

/** The kind's own, or what every kind has; that of graphs where the space is not known yet. */
export function datasetKindOf(space: SearchSpace | undefined): DatasetKind {
  // Each kind is given spaces and cells of its own alone.
  const kinds = own as unknown as Readonly<Record<string, DatasetKind | undefined>>;
  return kinds[space?.kind ?? 'graph'] ?? spelled;
}
