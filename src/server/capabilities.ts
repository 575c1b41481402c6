import {
  type ClientCapabilities,
  CodeActionKind,
  MarkupKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { semanticTokensLegend } from './features/semanticTokens';
import { chooseEncoding, type PositionEncoding } from './workspace/positionEncoding';

/** What a client can do, of what the server makes a difference by. */
export interface ClientAbilities {
  readonly positionEncoding: PositionEncoding;
  readonly hoverFormat: MarkupKind;
  readonly completionFormat: MarkupKind;
  readonly signatureFormat: MarkupKind;
  readonly refreshHints: boolean;
  readonly refreshLenses: boolean;
  readonly insertSnippets: boolean;
  readonly labelDetails: boolean;
  /** Takes actions that carry their edit; without, only commands, of which there are none. */
  readonly codeActionLiterals: boolean;
  readonly prepareRename: boolean;
  readonly nestedSymbols: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticTags: boolean;
  readonly createFiles: boolean;
  /** Watches files on the server's behalf. */
  readonly watchFiles: boolean;
  /** Tells of folders that are added and removed. */
  readonly tellFolders: boolean;
}

export function abilitiesOf({ general, workspace, textDocument }: ClientCapabilities): ClientAbilities {
  const edit = workspace?.workspaceEdit;
  const completionItem = textDocument?.completion?.completionItem;
  return {
    positionEncoding: chooseEncoding(general?.positionEncodings),
    hoverFormat: formatOf(textDocument?.hover?.contentFormat),
    completionFormat: formatOf(completionItem?.documentationFormat),
    signatureFormat: formatOf(textDocument?.signatureHelp?.signatureInformation?.documentationFormat),
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    insertSnippets: completionItem?.snippetSupport === true,
    labelDetails: completionItem?.labelDetailsSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    prepareRename: textDocument?.rename?.prepareSupport === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    diagnosticTags: textDocument?.publishDiagnostics?.tagSupport !== undefined,
    createFiles: edit?.documentChanges === true && edit.resourceOperations?.includes('create') === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    tellFolders: workspace?.workspaceFolders === true,
  };
}

/** The format that the client prefers; a client that names none is sent plain text. */
function formatOf(formats: readonly MarkupKind[] | undefined): MarkupKind {
  return (
    formats?.find(format => format === MarkupKind.Markdown || format === MarkupKind.PlainText) ??
    MarkupKind.PlainText
  );
}

/** What the server tells this client that it can. */
export function capabilitiesFor(can: ClientAbilities): ServerCapabilities {
  return {
    positionEncoding: can.positionEncoding,
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    inlayHintProvider: true,
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['(', '+', '=', ':', ',', ' '] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: can.prepareRename ? { prepareProvider: true } : true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
    semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true },
    selectionRangeProvider: true,
    workspaceSymbolProvider: true,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    linkedEditingRangeProvider: true,
    signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [':'] },
    codeLensProvider: {},
    codeActionProvider: can.codeActionLiterals
      ? {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorRewrite,
            'refactor.move',
            CodeActionKind.SourceFixAll,
          ],
        }
      : false,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
  };
}
