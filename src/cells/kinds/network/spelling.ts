import type { ArgumentValue } from '../../network/network';
import type { NetworkSpace } from '../../space';
import type { SpellingResult } from '../kind';
import type { ChoiceNode, ListNode, NetworkCell, NodeValue, OneNode, OneValue } from './choices';
import { lengthsOf } from './nodes/list';
import { namedValues } from './plan';
import { readStatements } from './readStatements';
import { cellStatements } from './text';

/** The published spelling where the space declares one, otherwise the statements of the cell: `w = 16; d1 = [conv3x3]`. */
export function writeSpelling(space: NetworkSpace, cell: NetworkCell): string {
  if (!space.spelling) return cellStatements(space, cell).join('; ');
  return space.spelling
    .map(part => {
      if ('text' in part) return part.text;
      const index = space.choices.fields.findIndex(({ name }) => name === part.field);
      const { choices } = space.choices.fields[index]!;
      const value = cell.fields[index]!;
      if (choices.kind === 'one') return codeOf(choices, value as OneValue);
      const layers = value as readonly OneValue[];
      return layers.map(layer => codeOf((choices as ListNode).each as OneNode, layer)).join(part.separator);
    })
    .join('');
}

/** Reads what `writeSpelling` writes; the statements of a cell in any space. */
export function parseSpelling(space: NetworkSpace, text: string): SpellingResult<NetworkCell> {
  const spelled = space.spelling ? readCodes(space, text.trim()) : undefined;
  if (spelled?.ok || (spelled && !text.includes('='))) return spelled;
  return readStatements(space, text);
}

function codeOf({ of }: OneNode, { option }: OneValue): string {
  const { name, aliases } = of[option]!;
  return aliases[0] ?? name;
}

/** Codes of each option: what is published, or else the name. */
function codesOf({ of }: OneNode): Map<string, number> {
  const codes = new Map<string, number>();
  for (const [option, { name, aliases }] of of.entries())
    for (const code of aliases.length > 0 ? aliases : [name]) if (!codes.has(code)) codes.set(code, option);
  return codes;
}

function readCodes(space: NetworkSpace, text: string): SpellingResult<NetworkCell> {
  const { fields } = space.choices;
  const values = new Array<NodeValue | undefined>(fields.length);
  let at = 0;
  const fail = (what: string): SpellingResult<NetworkCell> => ({
    ok: false,
    reason: at >= text.length ? 'truncated' : 'invalid',
    message:
      at >= text.length
        ? `The spelling ends where ${what} should follow.`
        : `"${text.slice(at, at + 20)}" stands where ${what} should follow in a spelling of ${space.name}.`,
  });
  const take = (node: OneNode): OneValue | undefined => {
    let longest: string | undefined;
    for (const code of codesOf(node).keys())
      if (text.startsWith(code, at) && code.length > (longest?.length ?? -1)) longest = code;
    if (longest === undefined) return undefined;
    at += longest.length;
    return { option: codesOf(node).get(longest)! };
  };
  for (const part of space.spelling!) {
    if ('text' in part) {
      if (!text.startsWith(part.text, at)) return fail(`"${part.text}"`);
      at += part.text.length;
      continue;
    }
    const index = fields.findIndex(({ name }) => name === part.field);
    const { choices } = fields[index]!;
    if (choices.kind === 'one') {
      const value = take(choices);
      if (!value) return fail(`a code of ${part.field}`);
      values[index] = value;
      continue;
    }
    const { each } = choices as ListNode;
    const lengths = lengthsOf(choices as ListNode, { values: partial(space, values) });
    const most = lengths.at(-1) ?? 0;
    const layers: OneValue[] = [];
    while (layers.length < most) {
      const before = at;
      if (layers.length > 0 && part.separator !== '') {
        if (!text.startsWith(part.separator, at)) break;
        at += part.separator.length;
      }
      const layer = take(each as OneNode);
      if (!layer) {
        at = before;
        break;
      }
      layers.push(layer);
    }
    if (!lengths.includes(layers.length)) return fail(`layer ${layers.length + 1} of ${part.field}`);
    values[index] = layers;
  }
  if (at < text.length) return fail('nothing');
  const named = partial(space, values);
  for (const [index, { choices }] of fields.entries()) values[index] ??= determinedValue(choices, named);
  return { ok: true, cell: { fields: values as NodeValue[] } };
}

/**
 * The one value of a stage whose layers leave no choice once the named choices are made; `undefined` where there is more
 * than one, or the node is of another kind.
 */
export function determinedValue(
  node: ChoiceNode,
  values: ReadonlyMap<string, ArgumentValue>,
): NodeValue | undefined {
  if (node.kind === 'one') return node.of.length === 1 && !node.of[0]!.inner ? { option: 0 } : undefined;
  if (node.kind !== 'list') return undefined;
  const { each } = node as ListNode;
  if (!isOne(each) || each.of.length !== 1 || each.of[0]!.inner) return undefined;
  const lengths = lengthsOf(node as ListNode, { values });
  return lengths.length === 1 ? new Array<NodeValue>(lengths[0]!).fill({ option: 0 }) : undefined;
}

/** Whether a node leaves no choice once the named choices are made. */
export function isDetermined(node: ChoiceNode): boolean {
  if (node.kind === 'one') return node.of.length === 1 && !node.of[0]!.inner;
  if (node.kind !== 'list') return false;
  const { each, lengths } = node as ListNode;
  return (
    isOne(each) && each.of.length === 1 && !each.of[0]!.inner && ('size' in lengths || lengths.length === 1)
  );
}

/** Values of the named choices read so far. */
function partial(space: NetworkSpace, values: readonly (NodeValue | undefined)[]) {
  const fields = space.choices.fields.map(
    ({ choices }, i) => values[i] ?? (isOne(choices) ? { option: 0 } : []),
  );
  return namedValues(space, { fields });
}

function isOne(node: ChoiceNode): node is OneNode {
  return node.kind === 'one';
}
