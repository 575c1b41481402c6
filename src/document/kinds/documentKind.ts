import type { Cell, ChoiceValues } from '../../cells/cell';
import type { BuiltInKind } from '../../cells/kinds/kind';
import type { ChoiceNodes, KindName, OperationType, SearchSpace, SpaceOf } from '../../cells/space';
import type { PropertyForm } from '../../language/properties';
import { registerSpaceForm } from '../../language/spaceForms';
import type { CellBlock, CellDeclaration, Property, Span } from '../../language/syntax';
import type { LoweredCell } from '../lower';
import { graphDocument } from './graphDocument';
import { networkDocument } from './network/networkDocument';

export type Report = (span: Span, code: string, message: string) => undefined;

/** The properties that a space declares besides its operations and its skeleton. */
export interface Declared {
  /** By name; the first of two that have the same. */
  readonly own: Readonly<Record<string, Property | undefined>>;
  /** A whole number; reports one that is none or lies outside of `min` to `max`. */
  figure(property: Property | undefined, min: number, max: number): number | undefined;
  readonly report: Report;
}

/** What there is to choose in a space that declares a skeleton. */
type StackedChoices = ChoiceNodes[Exclude<KindName, 'network'>];

/** How spaces and cells of one kind are written in the Cell language. */
export interface DocumentKind<N = StackedChoices, S = SearchSpace, C = Cell> {
  /** What is chosen in a space with `operations on FORM`; reports what is wrong with its figures. */
  lowerSpace(form: string, declared: Declared, operations: readonly OperationType[]): N | undefined;
  lowerCell(declaration: CellDeclaration, body: CellBlock, space: S): LoweredCell;
  /** Names of the parts of a cell that was given by its spelling; none where absent. */
  names?(space: S, cell: C): readonly string[];
  /** The statements of a cell; `undefined` where it has its published spelling alone. */
  printCell(space: S, cell: C, names: readonly string[] | undefined): readonly string[] | undefined;
  /** `whole`: all of the declaration, and of the operations that it needs. */
  printSpace(space: S): {
    readonly on: string;
    readonly properties: readonly string[];
    readonly whole?: string;
  };
}

type DocumentKindOf<K extends KindName> = DocumentKind<ChoiceNodes[K], SpaceOf<K>, ChoiceValues[K]>;

/** The compiler checks that every built-in kind is here. */
const builtInKinds: { readonly [K in BuiltInKind]: DocumentKindOf<K> } = {
  graph: graphDocument,
  network: networkDocument,
};

const graph = builtInKinds.graph as unknown as DocumentKind;
const network = builtInKinds.network as unknown as DocumentKind;
const byKind = new Map<string, DocumentKind>([
  ['graph', graph],
  ['network', network],
]);
const byForm = new Map<string, DocumentKind>([
  ['vertices', graph],
  ['edges', graph],
  ['layers', network],
]);

/** Adds how a kind is written: `operations on NAME { … }` with these properties, and `NAME = [ … ]` in its cells. */
export function registerDocumentKind<K extends KindName>(
  name: K,
  properties: Readonly<Record<string, PropertyForm>>,
  kind: DocumentKindOf<K>,
): void {
  registerSpaceForm(name, properties);
  // Each kind is given spaces and cells of its own alone.
  const own = kind as unknown as DocumentKind;
  byKind.set(name, own);
  byForm.set(name, own);
}

export function documentKindOf(space: SearchSpace): DocumentKind {
  return byKind.get(space.kind ?? 'graph')!;
}

export function documentKindNamed(form: string): DocumentKind {
  return byForm.get(form)!;
}
