import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import { parseBlock } from './parseBlock';
import { parseSum } from './parseExpression';
import { parseArguments } from './parseFormula';
import { parseMeasured } from './parseMeasured';
import { parseNumber, parseString } from './parseValue';
import type { CellBlock, CellDeclaration, ListItem, Name, Spelling, Statement } from './syntax';

/** From the keyword `cell` (or a slip of it) on. */
export function parseCell(cursor: Cursor, doc: string | undefined): CellDeclaration {
  const { start } = cursor;
  cursor.advance();
  const name = cursor.takeNameOnLine();
  if (!name) cursor.expected('The name of the cell', 'missing-name');
  let space: Name | undefined;
  if (cursor.take(Kind.colon)) {
    space = cursor.takeNameOnLine();
    if (!space) cursor.expected('The name of a space', 'missing-name');
  }
  const body = parseBody(cursor, name);
  return { kind: 'cell', start, end: cursor.previousEnd, doc, name, space, body };
}

function parseBody(cursor: Cursor, name: Name | undefined): CellBlock | Spelling | undefined {
  if (!cursor.at(Kind.openBrace) && !cursor.at(Kind.equals)) {
    if (cursor.atLineStart || cursor.at(Kind.end) || cursor.at(Kind.openString))
      cursor.expected("'{', or '=' and a published spelling,", 'missing-body');
    else cursor.report(cursor, 'unexpected-text', `${quoted(cursor.text)} means nothing here.`);
    while (!cursor.at(Kind.end) && !cursor.at(Kind.openBrace) && !cursor.atLineStart) cursor.advance();
  }
  if (cursor.take(Kind.equals)) {
    const spelling = cursor.atDeclaration ? undefined : parseString(cursor);
    if (spelling) return spelling;
    cursor.expected('The published spelling in double quotes', 'missing-spelling');
    while (!cursor.at(Kind.end) && !cursor.at(Kind.openBrace) && !cursor.atLineStart) cursor.advance();
  }
  if (!cursor.at(Kind.openBrace)) return undefined;
  const statements: Statement[] = [];
  const span = parseBlock(cursor, name ? `cell ${quoted(name.text)}` : 'this cell', () => {
    const statement = parseStatement(cursor);
    if (statement) statements.push(statement);
  });
  return { kind: 'block', ...span, statements };
}

function parseStatement(cursor: Cursor): Statement | undefined {
  if (!cursor.at(Kind.name)) return undefined;
  if (cursor.atWord('measured') && cursor.kindAt(1) !== Kind.equals) return parseMeasured(cursor);
  const { start } = cursor;
  if (cursor.kindAt(1) === Kind.openParenthesis && !cursor.breakAt(1)) {
    const message = `Give this vertex a name, as in 'a = ${cursor.text}(…)'.`;
    cursor.report(cursor, 'missing-binding', message);
    cursor.skipStatement(true);
    return undefined;
  }
  const name = cursor.takeName();
  if (!cursor.at(Kind.equals) || cursor.atLineStart) {
    const canInsert = cursor.at(Kind.name) && !cursor.atLineStart;
    const insert = { start: cursor.start, end: cursor.start, text: '= ' };
    cursor.expected(
      `'=' behind ${quoted(name.text)}`,
      'missing-equals',
      canInsert ? { title: "Insert '='", edits: [insert] } : undefined,
    );
    if (!canInsert) {
      cursor.skipStatement();
      return { kind: 'binding', start, end: name.end, name, value: undefined };
    }
  } else cursor.advance();
  if (cursor.at(Kind.openBracket) && !cursor.atLineStart)
    return { kind: 'list', start, name, items: parseList(cursor), end: cursor.previousEnd };
  if (cursor.at(Kind.number) && !cursor.atLineStart) {
    const { start: from, end, text } = cursor;
    const number = parseNumber(cursor);
    if (number !== undefined)
      return { kind: 'setting', start, end, name, value: { text, start: from, end, number } };
  }
  const value = cursor.atLineStart ? undefined : parseSum(cursor);
  if (!value) {
    cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
    cursor.skipStatement();
  }
  return { kind: 'binding', start, end: value?.end ?? cursor.previousEnd, name, value };
}

/** `[` item { `,` item } `]`, an item being `NAME [ ( arguments ) ] [ * NUMBER ]`. */
function parseList(cursor: Cursor): ListItem[] {
  const open = { start: cursor.start, end: cursor.end };
  cursor.advance();
  const items: ListItem[] = [];
  while (cursor.at(Kind.name) && !cursor.atBoundary) {
    const name = cursor.takeName();
    const chosen = cursor.at(Kind.openParenthesis) ? { arguments: parseArguments(cursor) } : {};
    let times: number | undefined = 1;
    if (cursor.take(Kind.star)) {
      times = parseNumber(cursor);
      if (times === undefined) cursor.expected(`How often ${quoted(name.text)} comes`, 'missing-value');
    }
    items.push({ start: name.start, end: cursor.previousEnd, name, ...chosen, times: times ?? 1 });
    if (!cursor.take(Kind.comma)) break;
    if (!cursor.at(Kind.name)) cursor.expected('Another name', 'missing-name');
  }
  if (!cursor.take(Kind.closeBracket)) {
    if (cursor.atBoundary) cursor.report(open, 'unclosed-bracket', "This '[' is never closed.");
    else cursor.expected("']'", 'unclosed-bracket');
    cursor.skipStatement();
  }
  return items;
}
