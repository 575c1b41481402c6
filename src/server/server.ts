import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeResult,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
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
import { safeText } from '../text/safeText';
import { abilitiesOf, capabilities } from './capabilities';
import { onceRead, type Purpose, purposes, serveFeatures } from './features';
import { createCellQuestions } from './features/cellQuestions';
import { serveCustomRequests } from './features/customRequests';
import { diagnostics } from './features/diagnostics';
import { type MeasuredTables, noTables, type OpenTables } from './scoring/measuredTables';
import { createNews } from './scoring/news';
import type { PredictorLink, PredictorLinkListener } from './scoring/predictorLink';
import { createScores, type HashedCell, type Scores } from './scoring/scores';
import { throttle } from './scoring/throttle';
import { serverFeatures, serverOptions, tablePaths } from './serverOptions';
import { toClient } from './toClient';
import { OpenFile } from './workspace/openFile';
import { sharedNames } from './workspace/sharedNames';
import { createWorkspace } from './workspace/workspace';
import { createWorkspaceCells } from './workspace/workspaceCells';

export type StartPredictor = (options: ServerOptions, listener: PredictorLinkListener) => PredictorLink;

/** Milliseconds at least from an edit until it is read, so that a burst of edits is read once. */
const readingDelay = 1;
const refreshInterval = 300;
/** Milliseconds that a request which shows scores waits for them: the server answers others meanwhile. */
const scoresPatience = 10_000;
/** Milliseconds that a list of cells waits for scores, so that a cell that is being edited keeps its place in it. */
const listPatience = 1000;
/** Serves the Cell language on a connection. Nothing here waits for a prediction. */
export function startServer(
  connection: Connection,
  startPredictor: StartPredictor,
  openTables: OpenTables = noTables,
): void {
  const client = toClient(connection);
  const documents = new TextDocuments(TextDocument);
  const files = new Map<string, OpenFile>();
  const hintThrottles = new Map<string, ReturnType<typeof throttle>>();
  const toRead = new Map<string, NodeJS.Timeout>();
  const workspace = createWorkspace(
    connection,
    client,
    files,
    () => {
      for (const uri of files.keys()) readSoon(uri, 0);
      cells.forget();
    },
    () => cellsChanged.ask(),
  );
  let folders: readonly string[] = [];
  let can = abilitiesOf({});
  let options: ServerOptions = {};
  let tables: MeasuredTables = noTables();
  let predictor: { readonly link: PredictorLink; readonly scores: Scores } | undefined;

  connection.onInitialize((params): InitializeResult => {
    options = serverOptions(params.initializationOptions);
    can = abilitiesOf(params.capabilities);
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    return { capabilities, serverInfo: { name: 'ReNAS' } };
  });

  connection.onInitialized(() => {
    scores();
    const toldProblems = new Set<string>();
    tables = openTables(options, {
      problem(message) {
        if (!toldProblems.has(message)) client.show('warning', safeText(message, 'notification'));
        toldProblems.add(message);
      },
      log: client.log,
    });
    workspace.start(folders, can.watchFiles, can.tellFolders);
  });

  function scores(): Scores {
    return startedPredictor().scores;
  }

  function startedPredictor(): NonNullable<typeof predictor> {
    if (!predictor) {
      const link = startPredictor(options, {
        status: (status: PredictorStatus) => client.notify(predictorStatus, status),
        log: client.log,
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
  const wantFor = (uri: string, purpose: Purpose, cells: readonly HashedCell[]) => {
    if (cells.length > 0) scores().want(`${uri} ${purpose}`, cells);
  };

  const refreshHints = () => {
    if (can.refreshHints) client.request(({ languages }) => languages.inlayHint.refresh());
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
    if (cellsListed) client.notify(workspaceCellsChanged);
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
    client.diagnostics({ uri, version, diagnostics: found });
    const scorable = file.scorable();
    scores().want(uri, scorable);
    for (const space of new Set(scorable.map(cell => cell.space))) tables.prepare(space);
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
    client.diagnostics({ uri, diagnostics: [] });
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
    if (can.refreshLenses) client.request(to => to.sendRequest(CodeLensRefreshRequest.type));
  });

  connection.onShutdown(() => {
    for (const timer of toRead.values()) clearTimeout(timer);
    for (const each of hintThrottles.values()) each.dispose();
    cellsChanged.dispose();
    workspace.dispose();
    tables.dispose();
    predictor?.link.dispose();
  });

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
  serveFeatures(connection, {
    files,
    workspace,
    state,
    questions,
    scores,
    options: () => options,
    can: () => can,
    want: wantFor,
  });

  documents.listen(connection);
  connection.listen();
}
