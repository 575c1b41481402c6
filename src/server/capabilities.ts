import {
  type ClientCapabilities,
  CodeActionKind,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { semanticTokensLegend } from './features/semanticTokens';

/** What the server tells clients that it can. */
export const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  inlayHintProvider: true,
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['(', '+', '=', ':', ',', ' '] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
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
  codeActionProvider: {
    codeActionKinds: [
      CodeActionKind.QuickFix,
      CodeActionKind.RefactorRewrite,
      'refactor.move',
      CodeActionKind.SourceFixAll,
    ],
  },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
};

/** What a client can, of what the server asks of some. */
export interface ClientAbilities {
  readonly refreshHints: boolean;
  readonly refreshLenses: boolean;
  readonly insertSnippets: boolean;
  readonly createFiles: boolean;
  /** Watches files on the server's behalf. */
  readonly watchFiles: boolean;
  /** Tells of folders that are added and removed. */
  readonly tellFolders: boolean;
}

export function abilitiesOf({ workspace, textDocument }: ClientCapabilities): ClientAbilities {
  const edit = workspace?.workspaceEdit;
  return {
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    insertSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    createFiles: edit?.documentChanges === true && edit.resourceOperations?.includes('create') === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    tellFolders: workspace?.workspaceFolders === true,
  };
}
