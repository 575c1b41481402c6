import type { NetworkSpace } from '../../space';
import type { ChoiceNode, ListNode, NetworkCell, NodeValue, OneNode, OneValue, RecordNode } from './choices';

/** The statements of a cell as the Cell language has them: `low = [mb5, mb5]`, `width = 16`. */
export function cellStatements(
  { choices }: Pick<NetworkSpace, 'choices'>,
  { fields }: NetworkCell,
): string[] {
  return choices.fields.map(({ name, choices: node }, i) => `${name} = ${valueText(node, fields[i]!)}`);
}

export function valueText(node: ChoiceNode, value: NodeValue): string {
  if (node.kind === 'one') return optionText(node, value as OneValue);
  if (node.kind !== 'list') throw new Error(`A choice of the kind ${node.kind} has no text of its own.`);
  return listText(node, value as readonly NodeValue[]);
}

function listText({ each }: ListNode, values: readonly NodeValue[]): string {
  const items: { text: string; times: number }[] = [];
  for (const value of values) {
    const text = valueText(each, value);
    const last = items.at(-1);
    if (last?.text === text) last.times++;
    else items.push({ text, times: 1 });
  }
  return `[${items.map(({ text, times }) => (times === 1 ? text : `${text} * ${times}`)).join(', ')}]`;
}

function optionText({ of }: OneNode, { option, inner: then }: OneValue): string {
  const { name, inner: fields } = of[option]!;
  return fields && then ? `${name}(${argumentsText(fields, then)})` : name;
}

function argumentsText({ fields }: RecordNode, values: readonly NodeValue[]): string {
  return fields.map(({ name, choices }, i) => `${name}: ${valueText(choices, values[i]!)}`).join(', ');
}
