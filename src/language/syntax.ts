/**
 * The tree of a `.cell` file. Every node carries the half-open span of UTF-16 code units it was read from.
 * Parsing never fails: where the text is broken, the parts that could not be read are `undefined`.
 */
export interface CellFile {
  readonly text: string;
  readonly declarations: readonly Declaration[];
  /** Line and block comments in order, documentation comments (`///`) included. */
  readonly comments: readonly Comment[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Comment extends Span {
  readonly kind: 'line' | 'block' | 'doc';
}

export interface Name extends Span {
  readonly text: string;
}

export type Declaration = UseDeclaration | SpaceDeclaration | CellDeclaration;

export interface UseDeclaration extends Span {
  readonly kind: 'use';
  readonly space: Name | undefined;
}

export interface CellDeclaration extends Span {
  readonly kind: 'cell';
  /** Text of the `///` lines above, markers removed. */
  readonly doc: string | undefined;
  readonly name: Name | undefined;
  /** After the colon; where it is absent, the last `use` above names the space. */
  readonly space: Name | undefined;
  readonly body: CellBlock | Spelling | undefined;
}

export interface CellBlock extends Span {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

/** `cell best : nasbench201 = "|nor_conv_3x3~0|+…"`: a cell by its published spelling. The span includes the quotes. */
export interface Spelling extends Span {
  readonly kind: 'spelling';
  readonly text: string;
}

export type Statement = Binding | ListStatement | Measured;

export interface Binding extends Span {
  readonly kind: 'binding';
  readonly name: Name;
  readonly value: Sum | undefined;
}

/** `NAME = [a, b * 3]`: what a cell chooses that is no graph. */
export interface ListStatement extends Span {
  readonly kind: 'list';
  readonly name: Name;
  readonly items: readonly ListItem[];
}

export interface ListItem extends Span {
  readonly name: Name;
  /** `b * 3` is `b` three times. */
  readonly times: number;
}

/** `measured cifar10-valid = 91.61 % ± 0.2 (epochs: 12, seeds: 3)` */
export interface Measured extends Span {
  readonly kind: 'measured';
  /** Plain, or out of double quotes; its span includes them. */
  readonly metric: Name | undefined;
  readonly value: number | undefined;
  readonly percent: boolean;
  /** Behind `±`, the sign in its span. */
  readonly deviation: (Span & { readonly value: number | undefined }) | undefined;
  readonly arguments: readonly MeasuredArgument[];
}

/** `epochs: 12`, `goal: min` */
export interface MeasuredArgument extends Span {
  readonly name: Name;
  readonly value: number | undefined;
  readonly word: Name | undefined;
}

export interface Sum extends Span {
  readonly kind: 'sum';
  readonly terms: readonly Term[];
}

export type Term = Reference | Call;

export interface Reference extends Span {
  readonly kind: 'reference';
  readonly name: Name;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Name;
  readonly arguments: readonly Sum[];
}

export interface SpaceDeclaration extends Span {
  readonly kind: 'space';
  readonly doc: string | undefined;
  readonly name: Name | undefined;
  readonly operations: OperationsBlock | undefined;
  /** `vertices <= 8`, `merge = sum`, … in the order written. */
  readonly properties: readonly Property[];
  readonly skeleton: SkeletonBlock | undefined;
}

export interface OperationsBlock extends Span {
  /** `vertices`, `edges`, or the name of a form that `spaceForms.ts` knows. */
  readonly on: string | undefined;
  readonly operations: readonly OperationDeclaration[];
}

/** `sep3x3 = separable(kernel: 3)`, or a bare name of the catalogue; `aka "sep_conv_3x3"` lists published spellings. */
export interface OperationDeclaration extends Span {
  readonly name: Name;
  readonly definition: CatalogueCall | undefined;
  readonly aliases: readonly Spelling[];
}

export interface CatalogueCall extends Span {
  readonly callee: Name;
  readonly arguments: readonly {
    readonly name: Name;
    readonly value: number | undefined;
    readonly span: Span;
  }[];
}

export interface SkeletonBlock extends Span {
  readonly properties: readonly Property[];
}

export interface Property extends Span {
  readonly name: Name;
  readonly relation: '=' | '<=';
  /** A number, a name (`concat`), or an image size (`32x32x3`), as written. */
  readonly value: (Name & { readonly number: number | undefined }) | undefined;
}
