import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { runCommands } from '../../protocol/commands/runCommands';
import type { Asked, CommandDeclaration, Options } from '../../protocol/options/option';
import { namedFiles, withFiles } from '../../protocol/options/paths';
import { type FromPage, maxCompared, type PageCell, type PanelView, type ToPage } from '../../protocol/panel';
import type { RunRow } from '../../protocol/run';
import type { RunSettings } from '../../protocol/runForms';
import { fromPage } from '../../protocol/schemas/panel';
import { readValue } from '../../protocol/schemas/readJson';
import { writeNotes } from '../../runs/notes';
import { readRanking } from '../../runs/ranking';
import type { RunStore } from '../../runs/runStore';
import type { ChoiceSource } from '../choices';
import { panelType } from '../ids';
import type { AskServer } from '../language/askServer';
import type { ModelChoice } from '../predictors/models';
import type { FoundDocuments } from '../runs/foundDocuments';
import type { Launcher } from '../runs/launcher';
import { createMeasurementFeed } from '../runs/measurementFeed';
import { createRowFeed, type RowFeed } from '../runs/rowFeed';
import type { RunActions } from '../runs/runActions';
import { createRunFeed, type RunFeed } from '../runs/runFeed';
import { createRunSources } from '../runs/runSources';
import { throttle } from '../runs/throttle';
import { saveFile } from '../saveFile';
import { showErrors } from '../showErrors';
import { type RunPlace, shortPath } from '../workspace';
import { createPanelCells } from './panelCells';
import { createPanelForms } from './panelForms';
import { panelHtml } from './panelHtml';
import { restorePanel } from './restorePanel';

export interface PanelHost extends vscode.Disposable {
  /** Opens the panel, or brings it to the front; with `run`, at the detail of that run. */
  show(view: PanelView, run?: string): void;
  /** Opens the panel at a form that is filled in; with the settings of a run, whose name is given. */
  openForm(filled: RunSettings, duplicateOf?: string): Promise<void>;
  /** Opens the panel with these cells beside each other. */
  compare(pair: readonly [PageCell, PageCell]): void;
  /** Opens the panel with these runs compared. */
  compareRuns(runs: readonly string[]): void;
  /** The server that reads cells is up. */
  connect(ask: AskServer): void;
  /** What the forms offer has changed. */
  choicesChanged(): void;
}

export interface PanelOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly place: RunPlace;
  readonly store: RunStore;
  readonly choices: ChoiceSource;
  readonly launcher: Launcher;
  readonly actions: RunActions;
  readonly found: FoundDocuments;
  readonly models: ModelChoice;
}

/** At most five messages a second. */
const messageEvery = 200;
const cellsEvery = 500;
/** With more runs, the page is not made with their rows, but asks for them. */
const mostGiven = 2000;

/** The one panel. Its page is thrown away while hidden, and gets snapshots when it says `ready` again. */
export function createPanelHost(options: PanelOptions): PanelHost {
  const { context, log, place, store, choices, launcher, actions } = options;
  let panel: vscode.WebviewPanel | undefined;
  let ready = false;
  let feeds: readonly RunFeed[] = [];
  let table: RowFeed = createRowFeed();
  /** What goes on from the rows that a page was made with, until it says that it is ready. */
  let given: RowFeed | undefined;
  /** Runs whose ranking the page has. */
  let ranked = new Set<string>();
  /** What to show once the page is up. */
  let pending: Extract<ToPage, { kind: 'show' }> | undefined;

  const post = async (message: ToPage) => {
    if (panel?.visible && ready) await panel.webview.postMessage(message);
  };
  /** Once for each run selected, when there is one. */
  const sendRanking = async (row: RunRow | undefined) => {
    const name = row?.record?.results.ranking;
    if (!row || name === undefined || ranked.has(row.id)) return;
    ranked.add(row.id);
    await post({ kind: 'ranking', run: row.id, points: await readRanking(store.folderOf(row.id), name) });
  };
  const measurementsNow = () => createMeasurementFeed(store.folderOf, () => update.ask());
  let measurements = measurementsNow();
  const update = throttle(messageEvery, async () => {
    if (!panel?.visible || !ready) return;
    const runs = store.rows();
    const news = table.next(runs);
    if (news) await post(news);
    const current = feeds;
    for (const feed of current) {
      const row = runs.find(r => r.id === feed.run);
      const message = row && (await feed.next(row));
      if (message && current === feeds) await post(message);
      await sendRanking(row);
      const rows = row && (await measurements.next(row));
      if (rows && current === feeds) await post({ kind: 'measurements', run: feed.run, rows });
    }
  });
  let watching = false;
  const updateCells = throttle(cellsEvery, async () => {
    if (!watching || !panel?.visible || !ready) return;
    // A server that is restarting answers the next change.
    const found = await cells.ofFile().catch(() => undefined);
    if (found) await post({ kind: 'cells', cells: found });
  });
  const cells = createPanelCells({
    place,
    store,
    found: options.found,
    models: options.models,
    shipped: vscode.Uri.joinPath(context.extensionUri, 'models').fsPath,
    onChange: updateCells.ask,
  });
  const sources = createRunSources(store);
  const forms = createPanelForms({
    place,
    choices,
    launcher,
    post,
    folderOf: store.folderOf,
    memory: context.workspaceState,
    onStarted: run => showNow({ kind: 'show', view: 'runs', run }),
  });
  const select = (run: string | undefined, compared: readonly string[] = []) => {
    const wanted = new Set(run === undefined ? compared : [run, ...compared]);
    ranked = new Set();
    measurements.dispose();
    measurements = measurementsNow();
    feeds = [...wanted].slice(0, maxCompared).map(id => createRunFeed(id, store.folderOf(id)));
    update.ask();
  };
  const rowsOf = (runs: readonly string[]) => {
    const wanted = new Set(runs);
    return store.rows().filter(row => wanted.has(row.id));
  };
  const showNow = (message: Extract<ToPage, { kind: 'show' }>) => {
    pending = ready ? undefined : message;
    void post(message);
    if (message.run !== undefined) select(message.run);
    if (message.runs !== undefined) select(message.runs[0], message.runs);
  };
  const receive = async (message: FromPage): Promise<void> => {
    switch (message.kind) {
      case 'ready':
        ready = true;
        watching = false;
        table = (message.hasRuns && given) || createRowFeed();
        given = undefined;
        if (pending?.runs) select(pending.runs[0], pending.runs);
        else select(pending?.run ?? message.run, pending?.run === undefined ? message.compared : []);
        // A form can be filled in only with what it offers.
        if (pending?.fill !== undefined) await forms.sendChoices();
        if (pending) showNow(pending);
        return forms.sendChoices();
      case 'select':
        return select(message.run, message.compared);
      case 'note':
        try {
          for (const row of rowsOf(message.runs)) await writeNotes(store.folderOf(row.id), message.changes);
        } finally {
          await store.refresh();
        }
        return;
      case 'actAll':
        return actions.onAll[message.action](rowsOf(message.runs));
      case 'draw': {
        const { request } = message;
        const refused = (error: unknown) =>
          message.cells.map(() => ({ refused: error instanceof Error ? error.message : String(error) }));
        return post({ kind: 'drawn', request, cells: await cells.draw(message.cells).catch(refused) });
      }
      case 'openCell':
        return cells.open(message.cell);
      case 'diffFound':
        return cells.diff(message.runs);
      case 'diffInput':
        return sources.diff(message.runs, message.path);
      case 'insertCell':
        return cells.insert(message.text);
      case 'watchCells':
        watching = message.watch;
        return updateCells.ask();
      case 'save':
        return saveFile(message.file);
      case 'trainingLog':
        return actions.showTrainingLog(message.run, message.key);
      case 'act': {
        const row = store.rows().find(r => r.id === message.run);
        if (row) await actions[message.action](row);
        return;
      }
      default:
        return forms.receive(message);
    }
  };

  /** The rows, so that the page has them with its first picture. None are given before they were read. */
  const firstOf = (show: typeof pending): readonly ToPage[] => {
    const rows = store.rows();
    given = undefined;
    if (rows.length === 0 || rows.length > mostGiven) return [];
    given = createRowFeed();
    const runs = given.next(rows);
    return [...(show?.view === 'runs' ? [show] : []), ...(runs ? [runs] : [])];
  };

  const adopt = (adopted: vscode.WebviewPanel) => {
    panel = adopted;
    ready = false;
    const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
    const { webview } = adopted;
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    adopted.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'panel.svg');
    let filled = false;
    const fill = (first: readonly ToPage[]) => {
      filled = first.length > 0;
      webview.html = panelHtml({
        script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'panel.js')).toString(),
        style: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'panel.css')).toString(),
        source: webview.cspSource,
        nonce: randomBytes(16).toString('base64'),
        first,
      });
    };
    const subscriptions = [
      webview.onDidReceiveMessage((message: unknown) =>
        showErrors(log, () => {
          const read = readValue(fromPage, message, 'a message of the panel’s page');
          if (typeof read === 'string') throw new Error(`The panel asked for what can't be read: ${read}.`);
          // The settings of a form are checked as arguments by the command that they start.
          return receive(read as FromPage);
        }),
      ),
      adopted.onDidChangeViewState(() => {
        if (adopted.visible) return;
        ready = false;
        // The page is made anew when it shows again, and the rows that it was made with are old then.
        if (filled) fill([]);
      }),
    ];
    adopted.onDidDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
      panel = undefined;
      feeds = [];
    });
    fill(firstOf(pending));
  };

  const disposables = vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(panelType, {
      async deserializeWebviewPanel(restored) {
        if (panel) restored.dispose();
        else adopt(restored);
      },
    }),
    { dispose: store.onChange(update.ask) },
    { dispose: update.dispose },
    { dispose: () => measurements.dispose() },
    { dispose: updateCells.dispose },
    cells,
    sources,
    forms,
  );
  /**
   * As the forms offer it: files of the workspace by their short paths; a table from outside it once it is known, and its
   * columns once they are read.
   */
  const offered = async ({ form, settings }: RunSettings): Promise<RunSettings> => {
    const command: CommandDeclaration = runCommands[form];
    const tables = namedFiles(command, settings).filter(named => named.path === 'table');
    await Promise.all(tables.map(({ file }) => choices.readTable(choices.addTable(file))));
    const short = withFiles<Options, Asked<Options>>(command, settings, (file, named) =>
      named.path === 'table'
        ? choices.addTable(file)
        : named.path === 'file'
          ? file
          : shortPath(file, place.cwd),
    );
    return { form, settings: short } as RunSettings;
  };
  const open = async (message: Extract<ToPage, { kind: 'show' }>) => {
    pending = message;
    if (!panel) await restorePanel(panelType, () => panel !== undefined);
    if (panel) panel.reveal();
    else adopt(vscode.window.createWebviewPanel(panelType, 'ReNAS', vscode.ViewColumn.Beside, {}));
    showNow(message);
  };
  return {
    show: (view, run) => void open(run === undefined ? { kind: 'show', view } : { kind: 'show', view, run }),
    async openForm(filled, duplicateOf) {
      const fill = await offered(filled);
      await forms.sendChoices();
      await open({ kind: 'show', view: 'new', fill, ...(duplicateOf === undefined ? {} : { duplicateOf }) });
    },
    compareRuns: runs => void open({ kind: 'show', view: 'runs', runs }),
    compare: pair => void open({ kind: 'show', view: 'cells', compare: pair }),
    connect: cells.connect,
    choicesChanged: () => void forms.sendChoices(),
    dispose() {
      disposables.dispose();
      panel?.dispose();
    },
  };
}
