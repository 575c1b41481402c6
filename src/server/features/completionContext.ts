import { Kind, lex } from '../../language/lexer';
import type { CellFile } from '../../language/syntax';

/** What may stand at a place of a text that is being written, so nothing here trusts what follows the place. */
export type CompletionContext =
  | { readonly kind: 'nothing' | 'declaration' | 'spaceName' | 'spaceProperty' | 'operationDeclaration' }
  | { readonly kind: 'skeletonProperty' | 'operationDefinition' | 'on' | 'sites' }
  /** Behind `measured`, and behind `goal:` in the parentheses of such a line. */
  | { readonly kind: 'metric' | 'goal' }
  /** In the parentheses of a `measured` line; a deviation behind `±` is given too. */
  | { readonly kind: 'measuredArgument'; readonly given: readonly string[] }
  /** In the parentheses of an operation of the catalogue. */
  | { readonly kind: 'argument'; readonly callee: string; readonly given: readonly string[] }
  /** The value of a property of a space or of its skeleton. */
  | { readonly kind: 'value'; readonly property: string }
  | { readonly kind: 'statement'; readonly space: string | undefined; readonly bound: readonly string[] }
  | {
      readonly kind: 'expression';
      readonly space: string | undefined;
      /** The names bound above, `input` among them. */
      readonly bound: readonly string[];
      readonly binding: string;
      /** In the parentheses of the operation named; `undefined` outside. */
      readonly inside: string | undefined;
    };

/** `offset` is where the cursor stands; the word that it ends does not count. */
export function completionContext(file: CellFile, offset: number): CompletionContext {
  if (
    file.comments.some(
      ({ kind, start, end }) => start < offset && (kind === 'block' ? offset < end : offset <= end),
    )
  )
    return { kind: 'nothing' };
  const declaration = file.declarations.findLast(({ start }) => start < offset);
  const start = declaration?.start ?? 0;
  const words = wordsOf(file.text.slice(start, offset));
  if (words.length === 0) return { kind: 'declaration' };
  if (words.at(-1)!.open) return { kind: 'nothing' };
  const last = words.at(-1)!;
  if (last.name && start + last.end === offset) words.pop();
  const lineStart = file.text.lastIndexOf('\n', offset - 1) + 1 - start;
  const onNewLine = (words.at(-1)?.end ?? 0) <= lineStart;

  const blocks = blocksOf(words);
  const head = words[0]?.text;
  if (head === 'cell' && blocks.length === 1) return inCell(file, offset, words, onNewLine);
  if (head === 'space' && blocks.length > 0) return inSpace(words, blocks.at(-1)!, onNewLine);
  if (onNewLine || words.length === 0) return { kind: 'declaration' };
  if (head === 'use' && words.length === 1) return { kind: 'spaceName' };
  if (head === 'cell' && words.at(-1)!.text === ':') return { kind: 'spaceName' };
  return { kind: 'nothing' };
}

interface Word {
  readonly text: string;
  readonly end: number;
  readonly name: boolean;
  /** First on its line. */
  readonly first: boolean;
  /** A string that is still open. */
  readonly open: boolean;
}

function wordsOf(text: string): Word[] {
  const { count, kinds, starts, ends, breaks } = lex(text);
  return Array.from({ length: count }, (_, i) => ({
    text: text.slice(starts[i], ends[i]),
    end: ends[i]!,
    name: kinds[i] === Kind.name,
    first: breaks[i] === 1,
    open: kinds[i] === Kind.openString,
  }));
}

/** The words that open the blocks the end of the text is in, from the outside in: indices of the `{`. */
function blocksOf(words: readonly Word[]): number[] {
  const open: number[] = [];
  words.forEach(({ text }, i) => {
    if (text === '{') open.push(i);
    if (text === '}') open.pop();
  });
  return open;
}

function inCell(
  file: CellFile,
  offset: number,
  words: readonly Word[],
  onNewLine: boolean,
): CompletionContext {
  const brace = words.findIndex(({ text }) => text === '{');
  const colon = words.findIndex(({ text }) => text === ':');
  const used = file.declarations.findLast(({ kind, start }) => kind === 'use' && start < offset);
  const space =
    colon >= 0 && colon < brace
      ? words[colon + 1]!.text
      : used?.kind === 'use'
        ? used.space?.text
        : undefined;
  const bound = ['input'];
  let binding: string | undefined;
  const open: string[] = [];
  /** The index of the `measured` whose line the place may be in. */
  let measured: number | undefined;
  for (let i = brace + 1; i < words.length; i++) {
    const { text, name, first } = words[i]!;
    const begins = i === brace + 1 || words[i - 1]!.text === ';' || first;
    if (begins && open.length === 0) measured = undefined;
    if (name && begins && words[i + 1]?.text === '=') {
      if (binding !== undefined) bound.push(binding);
      binding = text;
      measured = undefined;
      open.length = 0;
    } else if (begins && text === 'measured' && !words[i + 1]?.first) {
      measured = i;
      open.length = 0;
    } else if (text === '(') open.push(words[i - 1]!.text);
    else if (text === ')') open.pop();
  }
  const last = words.at(-1)!.text;
  if (measured !== undefined && last !== ';' && !(onNewLine && open.length === 0))
    return inMeasured(words.slice(measured), open.length > 0);
  if (binding !== undefined && ['=', '+', '(', ','].includes(last))
    return { kind: 'expression', space, bound, binding, inside: open.at(-1) };
  if (last !== '{' && last !== ';' && !(onNewLine && open.length === 0)) return { kind: 'nothing' };
  return { kind: 'statement', space, bound: binding === undefined ? bound : [...bound, binding] };
}

/** `words` are those of the line, from `measured` on. */
function inMeasured(words: readonly Word[], inParentheses: boolean): CompletionContext {
  const [before, last] = [words.at(-2)?.text, words.at(-1)!.text];
  if (words.length === 1) return { kind: 'metric' };
  if (!inParentheses) return { kind: 'nothing' };
  if (last === '(' || last === ',') {
    const given = words.flatMap(({ text }, i) =>
      text === '±' ? 'deviation' : words[i + 1]?.text === ':' ? text : [],
    );
    return { kind: 'measuredArgument', given };
  }
  return { kind: last === ':' && before === 'goal' ? 'goal' : 'nothing' };
}

function inSpace(words: readonly Word[], brace: number, onNewLine: boolean): CompletionContext {
  const opener = words.slice(0, brace).findLast(({ first }) => first)?.text;
  const block = opener === 'operations' || opener === 'skeleton' ? opener : 'space';
  const [last, before] = [words.at(-1)!.text, words.at(-2)?.text];
  if (last === '=' || last === '<=')
    return block === 'operations'
      ? { kind: 'operationDefinition' }
      : { kind: 'value', property: before ?? '' };
  if (block === 'operations' && (last === '(' || last === ',')) {
    const open = words.findLastIndex(({ text }) => text === '(' || text === ')');
    if (words[open]?.text !== '(') return { kind: 'nothing' };
    const given = words
      .slice(open)
      .flatMap(({ text }, i, inside) => (inside[i + 1]?.text === ':' ? text : []));
    return { kind: 'argument', callee: words[open - 1]?.text ?? '', given };
  }
  if (block === 'space' && !onNewLine && last === 'operations') return { kind: 'on' };
  if (block === 'space' && !onNewLine && last === 'on' && before === 'operations') return { kind: 'sites' };
  if (!onNewLine && last !== '{' && last !== ';') return { kind: 'nothing' };
  if (block === 'operations') return { kind: 'operationDeclaration' };
  return { kind: block === 'skeleton' ? 'skeletonProperty' : 'spaceProperty' };
}
