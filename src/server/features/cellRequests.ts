import type { CancellationToken } from 'vscode-languageserver';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import { type ExportFormat, exportCell, exportFormats, formatsOf } from '../../exchange/export/exportCell';
import type { CellTarget, ExportParams } from '../../protocol/lsp';
import {
  type CellAnswer,
  type CellListing,
  cellAt,
  type ExportAnswer,
  exportCell as exportRequest,
} from '../../protocol/lsp';
import { formatEstimate } from '../../protocol/words';
import type { StateOf } from '../scoring/scores';
import type { Session } from '../session';
import { type FoundCell, findCell, hasErrors, noCell } from './cellTargets';

/** Describes the cell at a position, once the cells of its file have their ranks, and writes it in other forms. */
export function serveCellRequests(session: Session): void {
  const { connection, scores } = session;
  connection.onRequest(cellAt, async (target: CellTarget, token: CancellationToken): Promise<CellAnswer> => {
    const before = await findCell(session, target);
    if (before) await session.ranks.current(before.file, token);
    const at = await findCell(session, target);
    return at ? describeTarget(at, scores.state) : noCell;
  });
  connection.onRequest(exportRequest, async ({ cell, form }: ExportParams): Promise<ExportAnswer> => {
    const at = await findCell(session, cell);
    return at ? exportTarget(at.found, form) : noCell;
  });
}

/** What the client's questions about a cell show. */
function describeTarget({ file, read, found }: FoundCell, state: StateOf): CellAnswer {
  const { name, space, cell } = found;
  if (!space || !cell) return { refused: hasErrors(name) };
  const others = read.cells.flatMap((other): CellListing[] => {
    if (other === found || other.space !== space || !other.cell || other.hash === undefined) return [];
    const score = state({ space, cell: other.cell, hash: other.hash });
    const at = other.declaration.name ?? other.declaration;
    return [
      {
        name: other.name,
        rank: typeof score === 'string' ? undefined : formatEstimate(score),
        target: { uri: file.document.uri, position: file.document.positionAt(at.start) },
      },
    ];
  });
  return { name, space: space.name, declared: isDeclared(read, space), others };
}

/** The forms of a cell that are text, or the cell in one of them. */
function exportTarget(found: DocumentCell, form: string | undefined): ExportAnswer {
  const { name, names, space, cell, declaration } = found;
  if (!space || !cell) return { refused: hasErrors(name) };
  if (form === undefined) return { forms: formatsOf(space).map(name => ({ name, ...exportFormats[name] })) };
  if (!Object.hasOwn(exportFormats, form))
    return { refused: `There is no form ${form} to export a cell to.` };
  const format = form as ExportFormat;
  const doc = declaration.doc === undefined ? {} : { doc: declaration.doc };
  const exported = exportCell(format, { name, names, space, cell, ...doc });
  if (exported.kind === 'refused') return { refused: exported.why };
  if (exported.kind === 'binary') return { refused: `${exportFormats[format].title} is no text.` };
  return { text: exported.text, extension: exportFormats[format].extension };
}

function isDeclared({ file }: CellDocument, { name }: SearchSpace): boolean {
  return file.declarations.some(each => each.kind === 'space' && each.name?.text === name);
}
