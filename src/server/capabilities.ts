import { CodeActionKind, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';
import { semanticTokensLegend } from './semanticTokens';

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
