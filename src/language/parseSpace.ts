import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import { parseBlock } from './parseBlock';
import { parseNumber, parseString } from './parseValue';
import { isSpaceForm } from './spaceForms';
import type {
  CatalogueCall,
  OperationDeclaration,
  OperationsBlock,
  Property,
  SkeletonBlock,
  SpaceDeclaration,
  Spelling,
} from './syntax';

/** From the keyword `space` on. */
export function parseSpace(cursor: Cursor, doc: string | undefined): SpaceDeclaration {
  const { start } = cursor;
  cursor.advance();
  const name = cursor.takeNameOnLine();
  if (!name) cursor.expected('The name of the space', 'missing-name');
  let operations: OperationsBlock | undefined;
  let skeleton: SkeletonBlock | undefined;
  const properties: Property[] = [];
  if (!cursor.at(Kind.openBrace)) {
    cursor.expected("'{'", 'missing-body');
    while (!cursor.at(Kind.end) && !cursor.at(Kind.openBrace) && !cursor.atLineStart) cursor.advance();
  }
  if (cursor.at(Kind.openBrace))
    parseBlock(cursor, name ? `space ${quoted(name.text)}` : 'this space', () => {
      if (atOperations(cursor)) {
        const again = operations;
        const block = parseOperations(cursor);
        operations ??= block;
        if (again) reportAgain(cursor, block, 'operations');
      } else if (atSkeleton(cursor)) {
        const again = skeleton;
        const block = parseSkeleton(cursor);
        skeleton ??= block;
        if (again) reportAgain(cursor, block, 'a skeleton');
      } else parseProperty(cursor, properties);
    });
  return { kind: 'space', start, end: cursor.previousEnd, doc, name, operations, properties, skeleton };
}

function atOperations(cursor: Cursor): boolean {
  return cursor.atWord('operations') && !isRelation(cursor.kindAt(1));
}

function atSkeleton(cursor: Cursor): boolean {
  return cursor.atWord('skeleton') && cursor.kindAt(1) === Kind.openBrace;
}

function reportAgain(cursor: Cursor, { start }: { start: number }, what: string): void {
  const end = start + (what === 'operations' ? 'operations' : 'skeleton').length;
  cursor.beginStatement();
  cursor.report({ start, end }, 'duplicate-block', `This space has ${what} already.`);
}

function parseOperations(cursor: Cursor): OperationsBlock {
  const { start } = cursor;
  cursor.advance();
  let on: OperationsBlock['on'];
  if (cursor.atWord('on') && !cursor.atLineStart) {
    cursor.advance();
    if (cursor.at(Kind.name) && isSpaceForm(cursor.text)) on = cursor.text;
    if (on && !cursor.atLineStart) cursor.advance();
    else cursor.expected("'vertices' or 'edges'", 'missing-place');
  } else cursor.expected("'on vertices' or 'on edges'", 'missing-place');
  const operations: OperationDeclaration[] = [];
  if (!cursor.at(Kind.openBrace)) {
    cursor.expected("'{'", 'missing-body');
    while (!cursor.at(Kind.end) && !cursor.at(Kind.openBrace) && !cursor.atLineStart) cursor.advance();
  }
  if (cursor.at(Kind.openBrace))
    parseBlock(
      cursor,
      "'operations'",
      () => {
        if (cursor.at(Kind.name)) operations.push(parseOperation(cursor));
      },
      () => cursor.atLineStart && (cursor.kindAt(1) === Kind.atMost || atSkeleton(cursor)),
    );
  return { start, end: cursor.previousEnd, on, operations };
}

/** `name [= definition] { aka "…" {, "…"} }` */
function parseOperation(cursor: Cursor): OperationDeclaration {
  const name = cursor.takeName();
  let definition: CatalogueCall | undefined;
  if (cursor.at(Kind.equals) && !cursor.atLineStart) {
    cursor.advance();
    definition = parseDefinition(cursor);
    if (!definition) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
  }
  const aliases: Spelling[] = [];
  while (cursor.atWord('aka') && !cursor.atLineStart) {
    cursor.advance();
    do {
      const alias = cursor.atLineStart ? undefined : parseString(cursor);
      if (alias) aliases.push(alias);
      else cursor.expected('A published name in double quotes', 'missing-spelling');
    } while (cursor.take(Kind.comma));
  }
  return { start: name.start, end: cursor.previousEnd, name, definition, aliases };
}

function parseDefinition(cursor: Cursor): CatalogueCall | undefined {
  const callee = cursor.takeNameOnLine();
  if (!callee) return undefined;
  const { start, end } = callee;
  const args: CatalogueCall['arguments'][number][] = [];
  if (!cursor.at(Kind.openParenthesis) || cursor.atLineStart)
    cursor.expected(`'(' behind ${quoted(callee.text)}`, 'missing-parenthesis', {
      title: "Insert '()'",
      edits: [{ start: end, end, text: '()' }],
    });
  else {
    const open = { start: cursor.start, end: cursor.end };
    cursor.advance();
    while (cursor.at(Kind.name) && !cursor.atBoundary) {
      const name = cursor.takeName();
      if (!cursor.take(Kind.colon)) cursor.expected(`':' behind ${quoted(name.text)}`, 'missing-value');
      const value = parseNumber(cursor);
      if (value === undefined) cursor.expected(`A number for ${quoted(name.text)}`, 'missing-value');
      args.push({ name, value, span: { start: name.start, end: cursor.previousEnd } });
      if (!cursor.take(Kind.comma)) break;
      if (!cursor.at(Kind.name)) cursor.expected("A name such as 'kernel'", 'missing-name');
    }
    if (!cursor.take(Kind.closeParenthesis)) {
      if (cursor.atBoundary) cursor.report(open, 'unclosed-parenthesis', "This '(' is never closed.");
      else cursor.expected("')'", 'unclosed-parenthesis');
      cursor.skipStatement();
    }
  }
  return { start, end: cursor.previousEnd, callee, arguments: args };
}

function parseSkeleton(cursor: Cursor): SkeletonBlock {
  const { start } = cursor;
  cursor.advance();
  const properties: Property[] = [];
  parseBlock(cursor, "'skeleton'", () => parseProperty(cursor, properties));
  return { start, end: cursor.previousEnd, properties };
}

function parseProperty(cursor: Cursor, properties: Property[]): void {
  if (!cursor.at(Kind.name)) return;
  const name = cursor.takeName();
  const relation = cursor.at(Kind.atMost) ? '<=' : '=';
  let value: Property['value'];
  if (!isRelation(cursor.kind) || cursor.atLineStart)
    cursor.expected(`'=' or '<=' behind ${quoted(name.text)}`, 'missing-equals');
  else {
    cursor.advance();
    value = parsePropertyValue(cursor);
    if (!value) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
  }
  if (!value) cursor.skipStatement();
  properties.push({ start: name.start, end: cursor.previousEnd, name, relation, value });
}

function parsePropertyValue(cursor: Cursor): Property['value'] {
  const { kind, start, end, text } = cursor;
  if (cursor.atLineStart) return undefined;
  if (kind === Kind.number) {
    const number = parseNumber(cursor);
    return number === undefined ? undefined : { text, start, end, number };
  }
  if (kind !== Kind.name && kind !== Kind.size) return undefined;
  return { ...cursor.takeName(), number: undefined };
}

function isRelation(kind: number): boolean {
  return kind === Kind.equals || kind === Kind.atMost;
}
