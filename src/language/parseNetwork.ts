import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import { parseBlock } from './parseBlock';
import { parseFormula, parseSum } from './parseFormula';
import type {
  Choose,
  Comparison,
  FormalParameter,
  Formula,
  NetworkBinding,
  NetworkBlock,
  OperationDefinition,
  Where,
} from './syntax';

/** `{ NAME = formula … }`; the cursor stands at the brace. */
export function parseNetwork(cursor: Cursor, what: string): NetworkBlock {
  const bindings: NetworkBinding[] = [];
  const span = parseBlock(cursor, what, () => {
    const binding = parseBinding(cursor);
    if (binding) bindings.push(binding);
  });
  return { kind: 'network', ...span, bindings };
}

function parseBinding(cursor: Cursor): NetworkBinding | undefined {
  if (!cursor.at(Kind.name)) return undefined;
  if (cursor.kindAt(1) === Kind.openParenthesis && !cursor.breakAt(1)) {
    const message = `Give this part a name, as in 'a = ${cursor.text}(…)'.`;
    cursor.report(cursor, 'missing-binding', message);
    cursor.skipStatement(true);
    return undefined;
  }
  const name = cursor.takeName();
  let part: NetworkBinding['part'];
  if (cursor.at(Kind.dot) && !cursor.atLineStart) {
    cursor.advance();
    part = cursor.takeNameOnLine();
    if (!part) cursor.expected('The name of the output', 'missing-name');
  }
  const value = parseDefined(cursor, name.text);
  return { start: name.start, end: cursor.previousEnd, name, part, value };
}

/** `= formula`, behind the name that it defines; reports what is missing of it and steps over the rest. */
function parseDefined(cursor: Cursor, name: string): Formula | undefined {
  if (!cursor.at(Kind.equals) || cursor.atLineStart) cursor.expectedEquals(`'=' behind ${quoted(name)}`);
  else {
    cursor.advance();
    const value = cursor.atBoundary || cursor.atLineStart ? undefined : parseFormula(cursor);
    if (value) return value;
    cursor.expected(`A value for ${quoted(name)}`, 'missing-value');
  }
  cursor.skipStatement();
  return undefined;
}

/** `choose NAME = formula`, from the keyword on. */
export function parseChoose(cursor: Cursor): Choose {
  const { start } = cursor;
  cursor.advance();
  const name = cursor.takeNameOnLine();
  if (!name) {
    cursor.expected('The name of the choice', 'missing-name');
    cursor.skipStatement();
    return { kind: 'choose', start, end: cursor.previousEnd, name, value: undefined };
  }
  const value = parseDefined(cursor, name.text);
  return { kind: 'choose', start, end: cursor.previousEnd, name, value };
}

const comparisons = new Map<number, Comparison>([
  [Kind.less, '<'],
  [Kind.atMost, '<='],
  [Kind.equals, '='],
  [Kind.atLeast, '>='],
  [Kind.greater, '>'],
]);

/** `where sum { comparison sum }`, from the keyword on. */
export function parseWhere(cursor: Cursor): Where {
  const { start } = cursor;
  cursor.advance();
  const operands: Formula[] = [];
  const found: Comparison[] = [];
  const first = cursor.atLineStart || cursor.atBoundary ? undefined : parseSum(cursor, 0);
  if (first) operands.push(first);
  while (first && !cursor.atLineStart) {
    const comparison = comparisons.get(cursor.kind);
    if (!comparison) break;
    cursor.advance();
    const operand = cursor.atLineStart || cursor.atBoundary ? undefined : parseSum(cursor, 0);
    if (!operand) {
      cursor.expected(`A size behind '${comparison}'`, 'missing-operand');
      break;
    }
    found.push(comparison);
    operands.push(operand);
  }
  if (!first) cursor.expected("A condition such as 'a <= 2 * b'", 'missing-condition');
  else if (found.length === 0) cursor.expected("A comparison such as '<='", 'missing-condition');
  if (found.length === 0) cursor.skipStatement();
  return { kind: 'where', start, end: cursor.previousEnd, operands, comparisons: found };
}

/** `operation NAME ( parameters ) ( { … } | = external(…) )`, from the keyword on. */
export function parseOperationDefinition(cursor: Cursor, doc: string | undefined): OperationDefinition {
  const { start } = cursor;
  cursor.advance();
  const name = cursor.takeNameOnLine();
  const called = name ? `operation ${quoted(name.text)}` : 'this operation';
  if (!name) cursor.expected('The name of the operation', 'missing-name');
  const parameters = cursor.at(Kind.openParenthesis) ? parseParameters(cursor) : [];
  let body: NetworkBlock | undefined;
  let external: Formula | undefined;
  if (cursor.at(Kind.equals) && !cursor.atLineStart) {
    cursor.advance();
    external = cursor.atDeclaration ? undefined : parseFormula(cursor);
    if (!external) cursor.expected('\'external("module.Class", …)\'', 'missing-value');
  } else {
    if (!cursor.at(Kind.openBrace)) {
      cursor.expected("'{', or '= external(…)',", 'missing-body');
      while (!cursor.at(Kind.end) && !cursor.at(Kind.openBrace) && !cursor.atLineStart) cursor.advance();
    }
    if (cursor.at(Kind.openBrace)) body = parseNetwork(cursor, called);
  }
  return { kind: 'operation', start, end: cursor.previousEnd, doc, name, parameters, body, external };
}

function parseParameters(cursor: Cursor): FormalParameter[] {
  const open = { start: cursor.start, end: cursor.end };
  cursor.advance();
  const parameters: FormalParameter[] = [];
  while (cursor.at(Kind.name) && !cursor.atDeclaration) {
    const name = cursor.takeName();
    let usual: Formula | undefined;
    if (cursor.take(Kind.equals)) {
      usual = parseFormula(cursor);
      if (!usual) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
    }
    parameters.push({ start: name.start, end: cursor.previousEnd, name, default: usual });
    if (!cursor.take(Kind.comma)) break;
  }
  if (!cursor.take(Kind.closeParenthesis)) {
    if (cursor.at(Kind.openBrace) || cursor.atLineStart || cursor.at(Kind.end)) {
      const at = cursor.previousEnd;
      cursor.report(open, 'unclosed-parenthesis', "This '(' is never closed.", {
        title: "Close it with ')'",
        edits: [{ start: at, end: at, text: ')' }],
      });
    } else {
      cursor.expected("',' or ')'", 'unclosed-parenthesis');
      while (
        !cursor.at(Kind.end) &&
        !cursor.at(Kind.openBrace) &&
        !cursor.at(Kind.closeParenthesis) &&
        !cursor.atDeclaration
      )
        cursor.advance();
      cursor.take(Kind.closeParenthesis);
    }
  }
  return parameters;
}
