import type { Cell, ChoiceValues } from '../../cells/cell';
import type { BuiltInKind } from '../../cells/kinds/kind';
import type { SearchSpace, SpaceOf } from '../../cells/space';
import type { CellDeclaration } from '../../language/syntax';
import type { Site } from '../features/cellFacts';
import type { Occurrence } from '../features/occurrences';
import type { Markup } from '../markup';
import { anyServerKind } from './anyServerKind';
import { graphServerKind } from './graphServerKind';
import { networkServerKind } from './networkServerKind';

/** What the editor shows of spaces and cells of one kind. */
export interface ServerKind<S = SearchSpace, C = Cell> {
  /** `operations on vertices`, limits, … for a hover over the space. */
  spaceFacts(space: S): readonly string[];
  /** Whether its cells are counted in a moment. */
  isQuicklyCounted(space: S): boolean;
  /** The operations of a cell and what they cost. `names`: of its parts in the source. */
  sites(space: S, cell: C, names: readonly string[]): readonly Site[];
  /** One sentence on what the costs of a site are the sum of. */
  siteNote(space: S): string;
  /** What the output of a cell is. */
  outputText(space: S, cell: C, names: readonly string[]): Markup | undefined;
  /** `skip(…)`: what an operation takes. */
  operands(space: S): string;
  /** Whether a binding called `output` has operations, or joins what was bound before by `join`. */
  outputForm(space: S): { readonly operations: boolean; readonly join: 'concat' | 'sum' | undefined };
  /** What cells are built into, a sentence or a line for each part; of a skeleton where absent. */
  networkText?(space: S): readonly string[];
  /** Appends the names in the body of a cell of a space, in the order of the text; of vertices and operations where absent. */
  occurrences?(cell: CellDeclaration, space: string, found: Occurrence[]): void;
  /** The body of a cell to begin with, as a snippet. */
  firstCell(space: S): readonly string[];
}

/** The compiler checks that every built-in kind is here; for others the editor shows what any kind can say of itself. */
const kinds: { readonly [K in BuiltInKind]: ServerKind<SpaceOf<K>, ChoiceValues[K]> } = {
  graph: graphServerKind,
  network: networkServerKind,
};

export function serverKindOf(space: SearchSpace): ServerKind {
  const name: string = space.kind ?? 'graph';
  return Object.hasOwn(kinds, name) ? (kinds[name as BuiltInKind] as unknown as ServerKind) : anyServerKind;
}
