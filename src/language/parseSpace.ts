import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import { parseBlock } from './parseBlock';
import { parseAliases, parseFormula } from './parseFormula';
import { parseChoose, parseNetwork, parseWhere } from './parseNetwork';
import { parseNumber, parseString } from './parseValue';
import { isSpaceForm } from './spaceForms';
import type {
  CatalogueCall,
  Choose,
  OperationDeclaration,
  OperationsBlock,
  Property,
  SkeletonBlock,
  SpaceDeclaration,
  SpacePart,
  TrainingBlock,
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
  const parts: SpacePart[] = [];
  const addPart = (part: SpacePart) => {
    const again = (part.kind === 'network' || part.kind === 'training') && has(parts, part.kind);
    if (again) reportAgain(cursor, part, part.kind, `a ${part.kind}`);
    else parts.push(part);
  };
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
        if (block.on === 'layers') addPart({ kind: 'operations', ...block });
        if (again && !(block.on === 'layers' && again.on === 'layers'))
          reportAgain(cursor, block, 'operations', 'operations');
      } else if (atSkeleton(cursor)) {
        const again = skeleton;
        const block = parseSkeleton(cursor);
        skeleton ??= block;
        if (again) reportAgain(cursor, block, 'skeleton', 'a skeleton');
      } else if (atBlock(cursor, 'network')) {
        const from = cursor.start;
        cursor.advance();
        addPart({ ...parseNetwork(cursor, "'network'"), start: from });
      } else if (atBlock(cursor, 'training')) addPart(parseTraining(cursor));
      else if (atChoose(cursor)) addPart(parseChoose(cursor));
      else if (atWhere(cursor)) addPart(parseWhere(cursor));
      else parseProperty(cursor, properties);
    });
  return {
    kind: 'space',
    start,
    end: cursor.previousEnd,
    doc,
    name,
    operations,
    properties,
    skeleton,
    ...(parts.length > 0 ? { parts } : {}),
  };
}

function has(parts: readonly SpacePart[], kind: SpacePart['kind']): boolean {
  return parts.some(part => part.kind === kind);
}

function atBlock(cursor: Cursor, word: string): boolean {
  return cursor.atWord(word) && cursor.kindAt(1) === Kind.openBrace;
}

function atChoose(cursor: Cursor): boolean {
  return cursor.atWord('choose') && !isRelation(cursor.kindAt(1));
}

function atWhere(cursor: Cursor): boolean {
  return cursor.atWord('where') && !isRelation(cursor.kindAt(1));
}

/** `training { images = 50000  choose rate = 0.05 | 0.1 }` */
function parseTraining(cursor: Cursor): TrainingBlock {
  const { start } = cursor;
  cursor.advance();
  const properties: Property[] = [];
  const choices: Choose[] = [];
  parseBlock(cursor, "'training'", () => {
    if (atChoose(cursor)) choices.push(parseChoose(cursor));
    else parseProperty(cursor, properties);
  });
  return { kind: 'training', start, end: cursor.previousEnd, properties, choices };
}

function atOperations(cursor: Cursor): boolean {
  return cursor.atWord('operations') && !isRelation(cursor.kindAt(1));
}

function atSkeleton(cursor: Cursor): boolean {
  return atBlock(cursor, 'skeleton');
}

function reportAgain(cursor: Cursor, { start }: { start: number }, word: string, what: string): void {
  const end = start + word.length;
  cursor.beginStatement();
  cursor.report({ start, end }, 'duplicate-block', `This space has ${what} already.`);
}

function parseOperations(cursor: Cursor): OperationsBlock {
  const { start } = cursor;
  cursor.advance();
  let on: OperationsBlock['on'];
  let group: OperationsBlock['group'];
  if (cursor.atWord('on') && !cursor.atLineStart) {
    cursor.advance();
    if (cursor.at(Kind.name) && isSpaceForm(cursor.text)) on = cursor.text;
    if (on && !cursor.atLineStart) cursor.advance();
    else cursor.expected("'vertices', 'edges' or 'layers'", 'missing-place');
    if (on === 'layers') group = cursor.takeNameOnLine();
  } else cursor.expected("'on vertices', 'on edges' or 'on layers'", 'missing-place');
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
        if (cursor.at(Kind.name)) operations.push(parseOperation(cursor, on === 'layers'));
      },
      () =>
        cursor.atLineStart &&
        (cursor.kindAt(1) === Kind.atMost || atSkeleton(cursor) || (on === 'layers' && atPart(cursor))),
    );
  return { start, end: cursor.previousEnd, on, ...(group ? { group } : {}), operations };
}

/** Where a line begins another part of a space of networks. */
function atPart(cursor: Cursor): boolean {
  const name = cursor.kindAt(1) === Kind.name;
  return (
    atBlock(cursor, 'network') ||
    atBlock(cursor, 'training') ||
    (name && (cursor.atWord('choose') || cursor.atWord('where') || cursor.atWord('operations')))
  );
}

/** `name [= definition] { aka "…" {, "…"} }` */
function parseOperation(cursor: Cursor, onLayers: boolean): OperationDeclaration {
  const name = cursor.takeName();
  let definition: CatalogueCall | undefined;
  let call: OperationDeclaration['call'];
  let aliases: OperationDeclaration['aliases'] = [];
  if (cursor.at(Kind.equals) && !cursor.atLineStart) {
    cursor.advance();
    if (onLayers) {
      const value = cursor.atLineStart ? undefined : parseFormula(cursor);
      // `aka` behind the call is the operation's.
      const [only, second] = value?.kind === 'alternatives' ? value.options : [];
      call = only && !second ? only.value : value;
      if (only && !second) aliases = only.aliases;
    } else definition = parseDefinition(cursor);
    if (!definition && !call) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
  }
  if (aliases.length === 0) aliases = parseAliases(cursor);
  return {
    start: name.start,
    end: cursor.previousEnd,
    name,
    definition,
    ...(call ? { call } : {}),
    aliases,
  };
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
    cursor.expectedEquals(`'=' or '<=' behind ${quoted(name.text)}`);
  else {
    cursor.advance();
    value = parsePropertyValue(cursor, name.text === 'spelling');
    if (!value) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
  }
  if (!value) cursor.skipStatement();
  properties.push({ start: name.start, end: cursor.previousEnd, name, relation, value });
}

function parsePropertyValue(cursor: Cursor, isText: boolean): Property['value'] {
  const { kind, start, end, text } = cursor;
  if (cursor.atLineStart) return undefined;
  if (isText && kind === Kind.string)
    return { text: parseString(cursor)!.text, start, end, number: undefined };
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
