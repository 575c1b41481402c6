import { pathToFileURL } from 'node:url';
import {
  type CancellationToken,
  type Connection,
  Emitter,
  type Event,
  type InitializeParams,
} from 'vscode-languageserver';
import type { SearchSpace } from '../cells/space';
import type { CellDocument } from '../document/readDocument';
import type { PredictorStatus, ServerFeatures, ServerOptions, TablesChanged } from '../protocol/lsp';
import { safeText } from '../text/safeText';
import { abilitiesOf, type ClientAbilities } from './capabilities';
import { type CellQuestions, createCellQuestions } from './scoring/cellQuestions';
import { createDocumentRanks, type DocumentRanks, rankPatience } from './scoring/documentRanks';
import { type MeasuredTables, noTables, type OpenTables } from './scoring/measuredTables';
import type { MeasuredOfSpace, PredictorLink, PredictorLinkListener } from './scoring/predictorLink';
import { createScores, type HashedCell, type Scores } from './scoring/scores';
import { within } from './scoring/within';
import { readServerOptions } from './serverOptions';
import { type ToClient, toClient } from './toClient';
import { type OpenDocuments, openDocuments } from './workspace/openDocuments';
import type { OpenFile } from './workspace/openFile';
import { createWorkspace, type Workspace } from './workspace/workspace';

export type StartPredictor = (options: ServerOptions, listener: PredictorLinkListener) => PredictorLink;

/** What the server starts, or a stand-in of a test. */
export interface SessionParts {
  readonly startPredictor: StartPredictor;
  readonly openTables: OpenTables;
}

export interface ReadText {
  readonly file: OpenFile;
  readonly read: CellDocument;
}

/** How long, and how urgently, scores are waited for. */
export interface ScoreWait {
  /** Milliseconds; as long as a request waits for ranks if absent. */
  readonly patience?: number;
  readonly token?: CancellationToken;
  /** `later`: after all that documents need. */
  readonly when?: 'now' | 'later';
}

/** The state of the server for one client, from `initialize` to `shutdown`. Features read it and listen to its events. */
export class Session {
  readonly client: ToClient;
  readonly can: ClientAbilities;
  readonly documents: OpenDocuments;
  readonly workspace: Workspace;
  readonly scores: Scores;
  readonly ranks: DocumentRanks;
  readonly questions: CellQuestions;

  private currentOptions: ServerOptions;
  private readonly optionProblems: readonly string[];
  private link: PredictorLink | undefined;
  private openedTables: MeasuredTables = noTables();
  private scoreWaits = 0;
  private readonly toldProblems = new Set<string>();
  private readonly reads = new Emitter<ReadText>();
  private readonly closings = new Emitter<string>();
  private readonly scoreArrivals = new Emitter<string>();
  private readonly statuses = new Emitter<PredictorStatus>();
  private readonly featureChanges = new Emitter<void>();
  private readonly spaceChanges = new Emitter<void>();
  private readonly fileChanges = new Emitter<void>();
  private readonly shutdowns = new Emitter<void>();

  constructor(
    readonly connection: Connection,
    params: InitializeParams,
    private readonly parts: SessionParts,
  ) {
    this.client = toClient(connection);
    this.can = abilitiesOf(params.capabilities);
    const { options, problems } = readServerOptions(params.initializationOptions);
    this.currentOptions = options;
    this.optionProblems = problems;
    this.workspace = createWorkspace({
      connection,
      client: this.client,
      encoding: this.can.positionEncoding,
      folders: foldersOf(params),
      openFiles: () => this.documents.files(),
      onSpaces: () => {
        this.documents.readAgain();
        this.spaceChanges.fire();
      },
      onFiles: () => this.fileChanges.fire(),
    });
    this.documents = openDocuments(connection, this.can.positionEncoding, {
      known: uri => this.workspace.index.known(uri),
      opened: uri => this.workspace.opened(uri),
      saved: () => this.workspace.saved(),
      parsed: (file, read) => this.workspace.note(file, read),
      read: (file, read) => this.reads.fire({ file, read }),
      closed: uri => {
        this.scores.forgetDocument(uri);
        this.closings.fire(uri);
        this.workspace.closed(uri);
      },
    });
    this.scores = createScores({ score: (space, cells) => this.predictor.score(space, cells) }, document =>
      this.scoreArrivals.fire(document),
    );
    this.ranks = createDocumentRanks(this.scores);
    this.questions = createCellQuestions(
      () => this.predictor,
      () => this.tables,
    );
  }

  /** A document has been read: it was opened or edited, or may use other spaces now. */
  get onRead(): Event<ReadText> {
    return this.reads.event;
  }
  /** A document has been closed: its URI. */
  get onClosed(): Event<string> {
    return this.closings.event;
  }
  /** Scores have come in: what they were wanted for. */
  get onScores(): Event<string> {
    return this.scoreArrivals.event;
  }
  get onPredictorStatus(): Event<PredictorStatus> {
    return this.statuses.event;
  }
  /** The spaces that the workspace declares have changed. */
  get onSpacesChange(): Event<void> {
    return this.spaceChanges.event;
  }
  /** What the files of the workspace say has changed. */
  get onFilesChange(): Event<void> {
    return this.fileChanges.event;
  }
  get onFeaturesChange(): Event<void> {
    return this.featureChanges.event;
  }
  get onShutdown(): Event<void> {
    return this.shutdowns.event;
  }

  get options(): ServerOptions {
    return this.currentOptions;
  }

  /** Started when it is needed first, at the latest by `start`. */
  get predictor(): PredictorLink {
    this.link ??= this.parts.startPredictor(this.options, {
      status: status => this.statuses.fire(status),
      log: this.client.log,
    });
    return this.link;
  }

  /** Other tables tell of cells from now on. */
  chooseTables(changed: TablesChanged): void {
    this.openedTables.choose(changed);
    if (changed.costs) this.featureChanges.fire();
  }

  get tables(): MeasuredTables {
    return this.openedTables;
  }

  /** The client may be sent messages from now on. */
  start(): void {
    for (const problem of this.optionProblems) this.client.show('warning', safeText(problem, 'notification'));
    void this.predictor;
    this.openedTables = this.parts.openTables(this.options, {
      problem: message => {
        if (!this.toldProblems.has(message)) this.client.show('warning', safeText(message, 'notification'));
        this.toldProblems.add(message);
      },
      log: this.client.log,
    });
    this.workspace.start({ canWatch: this.can.watchFiles, canTell: this.can.tellFolders });
  }

  setFeatures(features: ServerFeatures): void {
    const before = this.options.features?.estimates ?? true;
    this.currentOptions = { ...this.options, features };
    const estimates = features.estimates ?? true;
    if (estimates !== before) {
      this.scores.clear();
      this.link?.estimate(estimates);
      this.documents.readAgain();
    }
    this.featureChanges.fire();
  }

  /** Space name → folder of the predictor that answers for it from now on. */
  choosePredictors(chosenModels: Readonly<Record<string, string>>): void {
    this.currentOptions = { ...this.options, chosenModels };
    this.scores.clear();
    this.link?.choose(chosenModels);
    this.documents.readAgain();
    this.fileChanges.fire();
  }

  /** What is measured of a space has changed: its cells are ranked again, by that too, unless it has its own predictor. */
  setMeasured(space: SearchSpace, measured: MeasuredOfSpace): void {
    this.predictor.measured(space, measured);
    const known = this.scores.predictor(space);
    if (known?.model && !known.model.basis) return;
    this.scores.clearSpace(space);
    for (const file of this.documents.files())
      if (file.present) this.reads.fire({ file, read: file.present });
  }

  /** Waits until each of the cells has a score or can have none. They are wanted only for as long as that is waited for. */
  async scored(
    cells: readonly HashedCell[],
    { patience = rankPatience, token, when = 'now' }: ScoreWait = {},
  ): Promise<void> {
    const pending = cells.filter(cell => this.scores.state(cell) === 'pending');
    if (pending.length === 0) return;
    const name = `request ${++this.scoreWaits}`;
    await within(patience, this.scores.want(name, pending, when), undefined, token);
    this.scores.forgetDocument(name);
  }

  shutdown(): void {
    this.shutdowns.fire();
    this.documents.dispose();
    this.workspace.dispose();
    this.tables.dispose();
    this.link?.dispose();
  }
}

/** The URIs of the folders that the client works on; older clients name one, as a URI or as a path. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : rootPath ? [pathToFileURL(rootPath).href] : [];
}
