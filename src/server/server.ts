import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  type InitializeResult,
  LSPErrorCodes,
  type Position,
  ResponseError,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../cells/space';
import { singleEdits } from '../document/singleEdits';
import {
  type CellTarget,
  featuresChanged,
  type ModelsChanged,
  modelsChanged,
  type PredictorStatus,
  predictorStatus,
  type ServerOptions,
  type TablesChanged,
  tablesChanged,
} from '../protocol/lsp';
import { workspaceCellsChanged } from '../protocol/workspaceCells';
import { capabilities } from './capabilities';
import { createCellQuestions } from './cellQuestions';
import { codeActions, fixAll, isWanted } from './codeActions';
import { codeLenses } from './codeLenses';
import { completion, withoutSnippet } from './completion';
import { serveCustomRequests } from './customRequests';
import { definition, highlights, references } from './definition';
import { diagnostics } from './diagnostics';
import { documentSymbols } from './documentSymbols';
import { extractSpace } from './extractSpace';
import { foldingRanges } from './foldingRanges';
import { formatting, onTypeFormatting, rangeFormatting } from './formatting';
import { hover, hoveredCell } from './hover';
import { improvementActions } from './improvements';
import { inlayHints } from './inlayHints';
import { linkedEditing } from './linkedEditing';
import { type MeasuredTables, noTables, type OpenTables } from './measuredTables';
import { createNews } from './news';
import { OpenFile } from './openFile';
import { operationHints } from './operationHints';
import type { PredictorLink, PredictorLinkListener } from './predictorLink';
import { holds, spanOf } from './ranges';
import { prepareRename, rename } from './rename';
import { createScores, type HashedCell, type Scores } from './scores';
import { selectionRanges } from './selectionRanges';
import { semanticTokens } from './semanticTokens';
import { serverFeatures, serverOptions, tablePaths } from './serverOptions';
import { sharedNames } from './sharedNames';
import { isDeclared, renameShared, sharedAt, sharedLocations } from './sharedPlaces';
import { signatureHelp } from './signatureHelp';
import { throttle } from './throttle';
import { createWorkspace } from './workspace';
import { createWorkspaceCells } from './workspaceCells';
import { workspaceSymbols } from './workspaceSymbols';

export type StartPredictor = (options: ServerOptions, listener: PredictorLinkListener) => PredictorLink;

/** Milliseconds at least from an edit until it is read, so that a burst of edits is read once. */
const readingDelay = 1;
const refreshInterval = 300;
/** Milliseconds that a request which shows scores waits for them: the server answers others meanwhile. */
const scoresPatience = 10_000;
/** Milliseconds that a list of cells waits for scores, so that a cell that is being edited keeps its place in it. */
const listPatience = 1000;
/** What a document's hypothetical cells are wanted under, besides the document itself. */
const purposes = ['completion', 'edits', 'operations'] as const;

/** Serves the Cell language on a connection. Nothing here waits for a prediction. */
export function startServer(
  connection: Connection,
  startPredictor: StartPredictor,
  openTables: OpenTables = noTables,
): void {
  const documents = new TextDocuments(TextDocument);
  const files = new Map<string, OpenFile>();
  const hintThrottles = new Map<string, ReturnType<typeof throttle>>();
  const toRead = new Map<string, NodeJS.Timeout>();
  const workspace = createWorkspace(
    connection,
    files,
    () => {
      for (const uri of files.keys()) readSoon(uri, 0);
      cells.forget();
    },
    () => cellsChanged.ask(),
  );
  let folders: readonly string[] = [];
  let canWatch = false;
  let canTellFolders = false;
  let canCreateFiles = false;
  let options: ServerOptions = {};
  let canRefresh = false;
  let canRefreshLenses = false;
  let canInsertSnippets = false;
  let tables: MeasuredTables = noTables();
  let predictor: { readonly link: PredictorLink; readonly scores: Scores } | undefined;

  connection.onInitialize((params): InitializeResult => {
    options = serverOptions(params.initializationOptions);
    const { workspace: can, textDocument } = params.capabilities;
    canRefresh = can?.inlayHint?.refreshSupport === true;
    canRefreshLenses = can?.codeLens?.refreshSupport === true;
    canCreateFiles =
      can?.workspaceEdit?.documentChanges === true &&
      can.workspaceEdit.resourceOperations?.includes('create') === true;
    canWatch = can?.didChangeWatchedFiles?.dynamicRegistration === true;
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    canInsertSnippets = textDocument?.completion?.completionItem?.snippetSupport === true;
    canTellFolders = can?.workspaceFolders === true;
    return { capabilities, serverInfo: { name: 'ReNAS' } };
  });

  connection.onInitialized(() => {
    scores();
    const toldProblems = new Set<string>();
    tables = openTables(options, {
      problem(message) {
        if (!toldProblems.has(message)) connection.window.showWarningMessage(message);
        toldProblems.add(message);
      },
      log: line => connection.console.info(line),
    });
    workspace.start(folders, canWatch, canTellFolders);
  });

  function scores(): Scores {
    return startedPredictor().scores;
  }

  function startedPredictor(): NonNullable<typeof predictor> {
    if (!predictor) {
      const link = startPredictor(options, {
        status: (status: PredictorStatus) => void connection.sendNotification(predictorStatus, status),
        log: line => connection.console.info(line),
      });
      const onNews = (document: string) => {
        hintsChanged(document).ask();
        cellsChanged.ask();
        news.tell();
      };
      predictor = { link, scores: createScores(link, onNews) };
    }
    return predictor;
  }

  const questions = createCellQuestions(
    () => startedPredictor().link,
    () => tables,
  );

  const state = (cell: HashedCell) => scores().state(cell);
  const news = createNews();
  const wantFor = (uri: string, purpose: (typeof purposes)[number], cells: readonly HashedCell[]) => {
    if (cells.length > 0) scores().want(`${uri} ${purpose}`, cells);
  };

  const refreshHints = () => {
    if (canRefresh) void connection.languages.inlayHint.refresh().catch(() => {});
  };
  const tellChanges = () => {
    const changed = [...files.values()].filter(
      file => file.changed(scores()) || (options.features?.operationHints && file.operationsCame(state)),
    );
    if (changed.length > 0) refreshHints();
  };
  /** Each document by itself, so that the first scores of one do not wait for those of another. */
  const hintsChanged = (document: string) => {
    const known = hintThrottles.get(document) ?? throttle(refreshInterval, tellChanges);
    hintThrottles.set(document, known);
    return known;
  };

  const cells = createWorkspaceCells({
    files: () => workspace.index.files().filter(({ uri }) => !workspace.leavesOut(uri)),
    open: uri => files.get(uri),
    known: uri => workspace.index.known(uri),
    state,
    predictor: space => scores().predictor(space),
    want(wanted) {
      scores().want('workspace', wanted, 'later');
      return news.until(() => wanted.every(cell => state(cell) !== 'pending'), listPatience);
    },
  });
  let cellsListed = false;
  const cellsChanged = throttle(refreshInterval, () => {
    if (cellsListed) void connection.sendNotification(workspaceCellsChanged);
  });

  function readSoon(uri: string, delay: number): void {
    if (toRead.has(uri)) return;
    toRead.set(
      uri,
      setTimeout(() => {
        const file = files.get(uri);
        if (file)
          onceRead([file], () => {
            // It may have been closed, and opened anew, before it was read.
            if (files.get(uri) !== file) return;
            toRead.delete(uri);
            tell(file);
          });
      }, delay),
    );
  }

  /** Says what is wrong in a file that has been read, and asks for the scores of its cells. */
  function tell(file: OpenFile): void {
    const { document } = file;
    const { uri, version } = document;
    workspace.note(file);
    file.know(workspace.index.known(uri));
    if (!file.isRead) {
      readSoon(uri, 0);
      return;
    }
    const found = [...diagnostics(document, file.read()), ...sharedNames(workspace.index, uri)];
    void connection.sendDiagnostics({ uri, version, diagnostics: found });
    const scorable = file.scorable();
    scores().want(uri, scorable);
    for (const space of new Set(scorable.map(cell => cell.space))) tables.prepare(space);
  }

  /** Answers when the files have been read: at once, but where there is much to read. */
  function onceRead<Answer>(
    wanted: readonly OpenFile[],
    answer: () => Answer,
  ): Answer | Promise<Awaited<Answer>> {
    const unread = wanted.filter(file => !file.isRead);
    if (unread.length === 0) return answer();
    const later = async (): Promise<Awaited<Answer>> => {
      await Promise.all(unread.map(file => file.whenRead()));
      return await answer();
    };
    return later();
  }

  documents.onDidOpen(({ document }) => {
    files.set(document.uri, new OpenFile(document, workspace.index.known(document.uri)));
    readSoon(document.uri, 0);
  });
  documents.onDidChangeContent(({ document }) => {
    files.get(document.uri)?.edited();
    readSoon(document.uri, readingDelay);
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(toRead.get(uri));
    toRead.delete(uri);
    files.get(uri)?.close();
    files.delete(uri);
    for (const document of [uri, ...purposes.map(purpose => `${uri} ${purpose}`)]) {
      scores().forgetDocument(document);
      hintThrottles.get(document)?.dispose();
      hintThrottles.delete(document);
    }
    void connection.sendDiagnostics({ uri, diagnostics: [] });
    workspace.closed(uri);
  });

  connection.onNotification(modelsChanged, ({ chosenModels }: ModelsChanged) => {
    options = { ...options, chosenModels };
    scores().clear();
    predictor?.link.choose(chosenModels);
    for (const uri of files.keys()) readSoon(uri, 0);
    cellsChanged.ask();
  });

  connection.onNotification(tablesChanged, (changed: TablesChanged) =>
    tables.choose(tablePaths(changed.tables)),
  );

  connection.onNotification(featuresChanged, (features: unknown) => {
    options = { ...options, features: serverFeatures(features) };
    refreshHints();
    if (canRefreshLenses) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
  });

  connection.onShutdown(() => {
    for (const timer of toRead.values()) clearTimeout(timer);
    for (const each of hintThrottles.values()) each.dispose();
    cellsChanged.dispose();
    workspace.dispose();
    tables.dispose();
    predictor?.link.dispose();
  });

  type OfDocument = { readonly textDocument: { readonly uri: string } };

  /** The handler that answers for an open document once it is read, and with `none` for any other. */
  function forFile<Params extends OfDocument, Answer, None = null>(
    answer: (file: OpenFile, params: Params) => Answer,
    none: None = null as None,
  ) {
    return (params: Params, cancelled: CancellationToken) => {
      const { uri } = params.textDocument;
      const opened = files.get(uri);
      if (!opened) return none;
      return onceRead([opened], () => {
        if (cancelled.isCancellationRequested)
          throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
        const file = files.get(uri);
        return file ? answer(file, params) : none;
      });
    };
  }

  function atOffset<Params extends OfDocument & { readonly position: Position }, Answer>(
    answer: (file: OpenFile, offset: number, params: Params) => Answer,
  ) {
    return forFile((file, params: Params) => answer(file, file.document.offsetAt(params.position), params));
  }

  connection.languages.inlayHint.on(
    forFile((file, { range }) => {
      scores().prefer(file.document.uri);
      const lines = { first: range.start.line, last: range.end.line };
      const ranks = file.ranks(scores());
      file.show(ranks, lines);
      const hints = inlayHints(file.document, file.read(), ranks, lines);
      if (!options.features?.operationHints) return hints;
      const ofOperations = operationHints(file.document, file.read(), state, lines);
      file.awaited = ofOperations.pending;
      wantFor(file.document.uri, 'operations', ofOperations.pending);
      return [...hints, ...ofOperations.hints];
    }),
  );
  connection.onHover(
    atOffset(async (file, offset) => {
      const read = file.read();
      const cell = hoveredCell(read, offset);
      const asked = cell === undefined ? {} : await questions.ofHover(read, file.ranks(scores()), cell);
      // The text may be another by now: whoever still wants to know asks again.
      if (!file.isRead || file.read() !== read) return null;
      const predictorOf = (space: SearchSpace) => scores().predictor(space);
      return hover(file.document, read, file.ranks(scores()), predictorOf, offset, asked);
    }),
  );
  connection.onCompletion(
    atOffset((file, offset) => {
      const { items, pending } = completion(file.read(), offset, state);
      wantFor(file.document.uri, 'completion', pending);
      return {
        isIncomplete: pending.length > 0,
        items: canInsertSnippets ? [...items] : items.map(withoutSnippet),
      };
    }),
  );
  /** What is named at `offset` that other files may name too. */
  const shared = (file: OpenFile, offset: number) =>
    sharedAt(workspace.present(), file.document.uri, file.read(), offset);
  connection.onDefinition(
    atOffset((file, offset) => {
      const named = shared(file, offset);
      return named
        ? sharedLocations(named, declares => declares)
        : definition(file.document, file.read(), offset);
    }),
  );
  connection.onReferences(
    atOffset((file, offset, { context: { includeDeclaration } }) =>
      onceRead([...files.values()], () => {
        const named = shared(file, offset);
        return named
          ? sharedLocations(named, declares => includeDeclaration || !declares)
          : references(file.document, file.read(), offset, includeDeclaration);
      }),
    ),
  );
  connection.onDocumentHighlight(atOffset((file, offset) => highlights(file.document, file.read(), offset)));
  connection.onPrepareRename(
    atOffset((file, offset) => {
      const named = shared(file, offset);
      return orFailure(prepareRename(file.document, file.read(), offset, named && isDeclared(named)));
    }),
  );
  connection.onWorkspaceSymbol(({ query }) => workspaceSymbols(workspace.present(), query));
  connection.onRenameRequest(
    atOffset((file, offset, { newName }) =>
      onceRead([...files.values()], () => {
        const named = shared(file, offset);
        return orFailure(
          named
            ? renameShared(workspace.index, named, newName)
            : rename(file.document, file.read(), offset, newName),
        );
      }),
    ),
  );
  connection.onDocumentFormatting(forFile(file => formatting(file.document, file.read())));
  connection.onDocumentRangeFormatting(
    forFile((file, { range }) => rangeFormatting(file.document, file.read(), spanOf(file.document, range))),
  );
  connection.onDocumentOnTypeFormatting(
    forFile((file, { position, ch }) => onTypeFormatting(file.document, file.read(), position, ch)),
  );
  connection.languages.semanticTokens.on(
    forFile(file => semanticTokens(file.document, file.read()), { data: [] }),
  );
  connection.languages.semanticTokens.onRange(
    forFile((file, { range }) => semanticTokens(file.document, file.read(), spanOf(file.document, range)), {
      data: [],
    }),
  );
  connection.onSelectionRanges(
    forFile((file, { positions }) => selectionRanges(file.document, file.read().file, positions)),
  );
  connection.languages.onLinkedEditingRange(
    atOffset((file, offset) => linkedEditing(file.document, file.read(), offset)),
  );
  connection.onSignatureHelp(atOffset((file, offset) => signatureHelp(file.read(), offset)));
  connection.onCodeAction(
    forFile((file, { range, context: { only } }) => {
      const { document } = file;
      const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const read = file.read();
      const actions = codeActions(document, read, selection);
      if (canCreateFiles) actions.push(...extractSpace(document, read, selection.start));
      // Others show it among the actions of a place, where it does not belong.
      if (only) actions.push(...fixAll(document, read));
      if (isWanted(CodeActionKind.RefactorRewrite, only)) {
        const target = options.commands ? { uri: document.uri, position: range.start } : undefined;
        actions.push(...improving(file, selection.start, target));
      }
      return actions.filter(({ kind }) => kind !== undefined && isWanted(kind, only));
    }),
  );
  function improving(file: OpenFile, offset: number, target: CellTarget | undefined): CodeAction[] {
    const { document } = file;
    const read = file.read();
    const found = read.cells.find(({ declaration }) => holds(declaration, offset));
    const { space } = found ?? {};
    if (!found || !space) return [];
    const edits = singleEdits(read, found);
    wantFor(
      document.uri,
      'edits',
      edits.map(({ cell, hash }) => ({ space, cell, hash })),
    );
    return [...improvementActions(document, found, edits, state, target)];
  }
  connection.onCodeLens(
    forFile(file =>
      options.commands && options.features?.codeLenses !== false
        ? codeLenses(file.document, file.read())
        : [],
    ),
  );
  serveCustomRequests(connection, {
    spaces: () => workspace.index.known(''),
    workspaceCells() {
      cellsListed = true;
      return cells.list();
    },
    file: uri => files.get(uri),
    state,
    predictor: space => scores().predictor(space),
    questions,
    scored(uri, cells) {
      wantFor(uri, 'edits', cells);
      return news.until(() => cells.every(cell => state(cell) !== 'pending'), scoresPatience);
    },
  });
  connection.onDocumentSymbol(forFile(file => documentSymbols(file.document, file.read().file)));
  connection.onFoldingRanges(forFile(file => foldingRanges(file.document, file.read().file)));

  documents.listen(connection);
  connection.listen();
}

/** A string is a request that is right in form and can't be done; the message is shown to the user. */
function orFailure<Result>(answer: Result | string): Result | ResponseError<void> {
  return typeof answer === 'string' ? new ResponseError(LSPErrorCodes.RequestFailed, answer) : answer;
}
