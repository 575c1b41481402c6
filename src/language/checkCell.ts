import { checkForm } from './checkForm';
import { checkMeasured } from './checkMeasured';
import { quoted } from './cursor';
import type { Diagnostic, Fix } from './diagnostic';
import { nearest } from './nearest';
import { changeTo, Scope } from './scope';
import type { Binding, CellBlock, CellDeclaration, ListStatement, Setting, Sum } from './syntax';
import { asGraph, operationName, type SpaceVocabulary } from './vocabulary';

/**
 * What is wrong within one cell: its names, and whether each vertex has the form that the space asks for. Without a
 * `space`, the names alone. Depends on nothing but the arguments and the declaration's own text; every range and edit
 * lies within the declaration.
 */
export function checkCell(
  text: string,
  cell: CellDeclaration,
  space: SpaceVocabulary | undefined,
): Diagnostic[] {
  if (cell.body?.kind !== 'block') return [];
  if (space?.kind === 'network') return checkMeasurements(text, cell, cell.body, space);
  const scope = new Scope(text, cell, cell.body, space);
  for (const statement of cell.body.statements)
    if (statement.kind === 'binding') checkBinding(scope, statement);
    else if (statement.kind === 'list') checkList(scope, statement);
    else if (statement.kind === 'setting') checkSetting(scope, statement);
    else checkMeasured(scope, statement);
  const lists = cell.body.statements.some(({ kind }) => kind === 'list' || kind === 'setting');
  if (space ? asGraph(space) : !lists) checkOutput(scope, cell, cell.body);
  return scope.diagnostics;
}

/** What a cell of networks chooses is checked where it is lowered, against the tree of choices. */
function checkMeasurements(
  text: string,
  cell: CellDeclaration,
  body: CellBlock,
  space: SpaceVocabulary,
): Diagnostic[] {
  const scope = new Scope(text, cell, body, space);
  for (const statement of body.statements) if (statement.kind === 'measured') checkMeasured(scope, statement);
  return scope.diagnostics;
}

/** `NAME = 16`: a size, which a graph does not choose. */
function checkSetting(scope: Scope, { name, value }: Setting): void {
  scope.bound.add(name.text);
  if (!scope.space) return;
  const message = asGraph(scope.space)
    ? `Cells of ${scope.space.name} choose no sizes; apply an operation to earlier vertices.`
    : `A cell of ${scope.space.name} lists its choices as '${scope.space.kind} = [ … ]'.`;
  scope.error(value, 'wrong-form', message);
}

/** `NAME = [ … ]`: in a space of that kind alone, and of its operations. */
function checkList(scope: Scope, { name, items }: ListStatement): void {
  const { space } = scope;
  if (!space) return;
  if (asGraph(space))
    scope.error(
      name,
      'wrong-form',
      `Cells of ${space.name} are graphs and list nothing; apply an operation to earlier vertices.`,
    );
  else if (name.text !== space.kind)
    scope.error(name, 'wrong-form', `A cell of ${space.name} lists its choices as '${space.kind} = [ … ]'.`);
  else if (scope.bound.has(name.text))
    scope.error(name, 'bound-twice', `${quoted(name.text)} is listed twice.`);
  else for (const item of items) checkOperation(scope, item.name.text, item.name);
  scope.bound.add(name.text);
}

function checkBinding(scope: Scope, binding: Binding): void {
  const { name, value } = binding;
  if (scope.space && !asGraph(scope.space)) {
    scope.error(
      name,
      'wrong-form',
      `A cell of ${scope.space.name} lists its choices as '${scope.space.kind} = [ … ]'.`,
    );
    return;
  }
  if (name.text === 'input')
    scope.error(
      name,
      'input-rebound',
      "'input' is bound in every cell; give this vertex another name.",
      undefined,
      rename(scope, binding),
    );
  else if (scope.bound.has(name.text))
    if (name.text === 'output')
      scope.error(name, 'output-bound-twice', "'output' is bound twice; a cell has one output.");
    else
      scope.error(
        name,
        'bound-twice',
        `${quoted(name.text)} is bound twice; give this vertex another name.`,
        undefined,
        rename(scope, binding),
      );
  if (value) {
    scope.binding = binding;
    checkNames(scope, value, 0);
    checkForm(scope, binding, value);
  }
  scope.bound.add(name.text);
}

function rename(scope: Scope, binding: Binding): Fix[] {
  const fix = scope.renameFix(binding);
  return fix ? [fix] : [];
}

function checkNames(scope: Scope, sum: Sum, depth: number): void {
  for (const term of sum.terms)
    if (term.kind === 'reference') scope.resolve(term.name);
    else {
      checkOperation(scope, term.callee.text, term.callee);
      for (const argument of term.arguments) checkNames(scope, argument, depth + 1);
    }
}

function checkOperation(scope: Scope, word: string, range: { start: number; end: number }): void {
  const { space } = scope;
  if (!space || word === 'concat' || word === 'sum' || operationName(space, word) !== undefined) return;
  const graph = asGraph(space);
  const join = graph && scope.binding?.name.text === 'output' ? [graph.output] : [];
  const known = space.operations.flatMap(({ name, aliases }) => [name, ...aliases]);
  const meant = scope.suggest(word, () => [...known, ...join]);
  scope.error(
    range,
    'unknown-operation',
    `${space.name} has no operation ${quoted(word)}; ${meant ? `did you mean ${quoted(meant)}?` : `it has ${listed(space)}.`}`,
    meant ? changeTo(range, operationName(space, meant) ?? meant) : undefined,
    scope.each(
      space.operations.map(({ name }) => name).filter(name => name !== operationName(space, meant ?? '')),
      name => changeTo(range, name),
    ),
  );
}

function checkOutput(scope: Scope, cell: CellDeclaration, body: CellBlock): void {
  // Where the brace is missing, the output may well be what has not been written yet.
  if (scope.bound.has('output') || scope.text[body.end - 1] !== '}') return;
  const names = body.statements.flatMap(statement => (statement.kind === 'binding' ? [statement.name] : []));
  const last = names.at(-1);
  if (last && nearest(last.text, ['output'])) {
    const message = `This cell binds no 'output'; is ${quoted(last.text)} meant to be it?`;
    scope.error(last, 'missing-output', message, changeTo(last, 'output'));
    return;
  }
  const range = cell.name ?? { start: body.start, end: body.start + 1 };
  const message = cell.name
    ? `Cell ${quoted(cell.name.text)} has no output; bind 'output'.`
    : "This cell has no output; bind 'output'.";
  scope.error(range, 'missing-output', message, scope.outputFix(body));
}

function listed(space: SpaceVocabulary): string {
  const names = space.operations.map(operation => operation.name);
  if (names.length > 12) return `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'none');
}
