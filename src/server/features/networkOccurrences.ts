import { catalogueCallee } from '../../document/kinds/network/lowering';
import { languageCalls, stackedOperation } from '../../document/kinds/network/sharedOperations';
import type {
  CellDeclaration,
  Formula,
  Name,
  NetworkBlock,
  OperationDefinition,
  SpaceDeclaration,
} from '../../language/syntax';
import type { Occurrence } from './occurrences';

type Found = Occurrence[];

/** What names in a formula stand for. */
interface Names {
  /** Values and parameters of the block, by name. */
  local(name: string): string | undefined;
  /** Named choices, stages and groups of the space. */
  choice(name: string): string | undefined;
  /** Operations on layers, in `count`. */
  readonly space: string;
}

/** The names in the parts of a space of networks, in the order of the text. */
export function ofNetworkSpace(declaration: SpaceDeclaration, found: Found): void {
  const space = declaration.name?.text ?? '';
  const parts = declaration.parts ?? [];
  const chosen = new Set(
    parts.flatMap(part => {
      if (part.kind === 'choose') return part.name ? [part.name.text] : [];
      if (part.kind === 'training') return part.choices.flatMap(({ name }) => (name ? [name.text] : []));
      if (part.kind === 'network')
        return part.bindings.flatMap(({ name, value }) => (isStage(value) ? [name.text] : []));
      return part.kind === 'operations' && part.group ? [part.group.text] : [];
    }),
  );
  const choice = (name: string) => (chosen.has(name) ? choiceId(space, name) : undefined);
  const names: Names = { local: () => undefined, choice, space };
  for (const part of parts)
    if (part.kind === 'choose') ofChoice(part, names, found);
    else if (part.kind === 'where') for (const operand of part.operands) ofFormula(operand, names, found);
    else if (part.kind === 'training') for (const each of part.choices) ofChoice(each, names, found);
    else if (part.kind === 'network')
      ofBlock(part, { ...names, ...localsOf(part, `${declaration.start} network`, []) }, found);
    else {
      if (part.group) found.push(named(part.group, 'choice', choiceId(space, part.group.text), true));
      for (const { name, call } of part.operations) {
        const id = `operation ${space} ${name.text}`;
        found.push({ name, kind: 'operation', id, declares: true, space });
        if (call) ofFormula(call, names, found);
      }
    }
  // Place holders of the spelling: `{low}`.
  const spelling = declaration.properties.find(({ name }) => name.text === 'spelling')?.value;
  for (const { index, 1: text = '' } of spelling?.text.matchAll(/\{([^{}:]+)/g) ?? []) {
    const start = spelling!.start + 1 + index + 1;
    const id = choice(text);
    if (id) found.push(named({ text, start, end: start + text.length }, 'choice', id, false));
  }
  found.sort((a, b) => a.name.start - b.name.start);
}

/** Those of a declared operation. */
export function ofOperation(declaration: OperationDefinition, found: Found): void {
  const { name, parameters, body, external, start } = declaration;
  if (name) found.push(named(name, 'declared', `declared ${name.text}`, true));
  const locals = localsOf(
    body,
    `${start} operation`,
    parameters.map(parameter => parameter.name.text),
  );
  const names: Names = { ...locals, choice: () => undefined, space: '' };
  for (const parameter of parameters) {
    found.push(named(parameter.name, 'local', names.local(parameter.name.text)!, true));
    if (parameter.default) ofFormula(parameter.default, names, found);
  }
  if (body) ofBlock(body, names, found);
  if (external) ofFormula(external, names, found);
}

/** Those of a cell that chooses layers and sizes. */
export function ofNetworkCell(cell: CellDeclaration, space: string, found: Found): void {
  if (cell.body?.kind !== 'block') return;
  for (const statement of cell.body.statements) {
    if (statement.kind === 'measured') continue;
    found.push(named(statement.name, 'choice', choiceId(space, statement.name.text), false));
    if (statement.kind !== 'list') continue;
    for (const { name } of statement.items)
      found.push({
        name,
        kind: 'operation',
        id: `operation ${space} ${name.text}`,
        declares: false,
        cell,
        space,
      });
  }
}

function choiceId(space: string, name: string): string {
  return `choice ${space} ${name}`;
}

function named(name: Name, kind: Occurrence['kind'], id: string, declares: boolean): Occurrence {
  return { name, kind, id, declares };
}

function isStage(value: Formula | undefined): boolean {
  return value?.kind === 'call' && value.callee.text === 'stage';
}

function localsOf(
  block: NetworkBlock | undefined,
  of: string,
  more: readonly string[],
): Pick<Names, 'local'> {
  const bound = new Set([
    'input',
    'output',
    ...more,
    ...(block?.bindings ?? []).map(({ name }) => name.text),
  ]);
  return { local: name => (bound.has(name) ? `local ${of} ${name}` : undefined) };
}

function ofChoice(
  part: { readonly name: Name | undefined; readonly value: Formula | undefined },
  names: Names,
  found: Found,
): void {
  if (part.name) found.push(named(part.name, 'choice', choiceId(names.space, part.name.text), true));
  if (part.value) ofFormula(part.value, names, found);
}

function ofBlock({ bindings }: NetworkBlock, names: Names, found: Found): void {
  for (const { name, value } of bindings) {
    const choice = isStage(value) ? names.choice(name.text) : undefined;
    found.push(named(name, choice ? 'choice' : 'local', choice ?? names.local(name.text)!, true));
    if (value) ofFormula(value, names, found);
  }
}

function ofFormula(formula: Formula, names: Names, found: Found): void {
  const reference = (name: Name) => {
    const choice = names.choice(name.text);
    const local = names.local(name.text);
    if (choice) found.push(named(name, 'choice', choice, false));
    else if (local) found.push(named(name, 'local', local, false));
  };
  switch (formula.kind) {
    case 'name':
      reference(formula.name);
      break;
    case 'member':
      reference(formula.of);
      break;
    case 'binary':
      ofFormula(formula.left, names, found);
      ofFormula(formula.right, names, found);
      break;
    case 'range':
      for (const each of [formula.from, formula.to, formula.by]) if (each) ofFormula(each, names, found);
      break;
    case 'alternatives':
      for (const { value } of formula.options) ofFormula(value, names, found);
      break;
    case 'call': {
      const { callee } = formula;
      const ships = languageCalls.has(callee.text) || catalogueCallee(callee.text) !== undefined;
      found.push(
        named(
          callee,
          ships ? 'catalogue' : 'declared',
          `${ships ? 'catalogue' : 'declared'} ${callee.text}`,
          false,
        ),
      );
      const stacked = stackedOperation(formula);
      for (const [i, { name, value }] of formula.arguments.entries()) {
        if (stacked && value?.kind === 'name' && value.name === stacked) {
          const is = catalogueCallee(stacked.text) ? 'catalogue' : 'declared';
          found.push(named(stacked, is, `${is} ${stacked.text}`, false));
        } else if (callee.text === 'count' && i === 0 && !name && value?.kind === 'name') {
          const id = `operation ${names.space} ${value.name.text}`;
          found.push({ name: value.name, kind: 'operation', id, declares: false, space: names.space });
        } else if (value) ofFormula(value, names, found);
      }
    }
  }
}
