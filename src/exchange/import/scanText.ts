import { isName } from '../../language/lexer';
import type { Described } from './described';
import { describeValue, type Surroundings } from './describeValue';
import { describeEdgeOperations, describeOpIndices, isEdgeKey } from './notations/edgeOperations';
import { findSpellings } from './notations/findSpellings';
import { describeNasbench301, isNasbench301Key } from './notations/genotypes';
import { describeGraph, isAdjacency, isOperationList } from './notations/graphs';
import { networkOfText, networkReading } from './notations/networks';
import { titleOf } from './notations/notationNames';
import { yamlGenotypes } from './notations/yamlGenotypes';
import { type ParsedValue, type PythonValue, parsePythonValue } from './pythonValue';
import { type Span, type Unread, unread } from './reading';

/** A cell in a text, as its notation describes it, or why it is none. */
export interface FoundInText extends Span {
  readonly found: Described | Unread;
  /** What the text calls it; `undefined`: it has no name there. */
  readonly name: string | undefined;
}

export interface ScannedText {
  /** In the order of the text, none inside another. */
  readonly found: readonly FoundInText[];
  /** Of values that another cell was read from: `matrix` of `ModelSpec(matrix, ops)`. */
  readonly parts: readonly Span[];
  /** Assignments of other values: `PRIMITIVES = […]`. */
  readonly assignments: readonly Span[];
}

/** A matrix, or the operations that belong to one. */
interface Half extends Span {
  readonly value: PythonValue;
  readonly isMatrix: boolean;
  readonly name: string | undefined;
  /** What tells it apart from others in its name: `0` of `matrix0`. `undefined`: the name is another. */
  readonly suffix: string | undefined;
}

const opener = /(?<![\w.])[A-Za-z_][\w.]*\s*\(|[[({]/g;
const constant = /^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(['"])([^'"\n]*)\2/gm;
const matrixName = /^(?:module_|raw_)?(?:matrix|matrices|adjacency(?:_matrix)?|adj)_?(\w*)$/i;
const operationsName = /^(?:module_|raw_)?(?:operations|ops|labels)_?(\w*)$/i;

/**
 * Finds everything in a text (as `plainText` gives it) that is written in one of the notations; `written` is the text as it
 * was, its lists in YAML's block style without brackets.
 */
export function scanText(text: string, written = text): ScannedText {
  const constants = new Map<string, string>();
  for (const [, name, , value] of text.matchAll(constant)) constants.set(name!, value!);
  const variables = new Map<string, PythonValue>();
  const used = new Set<string>();
  const around: Surroundings = { variables, constants, onUse: name => used.add(name) };
  const found: FoundInText[] = findSpellings(text).map(each => ({
    ...each,
    name: nameBefore(text, each.start)?.name,
  }));
  const halves: Half[] = [];
  const assignments: Span[] = [];
  const broken = new Set<number>();
  let at = 0;
  for (;;) {
    opener.lastIndex = at;
    const match = opener.exec(text);
    if (!match) break;
    const bracket = match.index + match[0].length - 1;
    at = bracket + 1;
    const start = broken.has(match.index) ? bracket : match.index;
    const parsed = broken.has(start) ? undefined : parsePythonValue(text, start);
    if (parsed?.value.kind !== 'group') continue;
    const assigned = nameBefore(text, start);
    const name = assigned?.name;
    const span = { start, end: parsed.end };
    if (parsed.missing) {
      for (const each of parsed.open) broken.add(each);
      const cut = cutReading(parsed, name, around);
      if (!cut) continue;
      found.push({ ...span, found: cut, name });
      at = parsed.end;
      continue;
    }
    if (name !== undefined && assigned!.isVariable) {
      variables.set(name, parsed.value);
      assignments.push({ start: assigned!.start, end: parsed.end });
    }
    const described = describeValue(parsed.value, around);
    if (described) {
      found.push({ ...span, found: described, name });
      at = parsed.end;
      continue;
    }
    const isMatrix = isAdjacency(parsed.value);
    if (isMatrix || isOperationList(parsed.value, constants)) {
      const [, suffix] = (isMatrix ? matrixName : operationsName).exec(name ?? '') ?? [];
      halves.push({ ...span, value: parsed.value, isMatrix, name, suffix });
      at = parsed.end;
    }
  }
  const parts: Span[] = halves.filter(({ name }) => name !== undefined && used.has(name));
  const { pairs, partners } = pairUp(
    halves.filter(half => !parts.includes(half)),
    constants,
    found.length === 0 && halves.length === 1,
    found.some(each => 'ok' in each.found && each.found.notation === 'model-spec'),
  );
  found.push(...pairs);
  parts.push(...partners);
  if (found.length === 0) {
    const choices = choiceLines(text);
    if (choices.found) found.push(choices.found);
    parts.push(...choices.parts);
  }
  if (found.length === 0) for (const each of yamlGenotypes(written)) found.push({ ...each, name: undefined });
  found.push(...(found.length === 0 ? wholeText(text) : networkLines(text)));
  return { found: outermost(found), parts, assignments };
}

interface NameBefore {
  readonly name: string;
  readonly start: number;
  /** Whether a variable is assigned, and no key or argument given. */
  readonly isVariable: boolean;
}

/** The name in `NAME =`, `NAME: TYPE =` or `"NAME":` before an offset. */
export function nameBefore(text: string, offset: number): NameBefore | undefined {
  let end = offset;
  const skipBlanks = () => {
    while (end > 0 && offset - end < maxNameLength && /\s/.test(text[end - 1]!)) end--;
  };
  skipBlanks();
  if (/['"]/.test(text[end - 1] ?? '')) {
    end--;
    if (/[bruBRU]/.test(text[end - 1] ?? '')) end--;
    skipBlanks();
  }
  const sign = text[end - 1];
  if (sign !== '=' && sign !== ':') return undefined;
  const from = Math.max(0, end - maxNameLength);
  const match = (sign === '=' ? assignment : key).exec(text.slice(from, end - 1));
  const { quote, name } = match?.groups ?? {};
  if (!match || name === undefined || !isName(name)) return undefined;
  const start = from + match.index;
  const before = text.slice(Math.max(0, start - maxNameLength), start);
  // Behind `]` stood the end of a line, if the list was written in YAML's block style.
  const startsLine = /(?:^|[\r\n])[ \t]*$/.test(before) || (sign === ':' && before.endsWith(']'));
  if (sign === ':' && !quote && !startsLine) return undefined;
  return { name, start, isVariable: sign === '=' && !quote && startsLine };
}

const key = /(?<quote>['"])?(?<name>[\p{ID_Start}_]\p{ID_Continue}*)['"]?\s*$/u;
const assignment = /(?<quote>['"])?(?<name>[\p{ID_Start}_]\p{ID_Continue}*)['"]?\s*(?::[^=:\n'"]*)?$/u;

/** Of a name, its annotation and the blanks around them. */
const maxNameLength = 100;

/** Why a value that is not whole is no cell; `undefined` if nothing says that it should be one. */
function cutReading(
  { value, missing }: ParsedValue,
  name: string | undefined,
  around: Surroundings,
): Unread | undefined {
  const described = describeValue(value, around);
  const notation =
    described?.notation ??
    (name !== undefined &&
    (matrixName.test(name) || operationsName.test(name)) &&
    value.kind === 'group' &&
    !value.callee
      ? 'model-spec'
      : undefined);
  if (!notation) return undefined;
  const why =
    missing === 'cut'
      ? 'the text ends before its last bracket is closed'
      : missing === 'abbreviated'
        ? 'it is abbreviated with "…"'
        : 'it holds something other than lists, names and numbers, or a bracket is missing';
  return unread(
    missing === 'something else' ? 'doubtful' : 'truncated',
    notation,
    `This looks like ${titleOf(notation)}, but is not complete: ${why}.`,
  );
}

/**
 * Matrices with the operations that belong to them: those of the same suffix, else those that stand beside them. `isAll`:
 * the text has nothing else; `isRest`: they may be what is left of a ModelSpec that was not read.
 */
function pairUp(
  halves: readonly Half[],
  constants: ReadonlyMap<string, string>,
  isAll: boolean,
  isRest: boolean,
): { readonly pairs: FoundInText[]; readonly partners: Span[] } {
  const pairs: FoundInText[] = [];
  const partners = new Set<Half>();
  for (const [i, half] of halves.entries()) {
    if (partners.has(half)) continue;
    const isOther = (other: Half | undefined) =>
      other !== undefined &&
      !partners.has(other) &&
      other.isMatrix !== half.isMatrix &&
      (half.suffix ?? '') === (other.suffix ?? '');
    const next = half.suffix ? halves.slice(i + 1).find(isOther) : halves[i + 1];
    const { start, end, isMatrix } = half;
    if (next && isOther(next)) {
      partners.add(next);
      const [matrix, ops] = isMatrix ? [half, next] : [next, half];
      const found = describeGraph(matrix.value, ops.value, constants);
      pairs.push({ start, end, found, name: half.suffix ? `cell${half.suffix}` : undefined });
    } else if (!isRest && (half.suffix !== undefined || isAll)) {
      const called = half.name === undefined ? '' : ` \`${half.name}\``;
      const message = isMatrix
        ? `The matrix${called} has no list of operations that belongs to it.`
        : `The operations${called} have no matrix that belongs to them.`;
      pairs.push({ start, end, found: unread('truncated', 'model-spec', message), name: undefined });
    }
  }
  return { pairs, partners: [...partners] };
}

/**
 * A dictionary of choices with one on each line, as YAML and ConfigSpace print it: `edge_0_1: none`. It stands where its
 * first line does; the others are its parts.
 */
function choiceLines(text: string): { readonly found?: FoundInText; readonly parts: readonly Span[] } {
  const choices = new Map<string, PythonValue>();
  const lines: Span[] = [];
  for (const match of text.matchAll(choiceLine)) {
    const [line, choice, value] = match;
    if (!isEdgeKey(choice!) && !isNasbench301Key(choice!)) continue;
    if (choices.has(choice!)) return { parts: [] };
    lines.push({ start: match.index, end: match.index + line.length });
    choices.set(choice!, { kind: 'text', text: value! });
  }
  const found = describeNasbench301(choices) ?? describeEdgeOperations(choices);
  const [first, ...parts] = lines;
  return found && first ? { found: { ...first, found, name: undefined }, parts } : { parts: [] };
}

const choiceLine =
  /^[ \t]*['"]?([\w:<>.-]{1,200})['"]?(?::|, Value:)[ \t]+['"]?([\w-]{1,100})['"]?,?[ \t]*$/gm;

/** Lines that are nothing but a string that describes a network. */
function* networkLines(text: string): Iterable<FoundInText> {
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const [, name, written] = partsOf(match[0]);
    const network = written === undefined ? undefined : networkOfText(written, name);
    const start = match.index;
    if (network)
      yield { start, end: start + match[0].length, found: networkReading(network), name: undefined };
  }
}

/** The name and the string of a line `NAME = "STRING",`, or of less. Longer lines are none. */
function partsOf(line: string): readonly (string | undefined)[] {
  if (line.length > 1000) return [];
  // Step by step: one pattern for all of it would try every division of its blanks.
  const trimmed = line.trim();
  const [head = '', name] = /^['"]?([A-Za-z_][\w.]{0,80})['"]?\s*[=:]/.exec(trimmed) ?? [];
  const value = trimmed
    .slice(head.length)
    .trimStart()
    .replace(/^[["'(]/, '')
    .replace(/[,;]$/, '')
    .trimEnd()
    .replace(/[\])"']$/, '');
  return [trimmed, name, value.trim()];
}

/** A whole text that is numbers without brackets, or a string that describes a network. */
function* wholeText(text: string): Iterable<FoundInText> {
  if (text.length > 100_000) return;
  const lines: (Span & { text: string })[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g))
    if (match[0].trim() !== '')
      lines.push({ start: match.index, end: match.index + match[0].length, text: match[0] });
  const found: FoundInText[] = [];
  for (const { start, end, text: line } of lines) {
    const [, name, written = ''] = partsOf(line);
    const numbers = /^-?\d{1,9}(?:(?:\s*,\s*-?\d{1,9})+,?|(?:\s+-?\d{1,9})+)$/.test(written)
      ? (written.match(/-?\d+/g) ?? []).map(Number)
      : undefined;
    const isWhole = ['', '[]', '()'].includes(line.replaceAll(/[^[\](){}]+/g, ''));
    const network = networkOfText(written, name);
    if (network) found.push({ start, end, found: networkReading(network), name: undefined });
    else if (numbers && isWhole)
      found.push({
        start,
        end,
        found: describeOpIndices(numbers),
        name: name !== undefined && isName(name) ? name : undefined,
      });
    else if (numbers && numbers.length > 2)
      found.push({
        start,
        end,
        found: unread(
          'truncated',
          'op-indices',
          'The brackets around this list of numbers do not match, so it was cut.',
        ),
        name: undefined,
      });
    else break;
  }
  if (found.length === lines.length) yield* found;
  else if (/^\s*[A-Z]\w*\(\s*\n\s*\(\w+\): [A-Z]\w*\(/m.test(text))
    yield { start: 0, end: text.length, found: networkReading('torch-module'), name: undefined };
}

/** In the order of the text, without what stands inside another. */
function outermost(found: readonly FoundInText[]): FoundInText[] {
  const result: FoundInText[] = [];
  for (const each of found.toSorted((a, b) => a.start - b.start || b.end - a.end))
    if (each.start >= (result.at(-1)?.end ?? 0)) result.push(each);
  return result;
}
