import { CompletionItemKind } from 'vscode-languageserver';
import type { ChoiceNode, ListNode, OneNode } from '../../cells/kinds/network/choices';
import { isNetworkSpace } from '../../cells/kinds/network/isNetworkSpace';
import type { NetworkSpace } from '../../cells/space';
import { example } from '../../document/kinds/network/lowerNetworkCell';
import { withChoice } from '../../document/kinds/network/withChoice';
import type { CellDocument } from '../../document/readDocument';
import { Kind, lex } from '../../language/lexer';
import { type RankedItems, rankedBy } from '../features/rankedOperations';
import { type Item, snippet } from '../features/snippets';
import type { HashedCell, ScoreState } from '../scoring/scores';

/**
 * What may stand in a cell that is a network: the choices that it has not made, the operations of a stage, what is chosen
 * within one. Options are in the order of the rank of the cell that each would give. `undefined` where the place lies in no
 * such cell, or in a `measured` line.
 */
export function networkItems(
  read: CellDocument,
  offset: number,
  state: (cell: HashedCell) => ScoreState,
): RankedItems | undefined {
  const { file, spaces } = read;
  const declaration = file.declarations.findLast(({ start }) => start < offset);
  if (declaration?.kind !== 'cell') return undefined;
  const used = file.declarations.findLast(({ kind, start }) => kind === 'use' && start < offset);
  const name = declaration.space?.text ?? (used?.kind === 'use' ? used.space?.text : undefined);
  const space = name === undefined ? undefined : spaces.get(name);
  if (!space || !isNetworkSpace(space)) return undefined;
  const place = placeIn(file.text.slice(declaration.start, offset));
  if (!place) return undefined;
  const field = space.choices.fields.find(each => each.name === place.field);
  const unranked = (items: readonly Item[]): RankedItems => ({ items, pending: [] });
  if (place.field === undefined) return unranked(statements(space, place.said));
  if (!field) return unranked([]);
  const ranked = (items: readonly Item[], isLayer = false) =>
    items.length > maxRanked
      ? unranked(items)
      : rankedBy(items, space, state, option =>
          withChoice(file.text, declaration, space, { offset, field: field.name, isLayer }, option),
        );
  if (place.within !== undefined) {
    const items = innerItems(field.choices, place.within, place.argument);
    return place.argument === undefined ? unranked(items) : ranked(items);
  }
  if (field.choices.kind === 'one') return place.inList ? unranked([]) : ranked(optionItems(field.choices));
  if (field.choices.kind !== 'list') return unranked([]);
  if (place.inList) return ranked(optionItems((field.choices as ListNode).each as OneNode), true);
  return unranked([
    snippet(
      example(space, field.name),
      `${example(space, field.name)}$0`,
      'The layers of the stage.',
      CompletionItemKind.Value,
    ),
  ]);
}

/** More options than are worth a predictor's time at every key stay in the order in which they are declared. */
const maxRanked = 200;

/** Where a text that is being written ends, in the body of a cell. */
interface Place {
  readonly said: readonly string[];
  /** The choice whose value is being written; `undefined` where a statement begins. */
  readonly field: string | undefined;
  readonly inList: boolean;
  /** The operation in whose parentheses it is, and the argument behind whose colon. */
  readonly within: string | undefined;
  readonly argument: string | undefined;
}

function placeIn(text: string): Place | undefined {
  const { count, kinds, starts, ends, breaks } = lex(text);
  let last = count;
  // The word that is being written does not count.
  if (
    last > 0 &&
    ends[last - 1] === text.length &&
    (kinds[last - 1] === Kind.name || kinds[last - 1] === Kind.number)
  )
    last--;
  const word = (i: number) => text.slice(starts[i], ends[i]);
  let first = 0;
  while (first < last && kinds[first] !== Kind.openBrace) first++;
  if (first >= last) return undefined;
  const said: string[] = [];
  let field: string | undefined;
  let inList = false;
  let within: string | undefined;
  let argument: string | undefined;
  let measured = false;
  for (let i = first + 1; i < last; i++) {
    const kind = kinds[i];
    const begins = i === first + 1 || breaks[i] === 1 || kinds[i - 1] === Kind.semicolon;
    if (begins && within === undefined) {
      const isBinding = kind === Kind.name && i + 1 < last && kinds[i + 1] === Kind.equals;
      if (isBinding || !inList) {
        if (field !== undefined) said.push(field);
        field = isBinding ? word(i) : undefined;
        inList = false;
        measured = kind === Kind.name && word(i) === 'measured' && !isBinding;
      }
    }
    if (kind === Kind.openBracket) inList = true;
    else if (kind === Kind.closeBracket) inList = false;
    else if (kind === Kind.openParenthesis && inList) within = word(i - 1);
    else if (kind === Kind.closeParenthesis) within = argument = undefined;
    else if (kind === Kind.comma) argument = undefined;
    else if (kind === Kind.colon) argument = word(i - 1);
  }
  const onNewLine = /[\r\n][^\S\r\n]*[\p{ID_Continue}-]*$/u.test(text);
  if (onNewLine && !inList && within === undefined) {
    if (field !== undefined) said.push(field);
    return { said, field: undefined, inList: false, within: undefined, argument: undefined };
  }
  return measured ? undefined : { said, field, inList, within, argument };
}

function statements(space: NetworkSpace, said: readonly string[]): Item[] {
  const open = space.choices.fields.filter(({ name }) => !said.includes(name));
  return [
    ...open.map(({ name }) =>
      snippet(
        name,
        `${name} = ${example(space, name)}$0`,
        'A choice of the space.',
        CompletionItemKind.Variable,
      ),
    ),
    snippet(
      'measured',
      'measured validation = $0 %',
      'What training the cell really gave.',
      CompletionItemKind.Keyword,
    ),
  ];
}

function optionItems({ of }: OneNode): Item[] {
  return of.map(({ name, inner, value }) => {
    const args = (inner?.fields ?? []).map(
      ({ name: argument, choices }, i) =>
        `${argument}: \${${i + 1}|${(choices as OneNode).of.map(option => option.name).join(',')}|}`,
    );
    const text = args.length > 0 ? `${name}(${args.join(', ')})` : name;
    const kind = typeof value === 'object' ? CompletionItemKind.Function : CompletionItemKind.Value;
    return snippet(
      name,
      `${text}$0`,
      typeof value === 'object' ? 'An operation of the stage.' : 'An option.',
      kind,
    );
  });
}

function innerItems(node: ChoiceNode, operation: string, argument: string | undefined): Item[] {
  const options = node.kind === 'list' ? ((node as ListNode).each as OneNode).of : [];
  const fields = options.find(({ name }) => name === operation)?.inner?.fields ?? [];
  if (argument === undefined)
    return fields.map(({ name }) =>
      snippet(name, `${name}: $0`, `Chosen within '${operation}'.`, CompletionItemKind.Field),
    );
  const field = fields.find(({ name }) => name === argument);
  return field ? optionItems(field.choices as OneNode) : [];
}
