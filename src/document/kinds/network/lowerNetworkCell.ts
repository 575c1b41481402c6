import type {
  ChoiceNode,
  ChoiceOption,
  ListNode,
  NodeValue,
  OneNode,
  OneValue,
} from '../../../cells/kinds/network/choices';
import { networkKind } from '../../../cells/kinds/network/networkKind';
import { lengthsOf } from '../../../cells/kinds/network/nodes/list';
import { nodeKindOf } from '../../../cells/kinds/network/nodes/node';
import { contextOf, meetsConditions, namedValues, planOf } from '../../../cells/kinds/network/plan';
import { isNetworkCell, optionNamed } from '../../../cells/kinds/network/readStatements';
import { determinedValue } from '../../../cells/kinds/network/spelling';
import { valueText } from '../../../cells/kinds/network/text';
import type { NetworkSpace } from '../../../cells/space';
import { quoted } from '../../../language/cursor';
import type { CellBlock, CellDeclaration, ListItem, Name, Span } from '../../../language/syntax';
import type { LoweredCell } from '../../lower';
import { Findings } from './lowering';

/** Layers of a stage that a text may ask for. */
const maxLayers = 10_000;

/** Makes the cell of a block and holds it against its space. */
export function lowerNetworkCell(
  declaration: CellDeclaration,
  body: CellBlock,
  space: NetworkSpace,
): LoweredCell {
  const findings = new Findings();
  const { fields } = space.choices;
  const values = new Map<string, NodeValue>();
  const spans = new Map<string, readonly (Span | undefined)[]>();
  const said = new Set<string>();
  const lengthsSpan = new Map<string, Span>();
  for (const statement of body.statements) {
    if (statement.kind === 'measured') continue;
    const { name } = statement;
    const field = fields.find(each => each.name === name.text);
    if (!field) {
      findings.unknown(
        name,
        'unknown-choice',
        `choice of ${space.name} called`,
        fields.map(each => each.name),
      );
      continue;
    }
    if (said.has(name.text)) {
      findings.error(name, 'bound-twice', `${quoted(name.text)} is chosen twice.`);
      continue;
    }
    said.add(name.text);
    const { choices } = field;
    if (choices.kind === 'list') {
      if (statement.kind !== 'list') {
        findings.error(
          statement,
          'wrong-form',
          `${quoted(name.text)} is a stage: list its layers, as in '${name.text} = ${example(space, field.name)}'.`,
        );
        continue;
      }
      const layers = listValue(statement.items, choices, space, findings);
      lengthsSpan.set(name.text, statement);
      if (layers) {
        values.set(name.text, layers.values);
        spans.set(name.text, layers.spans);
      }
      continue;
    }
    const word = statement.kind === 'list' ? undefined : wordOf(statement);
    if (!word) {
      findings.error(statement, 'wrong-form', `${quoted(name.text)} is one of ${optionNames(choices)}.`);
      continue;
    }
    const option = optionNamed((choices as OneNode).of, normal(word.text));
    if (option < 0) {
      const names = (choices as OneNode).of.map(each => each.name);
      findings.notAmong(
        word,
        'unknown-option',
        `${quoted(name.text)} is one of ${optionNames(choices)}`,
        names,
      );
    } else {
      values.set(name.text, { option });
      spans.set(name.text, [word]);
    }
  }
  for (const { name, choices } of fields)
    if (!said.has(name)) {
      const only = onlyValue(space, choices, values);
      if (only) values.set(name, only);
    }
  const missing = fields.filter(({ name }) => !said.has(name) && !values.has(name));
  if (missing.length > 0 && !findings.failed) {
    const names = missing.map(({ name }) => quoted(name)).join(', ');
    const called = declaration.name ? `Cell ${quoted(declaration.name.text)}` : 'This cell';
    const close = body.end - 1;
    const lines = missing.map(({ name }) => `  ${name} = ${example(space, name)}\n`).join('');
    findings.error(
      declaration.name ?? { start: body.start, end: body.start + 1 },
      'missing-choice',
      `${called} does not say ${names}.`,
      { title: `Add ${names}`, edits: [{ start: close, end: close, text: lines }] },
    );
  }
  const cell = { fields: fields.map(({ name }) => values.get(name)!) };
  if (!findings.failed) {
    const named = namedValues(space, cell);
    for (const { name, choices } of fields) {
      if (choices.kind !== 'list') continue;
      const lengths = lengthsOf(choices, { values: named });
      const layers = values.get(name) as readonly NodeValue[];
      const at = lengthsSpan.get(name) ?? declaration.name ?? body;
      if (!lengths.includes(layers.length))
        findings.error(
          at,
          'wrong-length',
          `${quoted(name)} has ${lengthText(lengths)}, and this one has ${layers.length}.`,
        );
    }
  }
  if (!findings.failed && !isNetworkCell(space, cell)) findings.failed = true;
  if (!findings.failed && !meetsConditions(space, networkKind.canonical!(space, cell)))
    for (const condition of space.where)
      if (!meetsConditions({ ...space, where: [condition] }, networkKind.canonical!(space, cell)))
        findings.error(
          declaration.name ?? body,
          'broken-condition',
          `This cell breaks a condition of ${space.name}: ${condition.text}.`,
        );
  if (findings.failed) return { cell: undefined, names: [], sites: [], diagnostics: findings.diagnostics };
  return {
    cell,
    names: [],
    sites: fields.flatMap(({ name }) => spans.get(name) ?? []),
    diagnostics: findings.diagnostics,
  };
}

function wordOf(statement: { kind: string; value?: unknown }): Name | undefined {
  const value = statement.value as
    | (Name & { number?: number })
    | { terms?: readonly { kind: string; name?: Name }[] }
    | undefined;
  if (!value) return undefined;
  if ('text' in value) return value;
  const [term, more] = value.terms ?? [];
  return term?.kind === 'reference' && !more ? term.name : undefined;
}

/** `0.50` is the option 0.5. */
function normal(word: string): string {
  return /^-?[\d.]+(?:[eE][+-]?\d+)?$/.test(word) && Number.isFinite(Number(word)) ? `${Number(word)}` : word;
}

function listValue(
  items: readonly ListItem[],
  { each }: ListNode,
  space: NetworkSpace,
  findings: Findings,
): { values: NodeValue[]; spans: Span[] } | undefined {
  const node = each as OneNode;
  const values: NodeValue[] = [];
  const spans: Span[] = [];
  let right = true;
  for (const item of items) {
    const value = itemValue(item, node, space, findings);
    if (!Number.isInteger(item.times) || item.times < 1 || item.times > maxLayers) {
      findings.error(item, 'wrong-value', `A layer comes 1 to ${maxLayers} times.`);
      right = false;
    } else if (value)
      for (let i = 0; i < item.times && values.length < maxLayers; i++) {
        values.push(value);
        spans.push(item.name);
      }
    else right = false;
  }
  return right ? { values, spans } : undefined;
}

function itemValue(
  item: ListItem,
  node: OneNode,
  space: NetworkSpace,
  findings: Findings,
): OneValue | undefined {
  const { name, arguments: given = [] } = item;
  const option = optionNamed(node.of, name.text);
  if (option < 0)
    return findings.unknown(
      name,
      'unknown-operation',
      `operation of ${space.name} called`,
      node.of.map(each => each.name),
    );
  const { inner: then } = node.of[option]!;
  const chosen = new Map<string, OneValue>();
  for (const argument of given) {
    const field = then?.fields.find(each => each.name === argument.name?.text);
    if (!argument.name || !field) {
      const names = then?.fields.map(each => each.name) ?? [];
      if (argument.name && names.length > 0)
        return findings.unknown(argument.name, 'unknown-argument', `choice of '${name.text}' called`, names);
      return findings.error(
        argument,
        'unknown-argument',
        names.length > 0
          ? `What ${quoted(name.text)} chooses has names: ${quoted(exampleCall(node.of[option]!))}.`
          : `There is nothing to choose in ${quoted(name.text)}.`,
      );
    }
    const { value } = argument;
    const word =
      value?.kind === 'number' || value?.kind === 'size'
        ? value.text
        : value?.kind === 'name'
          ? value.name.text
          : undefined;
    const of = (field.choices as OneNode).of;
    const index = word === undefined ? -1 : optionNamed(of, normal(word));
    if (index < 0)
      return findings.error(
        value ?? argument,
        'unknown-option',
        `${quoted(field.name)} is one of ${optionNames(field.choices)}.`,
      );
    chosen.set(field.name, { option: index });
  }
  if (!then) return { option };
  const missing = then.fields.filter(each => !chosen.has(each.name));
  if (missing.length > 0) {
    const text = missing.map(each => `${each.name}: ${valueText(each.choices, { option: 0 })}`).join(', ');
    const bare = given.length === 0 && item.arguments === undefined;
    return findings.error(
      name,
      'missing-argument',
      `${quoted(name.text)} does not say its ${missing.map(each => each.name).join(', ')}.`,
      bare
        ? { title: `Add '${text}'`, edits: [{ start: name.end, end: name.end, text: `(${text})` }] }
        : undefined,
    );
  }
  return { option, inner: then.fields.map(each => chosen.get(each.name)!) };
}

/** `mb(kernel: 3, expand: 6)`, with the first option of each choice. */
function exampleCall({ name, inner }: ChoiceOption): string {
  const given = inner?.fields.map(each => `${each.name}: ${valueText(each.choices, { option: 0 })}`) ?? [];
  return `${name}(${given.join(', ')})`;
}

/** The value of a choice that leaves none, given the named choices. */
function onlyValue(
  space: NetworkSpace,
  choices: ChoiceNode,
  values: ReadonlyMap<string, NodeValue>,
): NodeValue | undefined {
  const fields = space.choices.fields.map(
    field => values.get(field.name) ?? (field.choices.kind === 'one' ? { option: 0 } : []),
  );
  return determinedValue(choices, namedValues(space, { fields }));
}

function optionNames(node: ChoiceNode): string {
  const names = (node as OneNode).of.map(({ name }) => name);
  if (names.length === 1) return names[0]!;
  if (names.length > 12) return `${names.slice(0, 3).join(', ')}, … and ${names.at(-1)}`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function lengthText(lengths: readonly number[]): string {
  const [first = 0] = lengths;
  const last = lengths.at(-1) ?? 0;
  const text =
    first === last
      ? `${first}`
      : last - first === lengths.length - 1
        ? `${first} to ${last}`
        : lengths.join(', ');
  return `${text} ${text === '1' ? 'layer' : 'layers'}`;
}

/** What a stage or a choice may be, as it is written. */
export function example(space: NetworkSpace, name: string): string {
  const { choices } = space.choices.fields.find(field => field.name === name)!;
  const values = namedValues(space, {
    fields: space.choices.fields.map(field => (field.choices.kind === 'one' ? { option: 0 } : [])),
  });
  return valueText(choices, nodeKindOf(choices).initial(choices, contextOf(planOf(space), name, values)));
}
