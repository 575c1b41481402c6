import type { ArgumentValue, Path } from '../../../network/network';
import type { Random } from '../../../random';
import type { Site } from '../../kind';
import type {
  ChoiceNode,
  ChoiceOption,
  Count,
  NodeKindName,
  NodeTypes,
  NodeValue,
  NodeValues,
} from '../choices';
import type { Profile, Signature } from '../signature';
import { graphNode } from './graph';
import { listNode } from './list';
import { oneNode } from './one';
import { recordNode } from './record';

/** What a node needs to know of the space that it stands in. */
export interface NodeContext {
  readonly counters: readonly Count[];
  /** Named choices that are reached with some options alone. */
  readonly conditional: readonly string[];
  /** The field of the root that the node stands in. */
  readonly field: string;
  /** Whether options are operations of layers, which conditions count. */
  readonly layers: boolean;
  /** Values of the named choices that the field depends on. */
  readonly values: ReadonlyMap<string, ArgumentValue>;
  /** Whether an option does nothing as a layer that keeps its shape. */
  passes(option: ChoiceOption): boolean;
  /** Whether the first layer of the stage keeps its shape. */
  readonly firstKeepsShape: boolean;
}

/**
 * What one kind of node of the tree can do. Kinds that nest ask for those of their children. Only canonical values are
 * counted, enumerated and drawn; conditions of the space are no concern of nodes.
 */
export interface NodeKind<N, V> {
  profile(node: N, context: NodeContext): Profile;
  /** Uniform over the values of a signature that the profile has. */
  sample(node: N, signature: Signature, context: NodeContext, random: Random): V;
  /** Lazily, in the same order every time. */
  enumerate(node: N, context: NodeContext): Iterable<V>;
  signatureOf(node: N, value: V, context: NodeContext): Signature;
  /** Whether plain data is a value of the node, canonical or not. */
  contains(node: N, value: unknown, context: NodeContext): boolean;
  canonical(node: N, value: V, context: NodeContext): V;
  /** Values one edit away, not all of them canonical. */
  neighbours(node: N, value: V, context: NodeContext): Iterable<V>;
  /** Some value. */
  initial(node: N, context: NodeContext): V;
  /** By names, for the hash of a canonical value: without layers that do nothing. */
  plain(node: N, value: V, context: NodeContext): unknown;
  sites(node: N, value: V, path: Path): Iterable<Site>;
}

export type BuiltInNode = 'one' | 'list' | 'record' | 'graph';

type AnyNode = NodeKind<ChoiceNode, NodeValue>;

/** The compiler checks that every built-in kind is here. */
const builtIn: { readonly [K in BuiltInNode]: NodeKind<NodeTypes[K], NodeValues[K]> } = {
  one: oneNode,
  list: listNode,
  record: recordNode,
  graph: graphNode,
};

let nodes: Map<string, AnyNode> | undefined;

function allNodes(): Map<string, AnyNode> {
  nodes ??= new Map(Object.entries(builtIn) as unknown as [string, AnyNode][]);
  return nodes;
}

/** Adds a kind of node at run time. */
export function registerNode<K extends NodeKindName>(
  name: K,
  kind: NodeKind<NodeTypes[K], NodeValues[K]>,
): void {
  if (allNodes().has(name)) throw new Error(`There is a kind of choice called ${name} already.`);
  allNodes().set(name, kind as unknown as AnyNode);
}

export function nodeKindOf(node: ChoiceNode): AnyNode {
  const kind = allNodes().get(node.kind);
  if (!kind) throw new Error(`This version of ReNAS has no choices of the kind ${node.kind}.`);
  return kind;
}

export function emptySignature({ counters, conditional }: NodeContext): Signature {
  return new Array<number>(counters.length + conditional.length).fill(0);
}
