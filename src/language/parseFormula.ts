import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import { parseNumber, parseString } from './parseValue';
import type {
  AlternativesFormula,
  Argument,
  BinaryFormula,
  CallFormula,
  Formula,
  Name,
  Span,
  Spelling,
} from './syntax';

/** Formulas within formulas that are read. Bounds the recursion. */
const deepest = 64;

/**
 * `formula = option { "|" option }`, `option = sum [ ".." sum [ "by" sum ] ] { "aka" STRING }`. One token of look-ahead;
 * `undefined` if none begins here. A line that begins with `|` or `+`, or ends with it, goes on.
 */
export function parseFormula(cursor: Cursor, depth = 0): Formula | undefined {
  const first = parseOption(cursor, depth);
  if (!first) return undefined;
  if (!cursor.at(Kind.pipe) && first.aliases.length === 0) return first.value;
  const options = [first];
  while (cursor.at(Kind.pipe)) {
    const { start, end } = cursor;
    cursor.advance();
    const option = cursor.atBoundary ? undefined : parseOption(cursor, depth);
    if (option) options.push(option);
    else {
      cursor.report({ start, end }, 'missing-operand', "Nothing to choose follows this '|'.", {
        title: "Remove the '|'",
        edits: [{ start: options.at(-1)!.value.end, end, text: '' }],
      });
      break;
    }
  }
  return { kind: 'alternatives', start: first.value.start, end: cursor.previousEnd, options };
}

function parseOption(cursor: Cursor, depth: number): AlternativesFormula['options'][number] | undefined {
  const from = parseSum(cursor, depth);
  if (!from) return undefined;
  let value = from;
  if (cursor.at(Kind.range) && !cursor.atLineStart) {
    const { start, end } = cursor;
    cursor.advance();
    const to = cursor.atBoundary ? undefined : parseSum(cursor, depth);
    if (!to) cursor.report({ start, end }, 'missing-operand', "The end of the range follows '..'.");
    else {
      let by: Formula | undefined;
      if (cursor.atWord('by') && !cursor.atLineStart) {
        cursor.advance();
        by = cursor.atBoundary ? undefined : parseSum(cursor, depth);
        if (!by) cursor.expected("The step behind 'by'", 'missing-operand');
      }
      value = { kind: 'range', start: from.start, end: cursor.previousEnd, from, to, by };
    }
  }
  return { value, aliases: parseAliases(cursor) };
}

/** `aka "a", "b"`, on the line of what it names. */
export function parseAliases(cursor: Cursor): Spelling[] {
  const aliases: Spelling[] = [];
  while (cursor.atWord('aka') && !cursor.atLineStart) {
    cursor.advance();
    do {
      const alias = cursor.atLineStart ? undefined : parseString(cursor);
      if (alias) aliases.push(alias);
      else cursor.expected('A published name in double quotes', 'missing-spelling');
    } while (cursor.take(Kind.comma));
  }
  return aliases;
}

/** `sum = product { ( "+" | "-" ) product }` */
export function parseSum(cursor: Cursor, depth: number): Formula | undefined {
  let left = parseProduct(cursor, depth);
  for (;;) {
    if (!left) return undefined;
    const negative = isNegativeNumber(cursor);
    const operator = cursor.at(Kind.plus) ? '+' : cursor.at(Kind.dash) || negative ? '-' : undefined;
    if (!operator || (operator === '-' && cursor.atLineStart)) return left;
    const right = negative ? negated(cursor) : operand(cursor, operator, depth, parseProduct);
    if (!right) return left;
    left = binary(operator, left, right);
  }
}

/** `product = primary { ( "*" | "/" ) primary }` */
function parseProduct(cursor: Cursor, depth: number): Formula | undefined {
  let left = parsePrimary(cursor, depth);
  for (;;) {
    if (!left) return undefined;
    const operator = cursor.at(Kind.star) ? '*' : cursor.at(Kind.slash) ? '/' : undefined;
    if (!operator || cursor.atLineStart) return left;
    const right = operand(cursor, operator, depth, parsePrimary);
    if (!right) return left;
    left = binary(operator, left, right);
  }
}

function operand(
  cursor: Cursor,
  operator: BinaryFormula['operator'],
  depth: number,
  parse: (cursor: Cursor, depth: number) => Formula | undefined,
): Formula | undefined {
  const { start, end, previousEnd } = cursor;
  cursor.advance();
  const right = cursor.atBoundary ? undefined : parse(cursor, depth);
  if (!right)
    cursor.report({ start, end }, 'missing-operand', `Nothing follows this '${operator}'.`, {
      title: `Remove the '${operator}'`,
      edits: [{ start: previousEnd, end, text: '' }],
    });
  return right;
}

/** `a -1`, where the sign was read with the number. */
function isNegativeNumber(cursor: Cursor): boolean {
  return cursor.at(Kind.number) && !cursor.atLineStart && cursor.text.startsWith('-');
}

function negated(cursor: Cursor): Formula | undefined {
  const { start, end, text } = cursor;
  const value = parseNumber(cursor);
  return value === undefined ? undefined : { kind: 'number', start, end, value: -value, text: text.slice(1) };
}

function binary(operator: BinaryFormula['operator'], left: Formula, right: Formula): BinaryFormula {
  return { kind: 'binary', start: left.start, end: right.end, operator, left, right };
}

function parsePrimary(cursor: Cursor, depth: number): Formula | undefined {
  const { kind, start, end, text } = cursor;
  if (kind === Kind.number) {
    const value = parseNumber(cursor);
    return value === undefined ? undefined : { kind: 'number', start, end, value, text };
  }
  if (kind === Kind.size) {
    cursor.advance();
    return { kind: 'size', start, end, text };
  }
  if (kind === Kind.string) {
    const string = parseString(cursor)!;
    return { kind: 'string', start, end, text: string.text };
  }
  if (kind === Kind.openParenthesis) return parseGroup(cursor, depth);
  if (kind !== Kind.name) return undefined;
  const name = cursor.takeName();
  if (cursor.at(Kind.dot) && !cursor.atLineStart) return parseMember(cursor, name);
  if (!cursor.at(Kind.openParenthesis) || cursor.atLineStart)
    return { kind: 'name', start, end: name.end, name };
  return parseCall(cursor, name, depth);
}

function parseMember(cursor: Cursor, of: Name): Formula {
  cursor.advance();
  const member = cursor.takeNameOnLine();
  if (!member) cursor.expected("A name such as 'channels'", 'missing-name');
  return { kind: 'member', start: of.start, end: cursor.previousEnd, of, member };
}

function parseGroup(cursor: Cursor, depth: number): Formula | undefined {
  const open = { start: cursor.start, end: cursor.end };
  if (depth >= deepest) return tooDeep(cursor, open);
  cursor.advance();
  const inner = cursor.atBoundary ? undefined : parseFormula(cursor, depth + 1);
  if (!inner) cursor.expected('A value', 'missing-operand');
  if (!cursor.take(Kind.closeParenthesis)) unclosed(cursor, open);
  return inner && { ...inner, start: open.start, end: cursor.previousEnd };
}

/** The cursor stands at the parenthesis behind `callee`. */
export function parseCall(cursor: Cursor, callee: Name, depth: number): CallFormula | undefined {
  const open = { start: cursor.start, end: cursor.end };
  if (depth >= deepest) return tooDeep(cursor, open);
  const args = parseArguments(cursor, depth + 1);
  return { kind: 'call', start: callee.start, end: cursor.previousEnd, callee, arguments: args };
}

/** `( [ argument { "," argument } [ "," ] ] )`, `argument = [ NAME ":" ] formula`. The cursor stands at the parenthesis. */
export function parseArguments(cursor: Cursor, depth = 1): Argument[] {
  const open = { start: cursor.start, end: cursor.end };
  cursor.advance();
  const args: Argument[] = [];
  while (!cursor.at(Kind.closeParenthesis)) {
    const argument = cursor.atBoundary ? undefined : parseArgument(cursor, depth);
    if (!argument) {
      if (!cursor.atBoundary) cursor.expected('A value', 'missing-operand');
      break;
    }
    args.push(argument);
    if (!cursor.take(Kind.comma)) break;
  }
  if (!cursor.take(Kind.closeParenthesis)) unclosed(cursor, open);
  return args;
}

function parseArgument(cursor: Cursor, depth: number): Argument | undefined {
  const { start } = cursor;
  if (!cursor.at(Kind.name) || cursor.kindAt(1) !== Kind.colon) {
    const value = parseFormula(cursor, depth);
    return value && { start, end: value.end, name: undefined, value };
  }
  const name = cursor.takeName();
  cursor.advance();
  const value = cursor.atBoundary ? undefined : parseFormula(cursor, depth);
  if (!value) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
  return { start, end: cursor.previousEnd, name, value };
}

function unclosed(cursor: Cursor, open: Span): void {
  const at = cursor.previousEnd;
  if (cursor.atBoundary || cursor.at(Kind.semicolon) || cursor.at(Kind.openBrace) || cursor.atLineStart)
    cursor.report(open, 'unclosed-parenthesis', "This '(' is never closed.", {
      title: "Close it with ')'",
      edits: [{ start: at, end: at, text: ')' }],
    });
  else {
    cursor.expected("',' or ')'", 'unclosed-parenthesis');
    cursor.skipParentheses(1);
  }
}

function tooDeep(cursor: Cursor, span: Span): undefined {
  const message = `Parentheses stand within parentheses more than ${deepest} deep here; give the inner parts names of their own.`;
  cursor.report(span, 'nested-too-deeply', message);
  cursor.skipParentheses();
  return undefined;
}
