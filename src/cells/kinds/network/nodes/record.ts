import type { NodeValue, RecordNode } from '../choices';
import { combined, type Profile, product, type Signature, sameSignature, weighted } from '../signature';
import { emptySignature, type NodeContext, type NodeKind, nodeKindOf } from './node';

/** Named choices, each made by itself. */
export const recordNode: NodeKind<RecordNode, readonly NodeValue[]> = {
  profile: (node, context) => prefixes(node, context).at(-1)!,
  sample(node, signature, context, random) {
    const all = prefixes(node, context);
    const values: NodeValue[] = [];
    let rest: Signature = signature;
    for (let i = node.fields.length - 1; i >= 0; i--) {
      const { choices } = node.fields[i]!;
      const own = nodeKindOf(choices).profile(choices, context);
      const pairs = [...all[i]!.values()].flatMap(before =>
        [...own.values()].flatMap(entry =>
          sameSignature(combined(before.signature, entry.signature, context.counters.length), rest)
            ? [{ before: before.signature, own: entry.signature, count: before.count * entry.count }]
            : [],
        ),
      );
      const pair = weighted(pairs, ({ count }) => count, random);
      values.unshift(nodeKindOf(choices).sample(choices, pair.own, context, random));
      rest = pair.before;
    }
    return values;
  },
  *enumerate(node, context) {
    yield* enumerateFrom(node, context, 0);
  },
  signatureOf: (node, value, context) =>
    node.fields.reduce<Signature>(
      (sum, { choices }, i) =>
        combined(sum, nodeKindOf(choices).signatureOf(choices, value[i]!, context), context.counters.length),
      emptySignature(context),
    ),
  contains: (node, value, context) =>
    Array.isArray(value) &&
    value.length === node.fields.length &&
    node.fields.every(({ choices }, i) => nodeKindOf(choices).contains(choices, value[i], context)),
  canonical: (node, value, context) =>
    node.fields.map(({ choices }, i) => nodeKindOf(choices).canonical(choices, value[i]!, context)),
  *neighbours(node, value, context) {
    for (const [i, { choices }] of node.fields.entries())
      for (const other of nodeKindOf(choices).neighbours(choices, value[i]!, context))
        yield value.with(i, other);
  },
  initial: (node, context) => node.fields.map(({ choices }) => nodeKindOf(choices).initial(choices, context)),
  plain: (node, value, context) =>
    Object.fromEntries(
      node.fields.map(({ name, choices }, i) => [
        name,
        nodeKindOf(choices).plain(choices, value[i]!, context),
      ]),
    ),
  *sites(node, value, path) {
    for (const [i, { name, choices }] of node.fields.entries())
      yield* nodeKindOf(choices).sites(choices, value[i]!, [...path, name]);
  },
};

/** Profiles of the first fields: of none, of one, … of all. */
function prefixes(node: RecordNode, context: NodeContext): Profile[] {
  const all: Profile[] = [new Map([['', { signature: emptySignature(context), count: 1n }]])];
  for (const { choices } of node.fields)
    all.push(product(all.at(-1)!, nodeKindOf(choices).profile(choices, context), context.counters.length));
  return all;
}

function* enumerateFrom(node: RecordNode, context: NodeContext, at: number): Iterable<NodeValue[]> {
  const field = node.fields[at];
  if (!field) yield [];
  else
    for (const value of nodeKindOf(field.choices).enumerate(field.choices, context))
      for (const rest of enumerateFrom(node, context, at + 1)) yield [value, ...rest];
}
