import { type DocumentSymbol, type SymbolInformation, SymbolKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  CellDeclaration,
  CellFile,
  Name,
  OperationDefinition,
  SpaceDeclaration,
  Span,
} from '../../language/syntax';
import { forDocument } from '../documentRequests';
import { rangeOf } from '../ranges';
import type { Session } from '../session';
import { largestRead } from '../workspace/limits';

export function serveDocumentSymbols(session: Session): void {
  const { connection, can } = session;
  connection.onDocumentSymbol(
    forDocument(session, ({ document, read }): DocumentSymbol[] | SymbolInformation[] => {
      const symbols = documentSymbols(document, read.file);
      return can.nestedSymbols ? symbols : flat(symbols, document.uri);
    }),
  );
}

/** For a client that takes no nested symbols; each names the one that it lies in. */
function flat(symbols: readonly DocumentSymbol[], uri: string, container?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    {
      name,
      kind,
      location: { uri, range },
      ...(container === undefined ? {} : { containerName: container }),
    },
    ...flat(children, uri, name),
  ]);
}

/** The outline: spaces with their operations, cells with their vertices; of a long file the cells alone. */
export function documentSymbols(document: TextDocument, file: CellFile): DocumentSymbol[] {
  const symbol = (
    name: Name,
    whole: Span,
    kind: SymbolKind,
    detail: string,
    children: DocumentSymbol[] = [],
  ): DocumentSymbol => ({
    name: name.text,
    detail,
    kind,
    range: rangeOf(document, {
      start: Math.min(whole.start, name.start),
      end: Math.max(whole.end, name.end),
    }),
    selectionRange: rangeOf(document, name),
    children,
  });

  const space = (declaration: SpaceDeclaration, name: Name) =>
    symbol(
      name,
      declaration,
      SymbolKind.Namespace,
      declaration.operations?.on ? `operations on ${declaration.operations.on}` : '',
      (declaration.operations?.operations ?? []).map(operation =>
        symbol(operation.name, operation, SymbolKind.Operator, operation.definition?.callee.text ?? ''),
      ),
    );

  const cell = (declaration: CellDeclaration, name: Name) =>
    symbol(
      name,
      declaration,
      SymbolKind.Class,
      declaration.space?.text ?? '',
      declaration.body?.kind !== 'block' || file.text.length > largestRead
        ? []
        : declaration.body.statements.flatMap(statement =>
            statement.kind === 'binding'
              ? [symbol(statement.name, statement, SymbolKind.Variable, valueText(file, statement.value))]
              : [],
          ),
    );

  const operation = ({ parameters, body, ...span }: OperationDefinition, name: Name) =>
    symbol(
      name,
      span,
      SymbolKind.Function,
      parameters.map(parameter => parameter.name.text).join(', '),
      (body?.bindings ?? []).map(each =>
        symbol(each.name, each, SymbolKind.Variable, valueText(file, each.value)),
      ),
    );

  return file.declarations.flatMap(declaration => {
    if (declaration.kind === 'use' || !declaration.name) return [];
    if (declaration.kind === 'operation') return [operation(declaration, declaration.name)];
    return [
      declaration.kind === 'space'
        ? space(declaration, declaration.name)
        : cell(declaration, declaration.name),
    ];
  });
}

function valueText(file: CellFile, value: Span | undefined): string {
  return value ? file.text.slice(value.start, value.end).replace(/\s+/g, ' ') : '';
}
