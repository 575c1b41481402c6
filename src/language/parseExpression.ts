import type { Cursor } from './cursor';
import { Kind } from './lexer';
import type { Call, Sum, Term } from './syntax';

/** Calls within calls that are read; no cell means anything with more than one. Bounds the recursion. */
const deepest = 64;

/** `expr = term { "+" term }`; `undefined` if no term begins here. */
export function parseSum(cursor: Cursor, depth = 0): Sum | undefined {
  const first = parseTerm(cursor, depth);
  if (!first) return undefined;
  const terms = [first];
  while (cursor.at(Kind.plus)) {
    const { start, end } = cursor;
    cursor.advance();
    const term = cursor.atBoundary ? undefined : parseTerm(cursor, depth);
    if (term) {
      terms.push(term);
      continue;
    }
    cursor.report({ start, end }, 'missing-operand', "Nothing to add follows this '+'.", {
      title: "Remove the '+'",
      edits: [{ start: terms.at(-1)?.end ?? start, end, text: '' }],
    });
    break;
  }
  return { kind: 'sum', start: first.start, end: cursor.previousEnd, terms };
}

function parseTerm(cursor: Cursor, depth: number): Term | undefined {
  if (cursor.at(Kind.openParenthesis)) {
    const { start } = cursor;
    cursor.skipParentheses();
    const message = "Parentheses stand behind an operation, as in 'conv3x3(a + b)', and nowhere else.";
    cursor.report({ start, end: start + 1 }, 'misplaced-parenthesis', message);
    return undefined;
  }
  if (!cursor.at(Kind.name)) return undefined;
  const name = cursor.takeName();
  const { start } = name;
  if (!cursor.at(Kind.openParenthesis) || (cursor.atLineStart && depth === 0))
    return { kind: 'reference', start, end: name.end, name };
  const call = (args: readonly Sum[]): Call => ({
    kind: 'call',
    start,
    end: cursor.previousEnd,
    callee: name,
    arguments: args,
  });
  if (depth >= deepest) {
    const message = `Operations stand within operations more than ${deepest} deep here; give the inner ones names of their own.`;
    cursor.report({ start, end: cursor.end }, 'nested-too-deeply', message);
    cursor.skipParentheses();
    return call([]);
  }
  return call(parseArguments(cursor, depth + 1));
}

function parseArguments(cursor: Cursor, depth: number): Sum[] {
  const open = { start: cursor.start, end: cursor.end };
  cursor.advance();
  const args: Sum[] = [];
  if (cursor.take(Kind.closeParenthesis)) return args;
  for (;;) {
    const arg = cursor.atBoundary ? undefined : parseSum(cursor, depth);
    if (arg) args.push(arg);
    if (cursor.take(Kind.closeParenthesis)) {
      if (!arg) reportMissing(cursor, args);
      return args;
    }
    if (arg && cursor.take(Kind.comma)) continue;
    const at = cursor.previousEnd;
    // A line that ends without a comma was meant to end the list.
    const ends = cursor.atBoundary || cursor.at(Kind.semicolon) || (arg && cursor.atLineStart);
    if (ends)
      cursor.report(open, 'unclosed-parenthesis', "This '(' is never closed.", {
        title: "Close it with ')'",
        edits: [{ start: at, end: at, text: ')' }],
      });
    else {
      cursor.expected(arg ? "',' or ')'" : 'A vertex', arg ? 'unclosed-parenthesis' : 'missing-operand');
      cursor.skipParentheses(1);
    }
    return args;
  }
}

/** Just behind a `)` that no argument stands before: behind a comma. */
function reportMissing(cursor: Cursor, args: readonly Sum[]): void {
  const start = args.at(-1)?.end ?? cursor.previousEnd - 1;
  const end = cursor.previousEnd - 1;
  cursor.report({ start, end }, 'missing-operand', 'A vertex is missing behind this comma.', {
    title: 'Remove the comma',
    edits: [{ start, end, text: '' }],
  });
}
