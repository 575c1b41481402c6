import type { Cell, CellIn, ChoiceValues } from '../cell';
import type { Diagram, LabelledGraph } from '../drawing/diagram';
import type { Marks } from '../drawing/difference';
import type { NamedCell } from '../network/buildNetwork';
import type { Cost } from '../network/costs';
import type { Block, Network, Path } from '../network/network';
import type { Counting } from '../network/operation';
import type { Random } from '../random';
import type { KindName, OperationType, SearchSpace, SpaceOf } from '../space';
import { graphKind } from './graph/graphKind';
import { networkKind } from './network/networkKind';

export interface CellCount {
  readonly count: bigint;
  readonly exact: boolean;
}

/**
 * A cell, or why a text is none of a space: it was cut (`truncated`), breaks a rule of its notation (`invalid`), or is a
 * cell that the space does not have (`outside-space`). `message` is one sentence.
 */
export type SpellingResult<C = Cell> =
  | { readonly ok: true; readonly cell: C }
  | {
      readonly ok: false;
      readonly reason: 'truncated' | 'invalid' | 'outside-space';
      readonly message: string;
    };

/** A place where something was chosen, and what else could stand there. */
export interface Site {
  readonly path: Path;
  /** Index in `options`; −1 where nothing was chosen. */
  readonly chosen: number;
  readonly options: readonly OperationType[];
}

/** What one kind of space can do, and how its cells are handled. */
export interface ChoiceKind<S = SearchSpace, C = Cell> {
  size(space: S): CellCount;
  /** Every distinct cell, lazily and in the same order every time. */
  enumerate(space: S): Iterable<C>;
  /** As `enumerate`, but not in canonical form, where that is quicker and each cell still comes once. */
  enumerateQuickly?(space: S): Iterable<C> | undefined;
  /** Draws uniformly over `enumerate`. */
  sampler(space: S, random: Random): () => C;
  /** Whether `sampler` surely finds so many different cells quickly, known without counting the space. */
  samplesQuickly?(space: S, count: number): boolean;
  /** A quicker sampler that is not uniform, for spaces too large to list. */
  quickSampler?(space: S, random: Random): () => C;
  /** Another cell of the space, one edit away; without it, one of `neighbours`. */
  mutate?(space: S, cell: C, random: Random): C;
  /** Every cell one edit away, each once and the cell itself not. */
  neighbours(space: S, cell: C): readonly C[];
  /** Whether some plain data is a cell of the space. */
  contains(space: S, cell: C): boolean;
  /** The one cell that stands for all that compute the same; each stands for itself where absent. */
  canonical?(space: S, cell: C): C;
  /** Text of a canonical cell whose MD5 is its hash. */
  hashText(space: S, cell: C): string;
  /** Whether `enumerate` gives cells apart that have one hash, as NAS-Bench-201 counts its labellings. */
  twins?(space: S): boolean;
  /** Lists of whole numbers that are equal exactly where two cells are; the bytes of the spelling where absent. */
  numbers?(cell: C): readonly (readonly number[])[];
  sites(space: S, cell: C): readonly Site[];
  /** The published spelling; `read` gives the cell back. */
  write(space: S, cell: C): string;
  read(space: S, text: string): SpellingResult<C>;
  /** A line for each part, for screen readers and plain text; the operations chosen where absent. */
  describe?(space: S, cell: C, names?: readonly string[]): readonly string[];
  /** Whether the network of a cell may have more channels than its input; not where absent. */
  widens?(space: S): boolean;
  /** What a cell computes from one map. `names`: of its parts in the source. */
  block(space: S, cell: C, name: string, names?: readonly string[]): Block;
  /** The whole network of a cell, where it is not one that cells are stacked into. */
  network?(space: S, cell: C, title: Pick<NamedCell, 'doc'>): Network;
  /** How FLOPs are counted, where there is no skeleton that says so. */
  counting?(space: S): Counting;
  /** What a drawing shows; without it, the operations of `block`. */
  diagram?(space: S, cell: C, names: readonly string[] | undefined, showNames: boolean): Diagram;
  /** Which way a drawing runs unless said otherwise; to the right where absent. */
  readonly drawn?: 'right' | 'down';
  labelledGraph?(space: S, cell: C, names: readonly string[] | undefined): LabelledGraph;
  /** In what two cells differ, marked in the diagram of each. */
  difference?(space: S, a: C, b: C): readonly [Marks, Marks];
  /** What tells the space from others but for names; without it, all of its plain data. */
  key?(space: S): string;
  /** NAS-Bench-101's hash of the cell; `undefined` for one that the benchmark can't have. */
  moduleHash?(space: S, cell: C): string | undefined;
  /** Whether cells of the space can have one; not where absent. */
  hasModuleHashes?(space: S): boolean;
  /** Dotted paths of the Python classes that networks of its cells use: `blocks.Mixer`. */
  pythonClasses?(space: S): readonly string[];
  /** A quicker count of what the network costs; equal to the network's. */
  costs?(space: S, cell: C, counting: Counting): Cost;
}

export type BuiltInKind = 'graph' | 'network';

/** Looked at when a kind is asked for, and not before: the kinds use this module. The compiler checks that each is here. */
const builtInKinds = (): { readonly [K in BuiltInKind]: ChoiceKind<SpaceOf<K>, ChoiceValues[K]> } => ({
  graph: graphKind,
  network: networkKind,
});

let known: Map<string, ChoiceKind> | undefined;

function kinds(): Map<string, ChoiceKind> {
  known ??= new Map(Object.entries(builtInKinds() as unknown as Record<string, ChoiceKind>));
  return known;
}

/** Adds a kind of space at run time. */
export function registerKind<K extends KindName>(
  name: K,
  kind: ChoiceKind<SpaceOf<K>, ChoiceValues[K]>,
): void {
  if (kinds().has(name)) throw new Error(`There is a kind of space called ${name} already.`);
  // Each kind is given spaces and cells of its own alone.
  kinds().set(name, kind as unknown as ChoiceKind);
}

/** Whether there is the kind of a space that comes from a file. */
export function isKnownKind(space: SearchSpace): boolean {
  return kinds().has(space.kind ?? 'graph');
}

export function kindOf<S extends SearchSpace>(space: S): ChoiceKind<S, CellIn<S>> {
  const name: string = space.kind ?? 'graph';
  const kind = kinds().get(name);
  if (!kind) throw new Error(`This version of ReNAS has no search spaces of the kind ${name}.`);
  return kind as unknown as ChoiceKind<S, CellIn<S>>;
}
