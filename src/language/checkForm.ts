import { quoted } from './cursor';
import type { Fix } from './diagnostic';
import { joinedPart } from './removal';
import { changeTo, type Scope } from './scope';
import type { Binding, Call, Name, Span, Sum, Term } from './syntax';
import { asGraph, type GraphVocabulary, operationName } from './vocabulary';

/** Whether a binding has the form that its space gives to a vertex. Tells the first thing only. */
export function checkForm(scope: Scope, binding: Binding, value: Sum): void {
  const space = asGraph(scope.space);
  if (!space) return;
  const inner = value.terms.flatMap(term => (term.kind === 'call' ? callsWithin(term) : []));
  if (inner[0]) {
    const message = `Give ${quoted(scope.text.slice(inner[0].start, inner[0].end))} a name of its own; an operation applies to named vertices.`;
    scope.error(inner[0], 'nested-call', message, scope.extractFix(inner[0]));
  } else if (space.operationsOn === 'edges') checkEdges(scope, space, value, binding.name);
  else if (binding.name.text === 'output') checkOutput(scope, space, value);
  else checkVertex(scope, space, value, binding.name);
}

/** Operations on vertices: `d = conv3x3(input + c)`. */
function checkVertex(scope: Scope, space: GraphVocabulary, value: Sum, name: Name): void {
  const [term] = value.terms;
  const example = `'${exampleOf(space)}(a + b)'`;
  if (!term || value.terms.length > 1)
    scope.error(
      value,
      'wrong-form',
      `A vertex of ${space.name} applies one operation to a sum of vertices, as in ${example}.`,
    );
  else if (term.kind === 'reference') checkBareReference(scope, space, term.name, name);
  else if (isJoin(space, term))
    scope.error(
      term.callee,
      'wrong-form',
      `Only 'output' is a ${term.callee.text}; ${quoted(name.text)} applies one operation, as in ${example}.`,
    );
  else if (!checkHasInput(scope, term)) return;
  else if (term.arguments.length > 1) {
    const range = spanOf(term.arguments);
    const message = `${quoted(term.callee.text)} applies to the sum of its inputs; join them with '+'.`;
    scope.error(range, 'wrong-form', message, rejoin(scope, range, term.arguments, ' + '));
  } else checkRepeated(scope, references(term), term.arguments[0]?.terms ?? [], name);
}

/** The output where operations stand on vertices: `concat(a, b)` or, in a space that sums, `a + b` or `sum(a, b)`. */
function checkOutput(scope: Scope, space: GraphVocabulary, value: Sum): void {
  const [term] = value.terms;
  const form = space.output === 'concat' ? 'concat(a, b)' : 'a + b';
  const only = value.terms.length === 1 && term?.kind === 'call' ? term : undefined;
  const joined = only && isJoin(space, only) ? only : undefined;
  if (only && !joined) {
    const message = `The output of ${space.name} joins vertices, as in '${form}'; give ${quoted(only.callee.text)} a name of its own first.`;
    if (operationName(space, only.callee.text) !== undefined)
      scope.error(only, 'wrong-form', message, outputExtract(scope, space, only));
    return;
  }
  const operands = value.terms.flatMap(each => (each.kind === 'reference' ? [each.name] : references(each)));
  const mixed = !joined && value.terms.some(each => each.kind === 'call');
  if (joined && !checkHasInput(scope, joined)) return;
  const right =
    space.output === 'concat'
      ? joined?.callee.text === 'concat' && joined.arguments.every(argument => argument.terms.length === 1)
      : joined
        ? joined.callee.text === 'sum' && joined.arguments.every(argument => argument.terms.length === 1)
        : !mixed;
  if (right) {
    checkRepeated(scope, operands, joined ? joined.arguments : value.terms, undefined);
    return;
  }
  const names = operands.map(operand => operand.text);
  const text = space.output === 'concat' ? `concat(${names.join(', ')})` : names.join(' + ');
  const mend = mixed || names.length > 100 ? undefined : changeTo(value, text);
  scope.error(value, 'wrong-form', `The output of ${space.name} joins vertices, as in '${form}'.`, mend);
}

/** Operations on edges: `n2 = skip(input) + conv3x3(n1)`. */
function checkEdges(scope: Scope, space: GraphVocabulary, value: Sum, name: Name): void {
  const from = new Set<string>();
  for (const term of value.terms) {
    if (term.kind === 'reference') {
      checkBareReference(scope, space, term.name, name);
      continue;
    }
    if (isJoin(space, term)) {
      const message = `A vertex of ${space.name} is a sum of operations, each on one earlier vertex, as in '${exampleOf(space)}(input) + …'.`;
      scope.error(term.callee, 'wrong-form', message);
      continue;
    }
    if (!checkHasInput(scope, term)) continue;
    const operands = references(term);
    if (operands.length > 1) {
      const message = `${quoted(term.callee.text)} stands on one edge and so applies to one vertex.`;
      const text = operands.map(operand => `${term.callee.text}(${operand.text})`).join(' + ');
      scope.error(
        spanOf(term.arguments),
        'wrong-form',
        message,
        operands.length > 100 ? undefined : changeTo(term, text),
      );
      continue;
    }
    const vertex = operands[0]!.text;
    if (from.has(vertex)) {
      const message = `${quoted(vertex)} feeds ${quoted(name.text)} twice; one operation stands between two vertices.`;
      const same = value.terms.findIndex(
        each => each.kind === 'call' && references(each)[0]?.text === vertex,
      );
      const either = [value.terms.indexOf(term), same].flatMap(index => removal(scope, value.terms, index));
      scope.error(term, 'duplicate-edge', message, undefined, either);
    }
    from.add(vertex);
  }
}

function checkBareReference(scope: Scope, space: GraphVocabulary, vertex: Name, name: Name): void {
  if (operationName(space, vertex.text) !== undefined && !scope.bound.has(vertex.text)) return;
  const identity = space.operations.find(operation => operation.definition.kind === 'identity')?.name;
  const message = `Say which operation leads from ${quoted(vertex.text)} to ${quoted(name.text)}, as in '${identity ?? exampleOf(space)}(${vertex.text})'.`;
  const mend = identity === undefined ? undefined : changeTo(vertex, `${identity}(${vertex.text})`);
  scope.error(vertex, 'missing-operation', message, mend);
}

function checkHasInput(scope: Scope, call: Call): boolean {
  if (call.arguments.length > 0) return true;
  const message = `${quoted(call.callee.text)} applies to nothing; name a vertex in the parentheses.`;
  const { callee } = call;
  const applied = (input: string) => changeTo(call, `${callee.text}(${input})`);
  scope.error(call, 'missing-input', message, undefined, scope.each(scope.inputs(), applied));
  return false;
}

/** `parts`: what holds each operand. */
function checkRepeated(
  scope: Scope,
  operands: readonly Name[],
  parts: readonly Span[],
  to: Name | undefined,
): void {
  const seen = new Set<string>();
  for (const [i, operand] of operands.entries()) {
    const target = to ? quoted(to.text) : 'the output';
    if (seen.has(operand.text))
      scope.error(
        operand,
        'duplicate-edge',
        `${quoted(operand.text)} feeds ${target} twice; once is all there is.`,
        removal(scope, parts, i)[0],
      );
    seen.add(operand.text);
  }
}

function removal(scope: Scope, parts: readonly Span[], index: number): Fix[] {
  const part = parts[index];
  const span = part && joinedPart(parts, index);
  if (!span) return [];
  return [
    { title: `Remove ${quoted(scope.text.slice(part.start, part.end))}`, edits: [{ ...span, text: '' }] },
  ];
}

function outputExtract(scope: Scope, space: GraphVocabulary, call: Call) {
  const fix = scope.extractFix(call);
  if (!fix || space.output === 'sum') return fix;
  const [binding, use] = fix.edits;
  return binding && use ? { ...fix, edits: [binding, { ...use, text: `concat(${use.text})` }] } : fix;
}

/** Puts `joint` between the operands, if nothing but a comma stands there. */
function rejoin(scope: Scope, range: Span, args: readonly Sum[], joint: string) {
  const edits = args.slice(1).map((arg, i) => ({ start: args[i]!.end, end: arg.start, text: joint }));
  const plain = edits.every(({ start, end }) => /^\s*,\s*$/.test(scope.text.slice(start, end)));
  return plain && range.end > range.start ? { title: "Join with '+'", edits } : undefined;
}

/** `concat` or `sum`, where it is not an operation of the space. */
function isJoin(space: GraphVocabulary, call: Call): boolean {
  const { text } = call.callee;
  return (text === 'concat' || text === 'sum') && operationName(space, text) === undefined;
}

function callsWithin(call: Call): Call[] {
  return call.arguments.flatMap(sum => sum.terms.filter((term): term is Call => term.kind === 'call'));
}

function references(term: Term): Name[] {
  if (term.kind === 'reference') return [term.name];
  return term.arguments.flatMap(sum => sum.terms.flatMap(references));
}

function exampleOf(space: GraphVocabulary): string {
  return (
    space.operations.find(operation => operation.definition.kind === 'conv')?.name ??
    space.operations[0]?.name ??
    'conv3x3'
  );
}

function spanOf(parts: readonly Span[]): Span {
  return { start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 };
}
