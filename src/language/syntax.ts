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

export type Declaration = UseDeclaration | SpaceDeclaration | CellDeclaration | OperationDefinition;

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

export type Statement = Binding | ListStatement | Setting | Measured;

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

/** `NAME = 16`: a size that the cell chooses. A word that it chooses is a binding to a reference. */
export interface Setting extends Span {
  readonly kind: 'setting';
  readonly name: Name;
  readonly value: Name & { readonly number: number };
}

export interface ListItem extends Span {
  readonly name: Name;
  /** `b(kernel: 3)`: what is chosen within the operation. */
  readonly arguments?: readonly Argument[];
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
  /** What makes it a space of networks, in the order written; absent in all others. */
  readonly parts?: readonly SpacePart[];
}

export type SpacePart = LayerOperations | Choose | Where | NetworkBlock | TrainingBlock;

export interface OperationsBlock extends Span {
  /** `vertices`, `edges`, or the name of a form that `spaceForms.ts` knows. */
  readonly on: string | undefined;
  /** `operations on layers NAME { … }` */
  readonly group?: Name;
  readonly operations: readonly OperationDeclaration[];
}

/** `sep3x3 = separable(kernel: 3)`, or a bare name of the catalogue; `aka "sep_conv_3x3"` lists published spellings. */
export interface OperationDeclaration extends Span {
  readonly name: Name;
  readonly definition: CatalogueCall | undefined;
  /** Of an operation on layers: the call behind `=`, whose arguments are formulas. */
  readonly call?: Formula;
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

/** `operations on layers { … }`, also the space's `operations` if it is the first. */
export interface LayerOperations extends OperationsBlock {
  readonly kind: 'operations';
}

/** `choose width = 16 | 32 aka "b"` */
export interface Choose extends Span {
  readonly kind: 'choose';
  readonly name: Name | undefined;
  readonly value: Formula | undefined;
}

/** `where c1 >= 4 * c0`, `where 2 <= count(attn) <= 4`: one operand more than comparisons. */
export interface Where extends Span {
  readonly kind: 'where';
  readonly operands: readonly Formula[];
  readonly comparisons: readonly Comparison[];
}

export type Comparison = '<' | '<=' | '=' | '>=' | '>';

/** `network { … }`, and the body of a declared operation. */
export interface NetworkBlock extends Span {
  readonly kind: 'network';
  readonly bindings: readonly NetworkBinding[];
}

export interface NetworkBinding extends Span {
  readonly name: Name;
  /** `output.NAME = …` */
  readonly part: Name | undefined;
  readonly value: Formula | undefined;
}

/** `training { images = 50000  choose rate = 0.05 | 0.1 }` */
export interface TrainingBlock extends Span {
  readonly kind: 'training';
  readonly properties: readonly Property[];
  readonly choices: readonly Choose[];
}

/** `operation NAME(kernel, stride = 1) { … }`, or `= external("module.Class", …)`. */
export interface OperationDefinition extends Span {
  readonly kind: 'operation';
  readonly doc: string | undefined;
  readonly name: Name | undefined;
  readonly parameters: readonly FormalParameter[];
  readonly body: NetworkBlock | undefined;
  readonly external: Formula | undefined;
}

export interface FormalParameter extends Span {
  readonly name: Name;
  readonly default: Formula | undefined;
}

/**
 * What stands in a network, behind the colon of an argument, in `choose` and in `where`: a value, a size, a word, or a
 * choice of several. Which of these it is follows from where it stands.
 */
export type Formula =
  | NumberFormula
  | SizeFormula
  | StringFormula
  | NameFormula
  | MemberFormula
  | CallFormula
  | BinaryFormula
  | RangeFormula
  | AlternativesFormula;

export interface NumberFormula extends Span {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
}
/** `32x32x3`, `7x1` */
export interface SizeFormula extends Span {
  readonly kind: 'size';
  readonly text: string;
}
export interface StringFormula extends Span {
  readonly kind: 'string';
  readonly text: string;
}
export interface NameFormula extends Span {
  readonly kind: 'name';
  readonly name: Name;
}
/** `input.channels` */
export interface MemberFormula extends Span {
  readonly kind: 'member';
  readonly of: Name;
  readonly member: Name | undefined;
}
export interface CallFormula extends Span {
  readonly kind: 'call';
  readonly callee: Name;
  readonly arguments: readonly Argument[];
}
export interface Argument extends Span {
  /** In front of a colon; absent for a value. */
  readonly name: Name | undefined;
  readonly value: Formula | undefined;
}
export interface BinaryFormula extends Span {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Formula;
  readonly right: Formula;
}
/** `128..224 by 32` */
export interface RangeFormula extends Span {
  readonly kind: 'range';
  readonly from: Formula;
  readonly to: Formula;
  readonly by: Formula | undefined;
}
/** `16 aka "a" | 32 aka "b"` */
export interface AlternativesFormula extends Span {
  readonly kind: 'alternatives';
  readonly options: readonly { readonly value: Formula; readonly aliases: readonly Spelling[] }[];
}
