import { isGraphSpace } from '../cells/kinds/graph/isGraphSpace';
import type { SearchSpace } from '../cells/space';
import { parse } from '../language/parse';
import type { Binding, CellDeclaration } from '../language/syntax';
import { editedPart, type ReadDeclaration, readDeclaration } from './readDeclaration';

/** Where an operation is being written. */
export interface OperationPlace {
  /** Of the word that is there, which may be empty. */
  readonly start: number;
  readonly end: number;
  /** The vertex that is bound. */
  readonly binding: string;
  /** The vertices bound above, the input first. */
  readonly bound: readonly string[];
}

export interface WithOperation extends ReadDeclaration {
  /** The operation with its operands: `conv3x3(a)`. */
  readonly written: string;
}

/** A declaration with more characters is not read once more for each operation. */
export const longestTried = 20_000;

/**
 * The cell that a declaration would be with an operation at a place. Where no operands are written yet, the operation takes
 * what was bound last; a vertex that nothing takes from flows into the output. `undefined`: that is no cell.
 */
export function withOperation(
  text: string,
  { start, end }: CellDeclaration,
  space: SearchSpace,
  place: OperationPlace,
  operation: string,
): WithOperation | undefined {
  const span = { start, end: Math.max(end, place.end) };
  if (span.end - span.start > longestTried) return undefined;
  const called = /^[^\S\r\n]*\(([^()\r\n]*)\)/.exec(text.slice(place.end, span.end));
  const written = called
    ? `${operation}(${called[1]!.trim()})`
    : `${operation}(${operandFor(text.slice(start, place.start), place)})`;
  const edits = [{ start: place.start, end: place.end + (called?.[0].length ?? 0), text: written }];
  const edited = withOutput(editedPart(text, span, edits), space, place.binding);
  const read = readDeclaration(edited, space);
  return read && { ...read, written };
}

/** The vertex bound last that the sum does not take from already. */
function operandFor(before: string, { bound, binding }: OperationPlace): string {
  const sum = before.slice(before.lastIndexOf(binding) + binding.length);
  const taken = new Set(sum.match(/[\p{ID_Start}_][\p{ID_Continue}]*/gu));
  return bound.findLast(name => !taken.has(name)) ?? bound.at(-1) ?? 'input';
}

/** Closes the declaration, and lets the vertex flow into the output if it flows nowhere. */
function withOutput(text: string, space: SearchSpace, vertex: string): string {
  const closed = text.trimEnd().endsWith('}') ? text : `${text}\n}`;
  const [declaration] = parse(closed).file.declarations;
  if (!isGraphSpace(space)) return text;
  if (space.operationsOn === 'edges' || declaration?.kind !== 'cell' || declaration.body?.kind !== 'block')
    return closed;
  const bindings = declaration.body.statements.filter(statement => statement.kind === 'binding');
  const output = bindings.find(({ name }) => name.text === 'output');
  const taken = new Set(bindings.flatMap(takenBy));
  const comma = space.output === 'concat' ? ', ' : ' + ';
  if (!output) {
    const ends = bindings.map(({ name }) => name.text).filter(name => !taken.has(name));
    const joined = space.output === 'concat' ? `concat(${ends.join(comma)})` : ends.join(comma);
    const brace = closed.lastIndexOf('}');
    return `${closed.slice(0, brace)}\noutput = ${joined}\n}`;
  }
  const last = output.value?.terms.at(-1);
  if (taken.has(vertex) || !last) return closed;
  const at = last.kind === 'call' ? (last.arguments.at(-1)?.end ?? last.end - 1) : last.end;
  return `${closed.slice(0, at)}${comma}${vertex}${closed.slice(at)}`;
}

function takenBy({ value }: Binding): string[] {
  return (value?.terms ?? [])
    .flatMap(term => (term.kind === 'call' ? term.arguments.flatMap(({ terms }) => terms) : [term]))
    .flatMap(term => (term.kind === 'reference' ? [term.name.text] : []));
}
