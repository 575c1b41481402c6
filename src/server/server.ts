import type { Connection, InitializeResult } from 'vscode-languageserver';
import { capabilitiesFor } from './capabilities';
import { serveCellRequests } from './features/cellRequests';
import { serveCodeActions } from './features/codeActions';
import { serveCodeLenses } from './features/codeLenses';
import { serveCompareCells } from './features/compareCells';
import { serveCompletion } from './features/completion';
import { serveDefinition } from './features/definition';
import { serveDiagnostics } from './features/diagnostics';
import { serveDocumentSymbols } from './features/documentSymbols';
import { serveDrawnCells } from './features/drawnCells';
import { serveExplainCell } from './features/explainCell';
import { serveFoldingRanges } from './features/foldingRanges';
import { serveFormatting } from './features/formatting';
import { serveHover } from './features/hover';
import { serveImportCells } from './features/importCells';
import { serveRankedEdits } from './features/improvements';
import { serveInlayHints } from './features/inlayHints';
import { serveLinkedEditing } from './features/linkedEditing';
import { serveMeasuredSpaces } from './features/measuredSpaces';
import { serveMeasuredTables } from './features/measuredTables';
import { serveOptions } from './features/options';
import { servePredictorStatus } from './features/predictorStatus';
import { serveRename } from './features/rename';
import { serveSelectionRanges } from './features/selectionRanges';
import { serveSemanticTokens } from './features/semanticTokens';
import { serveSignatureHelp } from './features/signatureHelp';
import { serveSpaceSizes } from './features/spaceSizes';
import { serveWorkspaceCells } from './features/workspaceCells';
import { serveWorkspaceSymbols } from './features/workspaceSymbols';
import { serveRejections } from './lifecycle';
import { noTables, type OpenTables } from './scoring/measuredTables';
import { Session, type StartPredictor } from './session';
import { validatedConnection } from './validatedConnection';

/** Each answers its requests, and follows the events of the session that concern it. */
const features: readonly ((session: Session) => void)[] = [
  serveDiagnostics,
  serveInlayHints,
  serveHover,
  serveCompletion,
  serveSignatureHelp,
  serveCodeActions,
  serveCodeLenses,
  serveDefinition,
  serveRename,
  serveFormatting,
  serveSemanticTokens,
  serveSelectionRanges,
  serveLinkedEditing,
  serveDocumentSymbols,
  serveFoldingRanges,
  serveWorkspaceSymbols,
  serveWorkspaceCells,
  serveCellRequests,
  serveRankedEdits,
  serveCompareCells,
  serveDrawnCells,
  serveExplainCell,
  serveImportCells,
  serveMeasuredSpaces,
  serveMeasuredTables,
  serveOptions,
  servePredictorStatus,
  serveSpaceSizes,
];

/** Serves the Cell language on a connection, made with `lifecycleOptions`. */
export function startServer(
  connection: Connection,
  startPredictor: StartPredictor,
  openTables: OpenTables = noTables,
): void {
  connection.onInitialize((params): InitializeResult => {
    const session = new Session(validatedConnection(connection), params, { startPredictor, openTables });
    for (const serve of features) serve(session);
    connection.onInitialized(() => session.start());
    connection.onShutdown(() => session.shutdown());
    return {
      capabilities: capabilitiesFor(session.can),
      serverInfo: { name: 'ReNAS', version: process.env['RENAS_VERSION'] ?? '0.0.0' },
    };
  });
  serveRejections(connection);
  connection.listen();
}
