import type { GraphCell } from '../../cell';
import type { Block, Call } from '../../network/network';
import type { Counting } from '../../network/operation';
import type { Size } from '../../network/size';
import type { GraphChoices, OperationType } from '../../space';

/**
 * A space of networks: a tree of choices, and the network that what was chosen gives. Plain data. Nodes of the tree are of
 * open kinds, as spaces are: another module declares one on `NodeTypes` and `NodeValues` and calls `registerNode`.
 */
export interface NetworkChoices {
  readonly kind: 'network';
  readonly choices: RecordNode;
  readonly network: NetworkTemplate;
  /** Conditions on a cell in its canonical form. */
  readonly where: readonly Condition[];
  readonly training: Training;
  /** How tables write a cell; `null` where only its source is read. */
  readonly spelling: readonly SpellingPart[] | null;
  readonly counting: Counting;
  /** The declarations that it was read from. */
  readonly source: string;
}

/** A network whose sizes may be choices, and whose stages are open. */
export interface NetworkTemplate {
  readonly main: Block;
  /** Declared operations, by name: those of its calls, and of the options of layers. */
  readonly blocks: readonly Block[];
  readonly input: { readonly channels: Size; readonly extent: readonly Size[] };
}

export interface NodeTypes {
  one: OneNode;
  list: ListNode;
  record: RecordNode;
  graph: GraphNode;
}

/** What a cell has at a node of each kind. */
export interface NodeValues {
  one: OneValue;
  list: readonly NodeValue[];
  /** In the order of the fields. */
  record: readonly NodeValue[];
  graph: GraphCell;
}

export type NodeKindName = keyof NodeTypes & keyof NodeValues;
export type ChoiceNode = NodeTypes[NodeKindName];
export type NodeValue = OneValue | GraphCell | NodeValueList | OtherValues;
export interface NodeValueList extends ReadonlyArray<NodeValue> {}
type OtherValues = NodeValues[Exclude<NodeKindName, 'one' | 'list' | 'record' | 'graph'>];

/** One of several: the operation of a layer, a width, a kernel, a word such as `relu`. */
export interface OneNode {
  readonly kind: 'one';
  readonly of: readonly ChoiceOption[];
}

export interface OneValue {
  readonly option: number;
  /** What was chosen within the option; absent where there is nothing to choose. */
  readonly inner?: readonly NodeValue[];
}

export interface ChoiceOption {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly value: number | string | boolean | Call;
  /** Choices that exist only with this option: the arguments of the call that are chosen for each layer. */
  readonly inner?: RecordNode;
  /** Named choices of the space that the call reads. */
  readonly uses?: readonly string[];
}

/** The layers of a stage. */
export interface ListNode {
  readonly kind: 'list';
  /** How many there may be, rising; or a size of named choices. */
  readonly lengths: readonly number[] | { readonly size: Size; readonly most: number };
  readonly each: ChoiceNode;
}

export interface RecordNode {
  readonly kind: 'record';
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly choices: ChoiceNode;
}

/** A cell that is a graph, as one choice among others. */
export interface GraphNode extends Omit<GraphChoices, 'kind'> {
  readonly kind: 'graph';
  readonly operations: readonly OperationType[];
  /** ReLU, convolution, batch norm instead of convolution, batch norm, ReLU. */
  readonly preactivation: boolean;
}

/** A chain of comparisons, one operand more than there are of these: `2 <= count(attn) <= 4`. */
export interface Condition {
  readonly operands: readonly (Size | Count)[];
  readonly comparisons: readonly ('<' | '<=' | '=' | '>=' | '>')[];
  /** As it is declared. */
  readonly text: string;
}

/** How many layers chose an operation, in one stage or in all. */
export interface Count {
  readonly count: string;
  readonly within?: string;
}

/** Facts about the training, where they are stated, and which fields of the tree are settings of it. */
export interface Training {
  readonly images: number | null;
  readonly epochs: number | null;
  readonly settings: readonly string[];
}

export type SpellingPart =
  | { readonly text: string }
  /** A field of the tree; its layers are separated by `separator`. */
  | { readonly field: string; readonly separator: string };

/** A cell: what was chosen for each field of the tree. */
export interface NetworkCell {
  readonly fields: readonly NodeValue[];
}
