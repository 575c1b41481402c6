import type { Declaration, Name, Span, Statement, Sum, Term } from './syntax';

/** The same declaration, read from a text in which it stands `by` code units further on. */
export function shiftDeclaration(declaration: Declaration, by: number): Declaration {
  if (by === 0) return declaration;
  if (declaration.kind === 'space') return shiftAny(declaration, by) as Declaration;
  if (declaration.kind === 'use')
    return { ...declaration, ...moved(declaration, by), space: name(declaration.space, by) };
  const { body } = declaration;
  return {
    kind: 'cell',
    start: declaration.start + by,
    end: declaration.end + by,
    doc: declaration.doc,
    name: name(declaration.name, by),
    space: name(declaration.space, by),
    body:
      body?.kind === 'block'
        ? { kind: 'block', ...moved(body, by), statements: body.statements.map(each => statement(each, by)) }
        : body && { ...body, ...moved(body, by) },
  };
}

function statement(each: Statement, by: number): Statement {
  if (each.kind === 'measured') return { ...each, ...moved(each, by), metric: name(each.metric, by) };
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
