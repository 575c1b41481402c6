import {
  CodeActionKind,
  type Connection,
  type InitializeResult,
  type Position,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type ModelsChanged,
  modelsChanged,
  type PredictorStatus,
  predictorStatus,
  type ServerOptions,
} from '../protocol/lsp';
import { codeActions } from './codeActions';
import { completion, withoutSnippet } from './completion';
import { definition, highlights, references } from './definition';
import { diagnostics } from './diagnostics';
import { documentSymbols } from './documentSymbols';
import { foldingRanges } from './foldingRanges';
import { formatting, onTypeFormatting, rangeFormatting } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlayHints';
import { linkedEditing } from './linkedEditing';
import { OpenFile } from './openFile';
import type { PredictorLink, PredictorLinkListener } from './predictorLink';
import { spanOf } from './ranges';
import { prepareRename, rename } from './rename';
import { createScores, type HashedCell, type Scores } from './scores';
import { selectionRanges } from './selectionRanges';
import { semanticTokens, semanticTokensLegend } from './semanticTokens';
import { serverOptions } from './serverOptions';
import { signatureHelp } from './signatureHelp';
import { throttle } from './throttle';

export type StartPredictor = (options: ServerOptions, listener: PredictorLinkListener) => PredictorLink;

/** Milliseconds from an edit until it is read, so that a burst of edits is read once. */
const readingDelay = 25;
const refreshInterval = 300;

/** Serves the Cell language on a connection. Nothing here waits for a prediction. */
export function startServer(connection: Connection, startPredictor: StartPredictor): void {
  const documents = new TextDocuments(TextDocument);
  const files = new Map<string, OpenFile>();
  const toRead = new Map<string, NodeJS.Timeout>();
  let options: ServerOptions = {};
  let canRefresh = false;
  let canInsertSnippets = false;
  let predictor: { readonly link: PredictorLink; readonly scores: Scores } | undefined;

  connection.onInitialize((params): InitializeResult => {
    options = serverOptions(params.initializationOptions);
    const { workspace, textDocument } = params.capabilities;
    canRefresh = workspace?.inlayHint?.refreshSupport === true;
    canInsertSnippets = textDocument?.completion?.completionItem?.snippetSupport === true;
    return { capabilities, serverInfo: { name: 'ReNAS' } };
  });

  connection.onInitialized(() => void scores());

  function scores(): Scores {
    if (!predictor) {
      const link = startPredictor(options, {
        status: (status: PredictorStatus) => void connection.sendNotification(predictorStatus, status),
        log: line => connection.console.info(line),
      });
      predictor = { link, scores: createScores(link, hintsChanged.ask) };
    }
    return predictor.scores;
  }

  const state = (cell: HashedCell) => scores().state(cell);

  const hintsChanged = throttle(refreshInterval, () => {
    const changed = [...files.values()].filter(file => file.changed(state));
    if (changed.length > 0 && canRefresh) void connection.languages.inlayHint.refresh().catch(() => {});
  });

  function readSoon(uri: string, delay: number): void {
    if (toRead.has(uri)) return;
    toRead.set(
      uri,
      setTimeout(() => {
        toRead.delete(uri);
        const file = files.get(uri);
        if (!file) return;
        const { document } = file;
        void connection.sendDiagnostics({
          uri,
          version: document.version,
          diagnostics: diagnostics(document, file.read()),
        });
        scores().want(uri, file.scorable());
      }, delay),
    );
  }

  documents.onDidOpen(({ document }) => {
    files.set(document.uri, new OpenFile(document));
    readSoon(document.uri, 0);
  });
  documents.onDidChangeContent(({ document }) => {
    const file = files.get(document.uri);
    file?.edited();
    // A file that takes long to read is not read at every keystroke.
    readSoon(document.uri, Math.min(1000, Math.max(readingDelay, file?.readingTime ?? 0)));
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(toRead.get(uri));
    toRead.delete(uri);
    files.delete(uri);
    scores().forgetDocument(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  connection.onNotification(modelsChanged, ({ chosenModels }: ModelsChanged) => {
    options = { ...options, chosenModels };
    scores().clear();
    predictor?.link.choose(chosenModels);
    for (const [uri, file] of files) scores().want(uri, file.scorable());
  });

  connection.onShutdown(() => {
    for (const timer of toRead.values()) clearTimeout(timer);
    hintsChanged.dispose();
    predictor?.link.dispose();
  });

  type OfDocument = { readonly textDocument: { readonly uri: string } };

  /** The handler that answers for an open document, and with nothing for any other. */
  function forFile<Params extends OfDocument, Result>(
    answer: (file: OpenFile, params: Params) => Result,
  ): (params: Params) => Result | null {
    return params => {
      const file = files.get(params.textDocument.uri);
      return file ? answer(file, params) : null;
    };
  }

  function atOffset<Params extends OfDocument & { readonly position: Position }, Result>(
    answer: (file: OpenFile, offset: number, params: Params) => Result,
  ): (params: Params) => Result | null {
    return forFile((file, params) => answer(file, file.document.offsetAt(params.position), params));
  }

  connection.languages.inlayHint.on(
    forFile((file, { range }) => {
      const lines = { first: range.start.line, last: range.end.line };
      const ranks = file.ranks(state);
      file.show(ranks, lines);
      return inlayHints(file.document, file.read(), ranks, lines);
    }),
  );
  connection.onHover(
    atOffset((file, offset) =>
      hover(file.document, file.read(), file.ranks(state), space => scores().predictor(space), offset),
    ),
  );
  connection.onCompletion(
    atOffset((file, offset) => {
      const items = completion(file.read(), offset);
      return canInsertSnippets ? items : items.map(withoutSnippet);
    }),
  );
  connection.onDefinition(atOffset((file, offset) => definition(file.document, file.read(), offset)));
  connection.onReferences(
    atOffset((file, offset, { context }) =>
      references(file.document, file.read(), offset, context.includeDeclaration),
    ),
  );
  connection.onDocumentHighlight(atOffset((file, offset) => highlights(file.document, file.read(), offset)));
  connection.onPrepareRename(atOffset((file, offset) => prepareRename(file.document, file.read(), offset)));
  connection.onRenameRequest(
    atOffset((file, offset, { newName }) => {
      const renamed = rename(file.document, file.read(), offset, newName);
      return typeof renamed === 'string' ? new ResponseError(requestFailed, renamed) : renamed;
    }),
  );
  connection.onDocumentFormatting(forFile(file => formatting(file.document, file.read())));
  connection.onDocumentRangeFormatting(
    forFile((file, { range }) => rangeFormatting(file.document, file.read(), spanOf(file.document, range))),
  );
  connection.onDocumentOnTypeFormatting(
    forFile((file, { position, ch }) => onTypeFormatting(file.document, file.read(), position, ch)),
  );
  connection.languages.semanticTokens.on(
    params => forFile(file => semanticTokens(file.document, file.read()))(params) ?? { data: [] },
  );
  connection.languages.semanticTokens.onRange(
    params =>
      forFile((file, { range }: typeof params) =>
        semanticTokens(file.document, file.read(), spanOf(file.document, range)),
      )(params) ?? { data: [] },
  );
  connection.onSelectionRanges(
    forFile((file, { positions }) => selectionRanges(file.document, file.read().file, positions)),
  );
  connection.languages.onLinkedEditingRange(
    atOffset((file, offset) => linkedEditing(file.document, file.read(), offset)),
  );
  connection.onSignatureHelp(atOffset((file, offset) => signatureHelp(file.read(), offset)));
  connection.onCodeAction(
    forFile((file, { range }) =>
      codeActions(file.document, file.read(), {
        start: file.document.offsetAt(range.start),
        end: file.document.offsetAt(range.end),
      }),
    ),
  );
  connection.onDocumentSymbol(forFile(file => documentSymbols(file.document, file.read().file)));
  connection.onFoldingRanges(forFile(file => foldingRanges(file.document, file.read().file)));

  documents.listen(connection);
  connection.listen();
}

/** `LSPErrorCodes.RequestFailed`: a request that is right in form and can't be done; the message is shown to the user. */
const requestFailed = -32803;

const capabilities: InitializeResult['capabilities'] = {
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
  linkedEditingRangeProvider: true,
  signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [':'] },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
};
