import type { OperationType } from '../../../space';
import type { ChoiceOption, OneNode, OneValue } from '../choices';
import { combined, type Profile, profileOf, type Signature, sameSignature, weighted } from '../signature';
import { emptySignature, type NodeContext, type NodeKind } from './node';
import { recordNode } from './record';

type Allowed = (option: ChoiceOption) => boolean;

/** One of several options, and what is chosen within it. */
export const oneNode: NodeKind<OneNode, OneValue> = {
  profile: (node, context) => oneProfile(node, context),
  sample: (node, signature, context, random) => oneSample(node, signature, context, random),
  enumerate: (node, context) => oneValues(node, context),
  signatureOf(node, { option, inner: then }, context) {
    const chosen = node.of[option]!;
    const own = contribution(chosen, context);
    if (!chosen.inner || !then) return own;
    return combined(
      own,
      recordNode.signatureOf(chosen.inner, then, within(context)),
      context.counters.length,
    );
  },
  contains(node, value, context) {
    if (typeof value !== 'object' || value === null || !('option' in value)) return false;
    const option = typeof value.option === 'number' ? node.of[value.option] : undefined;
    if (!option) return false;
    const then = 'inner' in value ? value.inner : undefined;
    return option.inner ? recordNode.contains(option.inner, then, within(context)) : then === undefined;
  },
  canonical(node, value, context) {
    const { inner } = node.of[value.option]!;
    return inner && value.inner
      ? { option: value.option, inner: recordNode.canonical(inner, value.inner, within(context)) }
      : { option: value.option };
  },
  *neighbours(node, value, context) {
    const chosen = node.of[value.option]!;
    for (const [option, other] of node.of.entries())
      if (option !== value.option) yield changedTo(option, other, chosen, value, context);
    if (chosen.inner && value.inner)
      for (const then of recordNode.neighbours(chosen.inner, value.inner, within(context)))
        yield { option: value.option, inner: then };
  },
  initial: (node, context) => optionValue(node, 0, context),
  plain(node, { option, inner: then }, context) {
    const { name, inner } = node.of[option]!;
    return inner && then ? [name, recordNode.plain(inner, then, within(context))] : name;
  },
  *sites(node, { option, inner: then }, path) {
    yield { path, chosen: option, options: node.of.map(asOperation) };
    const inner = node.of[option]?.inner;
    if (inner && then) yield* recordNode.sites(inner, then, path);
  },
};

export function oneProfile(node: OneNode, context: NodeContext, allowed: Allowed = () => true): Profile {
  const entries = node.of.filter(allowed).flatMap(option => {
    const own = contribution(option, context);
    if (!option.inner) return [{ signature: own, count: 1n }];
    return [...recordNode.profile(option.inner, within(context)).values()].map(({ signature, count }) => ({
      signature: combined(own, signature, context.counters.length),
      count,
    }));
  });
  return profileOf(entries);
}

export function oneSample(
  node: OneNode,
  signature: Signature,
  context: NodeContext,
  random: Parameters<typeof weighted>[2],
  allowed: Allowed = () => true,
): OneValue {
  const candidates = node.of.flatMap((option, index) => {
    if (!allowed(option)) return [];
    const own = contribution(option, context);
    if (!option.inner) return sameSignature(own, signature) ? [{ index, count: 1n, inner: signature }] : [];
    return [...recordNode.profile(option.inner, within(context)).values()].flatMap(entry =>
      sameSignature(combined(own, entry.signature, context.counters.length), signature)
        ? [{ index, count: entry.count, inner: entry.signature }]
        : [],
    );
  });
  const { index, inner } = weighted(candidates, ({ count }) => count, random);
  const { inner: then } = node.of[index]!;
  return then
    ? { option: index, inner: recordNode.sample(then, inner, within(context), random) }
    : { option: index };
}

export function* oneValues(
  node: OneNode,
  context: NodeContext,
  allowed: Allowed = () => true,
): Iterable<OneValue> {
  for (const [option, chosen] of node.of.entries()) {
    if (!allowed(chosen)) continue;
    if (!chosen.inner) yield { option };
    else
      for (const then of recordNode.enumerate(chosen.inner, within(context))) yield { option, inner: then };
  }
}

/** An option with the first of what there is to choose within it. */
export function optionValue(node: OneNode, option: number, context: NodeContext): OneValue {
  const { inner: then } = node.of[option]!;
  return then ? { option, inner: recordNode.initial(then, within(context)) } : { option };
}

/** Another option, with what was chosen for arguments of the same name and options. */
function changedTo(
  option: number,
  other: ChoiceOption,
  chosen: ChoiceOption,
  value: OneValue,
  context: NodeContext,
): OneValue {
  if (!other.inner) return { option };
  const fresh = recordNode.initial(other.inner, within(context));
  const then = other.inner.fields.map((field, i) => {
    const at = chosen.inner?.fields.findIndex(({ name }) => name === field.name) ?? -1;
    const same =
      at >= 0 && JSON.stringify(chosen.inner!.fields[at]!.choices) === JSON.stringify(field.choices);
    return (same && value.inner?.[at]) || fresh[i]!;
  });
  return { option, inner: then };
}

function contribution({ name, uses = [] }: ChoiceOption, context: NodeContext): Signature {
  if (context.counters.length + context.conditional.length === 0) return emptySignature(context);
  return [
    ...context.counters.map(({ count, within }) =>
      context.layers && count === name && (within === undefined || within === context.field) ? 1 : 0,
    ),
    ...context.conditional.map(choice => (uses.includes(choice) ? 1 : 0)),
  ];
}

/** What is chosen within an option is no layer. */
function within(context: NodeContext): NodeContext {
  return context.layers ? { ...context, layers: false } : context;
}

function asOperation({ name, aliases, value }: ChoiceOption): OperationType {
  const kind = typeof value === 'object' ? value.callee : 'choice';
  return { name, aliases, definition: { kind } };
}
