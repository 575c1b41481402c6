import type { CellDocument } from '../../document/readDocument';
import type { CellDeclaration, Declaration, Name, SpaceDeclaration, Sum } from '../../language/syntax';
import { serverKindOf } from '../kinds/serverKind';
import { holds } from '../ranges';
import { ofNetworkSpace, ofOperation } from './networkOccurrences';

/** A name in the text, and what it stands for: two occurrences with the same `id` name the same thing. */
export interface Occurrence {
  readonly name: Name;
  readonly kind:
    | 'space'
    | 'cell'
    | 'vertex'
    | 'operation'
    | 'join'
    | 'catalogue'
    /** A declared operation. */
    | 'declared'
    /** A named choice, a stage or a group of operations of a space of networks. */
    | 'choice'
    /** A value or a parameter of a network or of a declared operation. */
    | 'local';
  readonly id: string;
  readonly declares: boolean;
  /** The cell it stands in. */
  readonly cell?: CellDeclaration;
  /** Name of the space that gives it its meaning, for an operation or a join. */
  readonly space?: string;
}

/**
 * Every name of the file that stands for something, in the order of the text; `wanted` says of which declarations.
 * `heads`: without those of vertices and operations.
 */
export function occurrences(
  read: CellDocument,
  wanted: (declaration: Declaration) => boolean = () => true,
  heads = false,
): Occurrence[] {
  const found: Occurrence[] = [];
  let used: string | undefined;
  for (const declaration of read.file.declarations) {
    if (declaration.kind === 'use') used = declaration.space?.text;
    if (wanted(declaration)) occurrencesIn(read, declaration, used, found, heads);
  }
  return found;
}

/** Adds those of one declaration; `used` is the space of the last `use` above it. */
export function occurrencesIn(
  read: CellDocument,
  declaration: Declaration,
  used: string | undefined,
  found: Occurrence[],
  heads = false,
): void {
  switch (declaration.kind) {
    case 'use':
      if (declaration.space) found.push(spaceName(declaration.space, false));
      break;
    case 'space':
      ofSpace(declaration, found);
      break;
    case 'operation':
      ofOperation(declaration, found);
      break;
    case 'cell':
      ofHead(declaration, found);
      if (!heads) ofBody(read, declaration, declaration.space?.text ?? used, found);
  }
}

export function occurrenceAt(read: CellDocument, offset: number): Occurrence | undefined {
  const found = occurrences(read, declaration => holds(declaration, offset)).filter(({ name }) =>
    holds(name, offset),
  );
  return found.find(({ name }) => offset < name.end) ?? found[0];
}

/** Every occurrence of what is named by this one. */
export function sameOccurrences(read: CellDocument, at: Occurrence): Occurrence[] {
  const wanted = at.kind === 'vertex' ? (declaration: Declaration) => declaration === at.cell : undefined;
  const heads = at.kind === 'cell' || at.kind === 'space' || at.kind === 'catalogue';
  return occurrences(read, wanted, heads).filter(({ id }) => id === at.id);
}

function spaceName(name: Name, declares: boolean): Occurrence {
  return { name, kind: 'space', id: `space ${name.text}`, declares };
}

function ofSpace(declaration: SpaceDeclaration, found: Occurrence[]): void {
  if (declaration.name) found.push(spaceName(declaration.name, true));
  if (declaration.parts) {
    ofNetworkSpace(declaration, found);
    return;
  }
  const space = declaration.name?.text ?? '';
  for (const { name, definition } of declaration.operations?.operations ?? []) {
    found.push({ name, kind: 'operation', id: operationId(space, name.text), declares: true, space });
    if (definition) {
      const { callee } = definition;
      found.push({ name: callee, kind: 'catalogue', id: `catalogue ${callee.text}`, declares: false });
    }
  }
}

function ofHead(cell: CellDeclaration, found: Occurrence[]): void {
  if (cell.name)
    found.push({ name: cell.name, kind: 'cell', id: `cell ${cell.name.text}`, declares: true, cell });
  if (cell.space) found.push(spaceName(cell.space, false));
}

function ofBody(
  read: CellDocument,
  cell: CellDeclaration,
  space: string | undefined,
  found: Occurrence[],
): void {
  if (cell.body?.kind !== 'block') return;
  const types = space === undefined ? undefined : read.spaces.get(space);
  const ofChoices = types && serverKindOf(types).occurrences;
  if (space !== undefined && ofChoices) {
    ofChoices(cell, space, found);
    return;
  }

  const vertex = (name: Name, declares: boolean) =>
    found.push({ name, kind: 'vertex', id: `vertex ${cell.start} ${name.text}`, declares, cell });
  const ofSum = (sum: Sum | undefined): void => {
    for (const term of sum?.terms ?? []) {
      if (term.kind === 'reference') {
        vertex(term.name, false);
        continue;
      }
      const { callee: name } = term;
      const operation = types?.operations.find(
        ({ name: declared, aliases }) => declared === name.text || aliases.includes(name.text),
      );
      const of = { name, declares: false, cell, ...(space === undefined ? {} : { space }) };
      found.push(
        !operation && name.text === 'concat'
          ? { ...of, kind: 'join', id: 'join concat' }
          : { ...of, kind: 'operation', id: operationId(space ?? '', operation?.name ?? name.text) },
      );
      term.arguments.forEach(ofSum);
    }
  };
  for (const statement of cell.body.statements) {
    if (statement.kind !== 'binding') continue;
    vertex(statement.name, true);
    ofSum(statement.value);
  }
}

function operationId(space: string, operation: string): string {
  return `operation ${space} ${operation}`;
}
