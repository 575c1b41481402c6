import type {
  CellBlock,
  CellDeclaration,
  Declaration,
  Name,
  Span,
  Spelling,
  Statement,
  Sum,
  Term,
} from './syntax';

/**
 * The same declaration, read from a text in which it stands `by` code units further on. What lies inside a cell is moved
 * when it is asked for: an edit moves every declaration behind it, and few of them are looked into.
 */
export function shiftDeclaration(declaration: Declaration, by: number): Declaration {
  if (by === 0) return declaration;
  if (declaration.kind === 'space' || declaration.kind === 'operation')
    return shiftAny(declaration, by) as Declaration;
  if (declaration.kind === 'use')
    return { ...declaration, ...moved(declaration, by), space: name(declaration.space, by) };
  return declaration instanceof MovedCell
    ? new MovedCell(declaration.origin, declaration.by + by)
    : new MovedCell(declaration, by);
}

/** The declaration as it was parsed. Those of one origin say the same of themselves, but for where they stand. */
export function originOf(declaration: CellDeclaration): CellDeclaration {
  return declaration instanceof MovedCell ? declaration.origin : declaration;
}

/** The same declaration of plain objects with all its parts, to be walked through without knowing them. */
export function plainDeclaration(declaration: Declaration): Declaration {
  if (!(declaration instanceof MovedCell)) return declaration;
  const { kind, start, end, doc, name, space, body } = declaration;
  const plainBody =
    body?.kind === 'block'
      ? { kind: body.kind, start: body.start, end: body.end, statements: body.statements }
      : body;
  return { kind, start, end, doc, name, space, body: plainBody };
}

class MovedCell implements CellDeclaration {
  readonly kind = 'cell';
  readonly start: number;
  readonly end: number;
  readonly doc: string | undefined;
  private ownName: Name | undefined;
  private ownSpace: Name | undefined;
  private ownBody: CellBlock | Spelling | undefined;

  constructor(
    readonly origin: CellDeclaration,
    readonly by: number,
  ) {
    this.start = origin.start + by;
    this.end = origin.end + by;
    this.doc = origin.doc;
  }

  get name(): Name | undefined {
    this.ownName ??= name(this.origin.name, this.by);
    return this.ownName;
  }

  get space(): Name | undefined {
    this.ownSpace ??= name(this.origin.space, this.by);
    return this.ownSpace;
  }

  get body(): CellBlock | Spelling | undefined {
    const { body } = this.origin;
    this.ownBody ??=
      body?.kind === 'block' ? new MovedBlock(body, this.by) : body && { ...body, ...moved(body, this.by) };
    return this.ownBody;
  }
}

class MovedBlock implements CellBlock {
  readonly kind = 'block';
  readonly start: number;
  readonly end: number;
  private moved: readonly Statement[] | undefined;

  constructor(
    private readonly origin: CellBlock,
    private readonly by: number,
  ) {
    this.start = origin.start + by;
    this.end = origin.end + by;
  }

  get statements(): readonly Statement[] {
    this.moved ??= this.origin.statements.map(each => statement(each, this.by));
    return this.moved;
  }
}

function statement(each: Statement, by: number): Statement {
  if (each.kind === 'setting')
    return {
      ...each,
      ...moved(each, by),
      name: shiftName(each.name, by),
      value: { ...each.value, ...moved(each.value, by) },
    };
  if (each.kind === 'measured')
    return {
      ...each,
      ...moved(each, by),
      metric: name(each.metric, by),
      deviation: each.deviation && { ...each.deviation, ...moved(each.deviation, by) },
      arguments: each.arguments.map(argument => ({
        ...argument,
        ...moved(argument, by),
        name: shiftName(argument.name, by),
        word: name(argument.word, by),
      })),
    };
  if (each.kind === 'list')
    return {
      ...each,
      ...moved(each, by),
      name: shiftName(each.name, by),
      items: each.items.map(item => ({
        ...item,
        ...moved(item, by),
        name: shiftName(item.name, by),
        ...(item.arguments ? { arguments: shiftAny(item.arguments, by) as typeof item.arguments } : {}),
      })),
    };
  return {
    kind: 'binding',
    start: each.start + by,
    end: each.end + by,
    name: shiftName(each.name, by),
    value: each.value && sum(each.value, by),
  };
}

function sum(each: Sum, by: number): Sum {
  return {
    kind: 'sum',
    start: each.start + by,
    end: each.end + by,
    terms: each.terms.map(part => term(part, by)),
  };
}

function term(each: Term, by: number): Term {
  const start = each.start + by;
  const end = each.end + by;
  if (each.kind === 'reference') return { kind: 'reference', start, end, name: shiftName(each.name, by) };
  const callee = shiftName(each.callee, by);
  return { kind: 'call', start, end, callee, arguments: each.arguments.map(argument => sum(argument, by)) };
}

function shiftName({ text, start, end }: Name, by: number): Name {
  return { text, start: start + by, end: end + by };
}

function name(each: Name | undefined, by: number): Name | undefined {
  return each && shiftName(each, by);
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** Every number called `start` or `end` of a tree, moved. Slower than by hand; for what a file has few of. */
function shiftAny(node: unknown, by: number): unknown {
  if (Array.isArray(node)) return node.map(each => shiftAny(each, by));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      (key === 'start' || key === 'end') && typeof value === 'number' ? value + by : shiftAny(value, by),
    ]),
  );
}
