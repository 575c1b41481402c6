import type { Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import {
  calledOperations,
  type FileOperations,
  operationsOfFile,
  type SharedOperations,
} from '../../document/kinds/network/sharedOperations';
import type { CellDocument } from '../../document/readDocument';
import { spacesOf } from '../../document/readSpaces';
import { cellsOf } from '../../language/check';
import { ownText } from '../../language/ownText';
import { parsing } from '../../language/parse';
import type { Steps } from '../../language/steps';
import type { CellBlock, CellFile, Name, Sum } from '../../language/syntax';
import { rangeOf } from '../ranges';

/** What other files of a workspace need to know of one. */
export interface FileNames {
  readonly uri: string;
  /** The spaces that it declares without an error, by name. */
  readonly spaces: ReadonlyMap<string, SearchSpace>;
  /** The operations that it declares. */
  readonly declared: FileOperations;
  /** Every place that declares or calls an operation, those of the catalogue left out. */
  declarations(): readonly FileName[];
  /** Whether it calls operations that it does not declare: its spaces are other ones where those are. */
  readonly usesOthers: boolean;
  /** Its cells, and every place that names a space, in the order of the text. */
  names(): readonly FileName[];
  /** Every place that names an operation of a space that is declared somewhere. */
  operations(): readonly OperationName[];
  /** The metrics of its `measured` lines, each once, and whether they are in per cent. */
  metrics(): ReadonlyMap<string, boolean>;
}

export interface FileName {
  readonly kind: 'space' | 'cell' | 'declared';
  readonly text: string;
  readonly range: Range;
  readonly declares: boolean;
}

export interface OperationName {
  /** Which of the spaces of this name that is, the workspace tells. */
  readonly space: string;
  /** The operation's name, or one of its published names. */
  readonly text: string;
  readonly range: Range;
  readonly declares: boolean;
  /** Declared by its name alone, which says what it is. */
  readonly byName: boolean;
}

/** Of a file that no client has open; keeps nothing of its text but its operations. `shared`: those of other files. */
export function* namesOfText(document: TextDocument, shared: SharedOperations): Steps<FileNames> {
  const parsed = yield* parsing(document.getText());
  const names = namesIn(document, parsed.file);
  const spaces = spacesOf(parsed, shared);
  const declared = operationsOfFile(parsed.file, baseName(document.uri), each => parsed.broken.has(each));
  const declarations = declarationsIn(document, parsed.file);
  const operations = operationsIn(document, parsed.file, spaces);
  const metrics = metricsIn(parsed.file);
  return {
    uri: document.uri,
    spaces,
    declared,
    usesOthers: usesOthers(declarations, declared),
    declarations: () => declarations,
    names: () => names,
    operations: () => operations,
    metrics: () => metrics,
  };
}

/** Of an open document as it was read. `spaces` are those that it declares. */
export function namesOfDocument(
  document: TextDocument,
  { file, diagnostics }: CellDocument,
  spaces: ReadonlyMap<string, SearchSpace>,
): FileNames {
  const wrong = diagnostics.filter(({ severity }) => severity === 'error');
  const declared = operationsOfFile(file, baseName(document.uri), ({ start, end }) =>
    wrong.some(error => start <= error.start && error.start < end),
  );
  const declarations = declarationsIn(document, file);
  let names: readonly FileName[] | undefined;
  let operations: readonly OperationName[] | undefined;
  let metrics: ReadonlyMap<string, boolean> | undefined;
  return {
    uri: document.uri,
    spaces,
    declared,
    usesOthers: usesOthers(declarations, declared),
    declarations: () => declarations,
    names() {
      names ??= namesIn(document, file);
      return names;
    },
    operations() {
      operations ??= operationsIn(document, file, spaces);
      return operations;
    },
    metrics() {
      metrics ??= metricsIn(file);
      return metrics;
    },
  };
}

function usesOthers(called: readonly FileName[], { operations }: FileOperations): boolean {
  return called.some(({ declares, text }) => !declares && !operations.has(text));
}

/** The last part of a URI, as people know the file. */
export function baseName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function declarationsIn(document: TextDocument, file: CellFile): FileName[] {
  const place = (name: Name, declares: boolean): FileName => ({
    kind: 'declared',
    text: ownText(name.text),
    range: rangeOf(document, name),
    declares,
  });
  const declared = file.declarations.flatMap(each =>
    each.kind === 'operation' && each.name ? [place(each.name, true)] : [],
  );
  return [...declared, ...calledOperations(file).map(name => place(name, false))];
}

function namesIn(document: TextDocument, file: CellFile): FileName[] {
  const names: FileName[] = [];
  const add = (kind: FileName['kind'], name: Name | undefined, declares: boolean) => {
    if (name) names.push({ kind, text: name.text, range: rangeOf(document, name), declares });
  };
  for (const declaration of file.declarations) {
    if (declaration.kind === 'cell' || declaration.kind === 'space')
      add(declaration.kind, declaration.name, true);
    if ('space' in declaration) add('space', declaration.space, false);
  }
  return names;
}

function operationsIn(
  document: TextDocument,
  file: CellFile,
  declared: ReadonlyMap<string, SearchSpace>,
): OperationName[] {
  const found: OperationName[] = [];
  const add = (space: string, name: Name, declares: boolean, byName: boolean) =>
    found.push({ space, text: name.text, range: rangeOf(document, name), declares, byName });
  for (const declaration of file.declarations)
    if (declaration.kind === 'space' && declaration.name)
      for (const { name, definition } of declaration.operations?.operations ?? [])
        add(declaration.name.text, name, true, !definition);
  for (const { declaration, space } of cellsOf(file)) {
    if (space === undefined || declaration.body?.kind !== 'block') continue;
    if (builtInSpaces().has(space) && !declared.has(space)) continue;
    for (const name of calledIn(declaration.body)) add(space, name, false, false);
  }
  return found;
}

function metricsIn(file: CellFile): ReadonlyMap<string, boolean> {
  const metrics = new Map<string, boolean>();
  for (const { declaration } of cellsOf(file)) {
    if (declaration.body?.kind !== 'block') continue;
    for (const statement of declaration.body.statements)
      if (statement.kind === 'measured' && statement.metric && statement.value !== undefined)
        metrics.set(statement.metric.text, statement.percent);
  }
  return metrics;
}

function calledIn({ statements }: CellBlock): Name[] {
  const called = (sum: Sum): Name[] =>
    sum.terms.flatMap(term => (term.kind === 'call' ? [term.callee, ...term.arguments.flatMap(called)] : []));
  return statements.flatMap(each => (each.kind === 'binding' && each.value ? called(each.value) : []));
}
