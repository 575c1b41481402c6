import type { NetworkSpace } from '../../space';
import type { SpellingResult } from '../kind';
import type {
  ChoiceNode,
  ChoiceOption,
  ListNode,
  NetworkCell,
  NodeValue,
  OneNode,
  OneValue,
} from './choices';
import { nodeKindOf } from './nodes/node';
import { contextOf, namedValues, planOf } from './plan';

/** Reads the statements of a cell, `w = 16; d1 = [mb(kernel: 3), skip * 2]`, as `cellStatements` writes them. */
export function readStatements(space: NetworkSpace, text: string): SpellingResult<NetworkCell> {
  const tokens = text.match(/[\p{ID_Start}_][\p{ID_Continue}-]*|-?[\d.]+[\p{ID_Continue}]*|\S/gu) ?? [];
  let at = 0;
  const { fields } = space.choices;
  const values = new Array<NodeValue | undefined>(fields.length);
  const wrong = (message: string) => new SyntaxError(message);
  const expect = (token: string) => {
    if (tokens[at++] !== token) throw wrong(`'${token}' is missing in this cell of ${space.name}.`);
  };
  const readOne = (node: OneNode): OneValue => {
    const word = tokens[at++] ?? '';
    const option = optionNamed(node.of, word);
    if (option < 0) throw wrong(`'${word.slice(0, 40)}' is nothing that ${space.name} chooses there.`);
    const { inner: then } = node.of[option]!;
    if (!then) return { option };
    const chosen = new Map<string, NodeValue>();
    expect('(');
    while (tokens[at] !== ')' && at < tokens.length) {
      const name = tokens[at++]!;
      const field = then.fields.find(each => each.name === name);
      if (!field) throw wrong(`'${name.slice(0, 40)}' is nothing to choose in '${word}'.`);
      expect(':');
      chosen.set(name, readValue(field.choices));
      if (tokens[at] === ',') at++;
    }
    expect(')');
    const missing = then.fields.find(({ name }) => !chosen.has(name));
    if (missing) throw wrong(`'${word}' does not say its '${missing.name}'.`);
    return { option, inner: then.fields.map(({ name }) => chosen.get(name)!) };
  };
  const readValue = (node: ChoiceNode): NodeValue => {
    if (node.kind === 'one') return readOne(node);
    if (node.kind !== 'list') throw wrong('This choice has no text of its own.');
    const list: NodeValue[] = [];
    expect('[');
    while (tokens[at] !== ']' && at < tokens.length) {
      const item = readValue((node as ListNode).each);
      let times = 1;
      if (tokens[at] === '*') {
        times = Math.min(Number(tokens[at + 1]), maxLayers);
        at += 2;
      }
      for (let i = 0; i < times; i++) list.push(item);
      if (tokens[at] === ',') at++;
    }
    expect(']');
    return list;
  };
  try {
    while (at < tokens.length) {
      if (tokens[at] === ';') {
        at++;
        continue;
      }
      const name = tokens[at++]!;
      const index = fields.findIndex(field => field.name === name);
      if (index < 0) throw wrong(`${space.name} has no choice '${name.slice(0, 40)}'.`);
      expect('=');
      values[index] = readValue(fields[index]!.choices);
    }
    const missing = fields.find((_, i) => values[i] === undefined);
    if (missing) throw wrong(`This cell of ${space.name} does not say '${missing.name}'.`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, reason: 'invalid', message: error.message };
  }
  const cell: NetworkCell = { fields: values as NodeValue[] };
  if (isNetworkCell(space, cell)) return { ok: true, cell };
  return {
    ok: false,
    reason: 'outside-space',
    message: `${space.name} has no such cell: a stage has another number of layers.`,
  };
}

/** Bounds what a text may ask for. */
const maxLayers = 1000;

/** The option of that name, or that is published as it; −1 if there is none. */
export function optionNamed(of: readonly ChoiceOption[], word: string): number {
  const byName = of.findIndex(({ name }) => name === word);
  return byName >= 0 ? byName : of.findIndex(({ aliases }) => aliases.includes(word));
}

/** Whether plain data has the form of a cell, whatever its conditions. */
export function isNetworkCell(space: NetworkSpace, cell: unknown): cell is NetworkCell {
  if (typeof cell !== 'object' || cell === null || !('fields' in cell) || !Array.isArray(cell.fields))
    return false;
  const { fields } = space.choices;
  if (cell.fields.length !== fields.length) return false;
  const plan = planOf(space);
  const own: readonly unknown[] = cell.fields;
  const named = fields.every(
    ({ choices, name }, i) =>
      choices.kind !== 'one' ||
      nodeKindOf(choices).contains(choices, own[i], contextOf(plan, name, new Map([['', 0]]))),
  );
  if (!named) return false;
  const values = namedValues(space, cell as NetworkCell);
  return fields.every(
    ({ choices, name }, i) =>
      choices.kind === 'one' || nodeKindOf(choices).contains(choices, own[i], contextOf(plan, name, values)),
  );
}
