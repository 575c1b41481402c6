import { sizeOf } from '../../../network/size';
import type { ChoiceNode, ListNode, NodeValue, OneNode, OneValue } from '../choices';
import {
  combined,
  type Profile,
  type ProfileEntry,
  product,
  profileOf,
  type Signature,
  sameSignature,
  weighted,
} from '../signature';
import { emptySignature, type NodeContext, type NodeKind, nodeKindOf } from './node';
import { oneProfile, oneSample, oneValues, optionValue } from './one';

/**
 * The layers of a stage. In the canonical form, layers that do nothing stand behind all others, and there are no more of
 * them than the shortest list has that holds the others.
 */
export const listNode: NodeKind<ListNode, readonly NodeValue[]> = {
  profile: (node, context) => planOf(node, inList(context)).whole,
  sample(node, signature, outer, random) {
    const context = inList(outer);
    const plan = planOf(node, context);
    const lists = plan.lists.flatMap(list =>
      [...list.active.values()].flatMap(entry =>
        sameSignature(combined(entry.signature, list.padSignature, context.counters.length), signature)
          ? [{ list, entry }]
          : [],
      ),
    );
    const { list, entry } = weighted(lists, drawn => drawn.entry.count, random);
    const values: NodeValue[] = [];
    let rest = entry.signature;
    for (let i = list.count; i > 0; i--) {
      const own = i === 1 ? plan.first : plan.later;
      const pairs = [...plan.prefixes[i - 1]!.values()].flatMap(before =>
        [...own.values()].flatMap(each =>
          sameSignature(combined(before.signature, each.signature, context.counters.length), rest)
            ? [{ before: before.signature, own: each.signature, count: before.count * each.count }]
            : [],
        ),
      );
      const pair = weighted(pairs, ({ count }) => count, random);
      values.unshift(
        isOne(node.each)
          ? oneSample(node.each, pair.own, context, random, allowedAt(i - 1, context))
          : nodeKindOf(node.each).sample(node.each, pair.own, context, random),
      );
      rest = pair.before;
    }
    return [...values, ...padding(node, list.pads, context)];
  },
  *enumerate(node, outer) {
    const context = inList(outer);
    for (const { count, pads } of planOf(node, context).lists)
      for (const values of sequences(node, context, count, 0))
        yield [...values, ...padding(node, pads, context)];
  },
  signatureOf(node, value, outer) {
    const context = inList(outer);
    return value.reduce<Signature>(
      (sum, each) =>
        combined(sum, nodeKindOf(node.each).signatureOf(node.each, each, context), context.counters.length),
      emptySignature(context),
    );
  },
  contains: (node, value, context) =>
    Array.isArray(value) &&
    lengthsOf(node, context).includes(value.length) &&
    value.every(each => nodeKindOf(node.each).contains(node.each, each, inList(context))),
  canonical(node, value, outer) {
    const context = inList(outer);
    const kept = active(node, value, context).map(each =>
      nodeKindOf(node.each).canonical(node.each, each, context),
    );
    const length = lengthsOf(node, context).find(least => least >= kept.length) ?? kept.length;
    return [...kept, ...padding(node, length - kept.length, context)];
  },
  *neighbours(node, value, outer) {
    const context = inList(outer);
    const kind = nodeKindOf(node.each);
    for (const [i, each] of value.entries())
      for (const other of kind.neighbours(node.each, each, context)) yield value.with(i, other);
    const lengths = lengthsOf(node, context);
    if (lengths.includes(value.length + 1))
      for (const more of isOne(node.each)
        ? node.each.of.map((_, option) => optionValue(node.each as OneNode, option, context))
        : [kind.initial(node.each, context)])
        for (let i = 0; i <= value.length; i++) yield value.toSpliced(i, 0, more);
    if (lengths.includes(value.length - 1)) for (const i of value.keys()) yield value.toSpliced(i, 1);
  },
  initial(node, context) {
    const [length = 1] = lengthsOf(node, context);
    const each = nodeKindOf(node.each).initial(node.each, inList(context));
    return new Array<NodeValue>(length).fill(each);
  },
  plain(node, value, outer) {
    const context = inList(outer);
    return active(node, value, context).map(each => nodeKindOf(node.each).plain(node.each, each, context));
  },
  *sites(node, value, path) {
    for (const [i, each] of value.entries())
      yield* nodeKindOf(node.each).sites(node.each, each, [...path, i]);
  },
};

/** How many layers a stage may have, rising. */
export function lengthsOf({ lengths }: ListNode, { values }: Pick<NodeContext, 'values'>): readonly number[] {
  return 'size' in lengths ? [sizeOf(lengths.size, values)] : lengths;
}

function isOne(node: ChoiceNode): node is OneNode {
  return node.kind === 'one';
}

function inList(context: NodeContext): NodeContext {
  return context.layers ? context : { ...context, layers: true };
}

/** Whether an option does something as the layer at an index. */
function allowedAt(index: number, context: NodeContext): (option: OneNode['of'][number]) => boolean {
  return option => (index === 0 && !context.firstKeepsShape) || !context.passes(option);
}

/** The layers that do something. */
function active(node: ListNode, value: readonly NodeValue[], context: NodeContext): readonly NodeValue[] {
  const { each } = node;
  if (!isOne(each)) return value;
  return value.filter((layer, i) => allowedAt(i, context)(each.of[(layer as OneValue).option]!));
}

/** Layers that do nothing. */
function padding({ each }: ListNode, count: number, context: NodeContext): NodeValue[] {
  if (count === 0 || !isOne(each)) return [];
  const option = each.of.findIndex(one => context.passes(one));
  return new Array<NodeValue>(count).fill(optionValue(each, option, context));
}

interface Plan {
  readonly first: Profile;
  readonly later: Profile;
  /** Of the layers that do something: of none, of one, … */
  readonly prefixes: readonly Profile[];
  readonly lists: readonly PlannedList[];
  readonly whole: Profile;
}

/** Lists with so many layers that do something, and behind them so many that do nothing. */
interface PlannedList {
  readonly count: number;
  readonly pads: number;
  readonly active: Profile;
  readonly padSignature: Signature;
}

const plans = new WeakMap<ListNode, Map<string, Plan>>();

function planOf(node: ListNode, context: NodeContext): Plan {
  const key = `${lengthsOf(node, context)};${context.firstKeepsShape}`;
  let known = plans.get(node);
  if (!known) {
    known = new Map();
    plans.set(node, known);
  }
  let plan = known.get(key);
  if (!plan) {
    plan = makePlan(node, context);
    known.set(key, plan);
  }
  return plan;
}

function makePlan(node: ListNode, context: NodeContext): Plan {
  const { each } = node;
  const counters = context.counters.length;
  const lengths = lengthsOf(node, context);
  const most = lengths.at(-1) ?? 0;
  const all = () => nodeKindOf(each).profile(each, context);
  const first = isOne(each) ? oneProfile(each, context, allowedAt(0, context)) : all();
  const later = isOne(each) ? oneProfile(each, context, allowedAt(1, context)) : all();
  const pad = isOne(each) ? each.of.findIndex(option => context.passes(option)) : -1;
  const padOne = pad < 0 ? undefined : optionValue(each as OneNode, pad, context);
  const none: Profile = new Map([['', { signature: emptySignature(context), count: 1n }]]);
  const prefixes: Profile[] = [none];
  for (let i = 1; i <= most; i++) prefixes.push(product(prefixes[i - 1]!, i === 1 ? first : later, counters));
  const lists: PlannedList[] = [];
  const entries: ProfileEntry[] = [];
  for (let count = 0; count <= most; count++) {
    const length = lengths.find(least => least >= count)!;
    const pads = length - count;
    if (pads > 0 && !padOne) continue;
    // A first layer that changes the shape is one that does something.
    if (count === 0 && !(padOne && context.firstKeepsShape)) continue;
    let padSignature = emptySignature(context);
    for (let i = 0; i < pads; i++)
      padSignature = combined(padSignature, nodeKindOf(each).signatureOf(each, padOne!, context), counters);
    const active = prefixes[count]!;
    lists.push({ count, pads, active, padSignature });
    for (const entry of active.values())
      entries.push({ signature: combined(entry.signature, padSignature, counters), count: entry.count });
  }
  return { first, later, prefixes, lists, whole: profileOf(entries) };
}

function* sequences(node: ListNode, context: NodeContext, count: number, at: number): Iterable<NodeValue[]> {
  if (at === count) yield [];
  else
    for (const value of isOne(node.each)
      ? oneValues(node.each, context, allowedAt(at, context))
      : nodeKindOf(node.each).enumerate(node.each, context))
      for (const rest of sequences(node, context, count, at + 1)) yield [value, ...rest];
}
