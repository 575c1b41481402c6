import { ownText } from '../../../language/ownText';
import type { CallFormula, CellFile, Name, OperationDefinition } from '../../../language/syntax';
import { catalogueCallee } from './lowering';

/** The operations that one file declares, for other files to use. */
export interface FileOperations {
  /** Of the file, without its folder: messages name it. */
  readonly file: string;
  /** By name; of two of one name the first. */
  readonly operations: ReadonlyMap<string, SharedOperation>;
}

/** An operation that another file declares. What it calls is looked up in its own file first. */
export interface SharedOperation {
  readonly declaration: OperationDefinition;
  /** The text of the declaration, without its documentation. */
  readonly source: string;
  /** Whether there are errors in it. */
  readonly broken: boolean;
  readonly of: FileOperations;
}

/** By name, as a file may use them. */
export type SharedOperations = ReadonlyMap<string, SharedOperation>;

export const noOperations: SharedOperations = new Map();

/** Keeps nothing of the file's text but that of the operations. */
export function operationsOfFile(
  { text, declarations }: CellFile,
  file: string,
  isBroken: (declaration: OperationDefinition) => boolean,
): FileOperations {
  const operations = new Map<string, SharedOperation>();
  const all = { file, operations };
  for (const declaration of declarations) {
    if (declaration.kind !== 'operation' || !declaration.name) continue;
    const { name, start, end } = declaration;
    if (operations.has(name.text)) continue;
    const source = ownText(text.slice(start, end));
    operations.set(ownText(name.text), { declaration, source, broken: isBroken(declaration), of: all });
  }
  return all;
}

/** Whether one may stand for the other. */
export function sameOperations(a: FileOperations, b: FileOperations): boolean {
  return (
    a.operations.size === b.operations.size &&
    [...a.operations].every(([name, { source, broken, declaration }]) => {
      const other = b.operations.get(name);
      return other?.source === source && other.broken === broken && other.declaration.doc === declaration.doc;
    })
  );
}

/** Where a file calls operations, in the order of the text; those of the catalogue and the language's words left out. */
export function calledOperations({ declarations }: CellFile): readonly Name[] {
  /** By where they stand: some stand twice in the tree. */
  const found = new Map<number, Name>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { kind, callee } = value as { readonly kind?: unknown; readonly callee?: Name };
    if (kind === 'call') {
      const stacked = stackedOperation(value as CallFormula);
      if (stacked && !catalogueCallee(stacked.text)) found.set(stacked.start, stacked);
    }
    if (kind === 'call' && callee && !languageCalls.has(callee.text) && !catalogueCallee(callee.text))
      found.set(callee.start, callee);
    for (const each of Object.values(value)) visit(each);
  };
  for (const declaration of declarations)
    if (declaration.kind === 'operation' || (declaration.kind === 'space' && declaration.parts))
      visit(declaration);
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The operation that `stack(x, block, times: 3)` repeats. */
export function stackedOperation({ callee, arguments: given }: CallFormula): Name | undefined {
  if (callee.text !== 'stack') return undefined;
  const [, second] = given.filter(({ name }) => !name);
  return second?.value?.kind === 'name' ? second.value.name : undefined;
}

/** What is called, and is no operation. */
export const languageCalls: ReadonlySet<string> = new Set([
  ...['stage', 'stack', 'image', 'count', 'external'],
  ...['floor', 'ceil', 'min', 'max', 'divisible'],
]);
