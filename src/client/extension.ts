import path from 'node:path';
import * as vscode from 'vscode';
import { safeText } from '../text/safeText';
import { createChoiceSource } from './choices';
import { registerCellCommands } from './commands/cellCommands';
import { registerEngineCommands } from './commands/engineCommands';
import { registerModelCommands } from './commands/modelCommands';
import { registerCommands } from './commands/registerCommands';
import { showStatusMenu } from './commands/statusMenu';
import { applyEngineSettings } from './engines/engineSettings';
import { commands } from './ids';
import { type AskServer, askServer } from './language/askServer';
import { onFeaturesChange, serverFeatures } from './language/features';
import { startLanguageClient } from './language/languageClient';
import { registerLanguageTools } from './language/languageTools';
import { registerPaste } from './language/pasteCells';
import { createStatusLog } from './language/statusLog';
import { notifyError, notifyWarning } from './notifications';
import { createPanelHost, type PanelHost } from './panel/panel';
import { createModelChoice, lostPredictor } from './predictors/models';
import { createFoundDocuments } from './runs/foundDocuments';
import { joinRuns } from './runs/joinedRuns';
import { createLauncher } from './runs/launcher';
import { createRunActions } from './runs/runActions';
import { watchRunEnds } from './runs/runEnds';
import { createTrainingLogs } from './runs/trainingLogs';
import { showError, showErrors } from './showErrors';
import { createCostSetting } from './tables/costSetting';
import { createTableMemory } from './tables/tableMemory';
import { createCellsView } from './views/cellsView';
import { createExperimentsView } from './views/experimentsView';
import { openExample, watchFirstSteps } from './views/firstSteps';
import { createModelsView } from './views/modelsView';
import { createStatusBar } from './views/statusBar';
import { nodeSetting, runPlaces, watchTrust } from './workspace';

/** Constructs everything, top to bottom. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('ReNAS', { log: true });
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  own(log);
  const logStatus = createStatusLog(log, context.extension.packageJSON.version);

  const place = own(runPlaces(context));
  const runFolders = (): [string, ...string[]] => {
    const [first, ...others] = place.homes();
    return [first.runs, ...others.map(home => home.runs)];
  };
  const store = own(joinRuns(runFolders(), error => log.error(`A view of the runs failed: ${error}`)));
  own(place.onHomesChange(() => store.setFolders(runFolders())));
  const models = own(createModelChoice(context));
  own({ dispose: store.onChange(() => void models.check()) });
  own(
    models.onLost(
      ({ space, way }) => void notifyWarning(safeText(lostPredictor(space, way), 'notification')),
    ),
  );
  const tables = own(createTableMemory(store, place.cwd, context.workspaceState));
  const costs = own(createCostSetting(place));
  const choices = createChoiceSource(place, store, models, costs);
  const launcher = createLauncher(place, store, models, (_, sentence) => showError(log, sentence));
  const found = own(createFoundDocuments(store));
  const actions = createRunActions({
    store,
    found,
    logs: own(createTrainingLogs(store)),
    models,
    launcher,
    place,
    openRun: id => panel.show('runs', id),
    openForm: (filled, duplicateOf) => panel.openForm(filled, duplicateOf),
  });
  const panel: PanelHost = own(
    createPanelHost({ context, log, place, store, choices, launcher, actions, found, models }),
  );

  const experiments = own(createExperimentsView(store, place, context.workspaceState));
  own(
    registerCommands({ log, place, store, models, tables, choices, launcher, actions, panel, experiments }),
  );
  own(watchRunEnds({ store, launcher, actions, found, models, log, openRun: id => panel.show('runs', id) }));
  const imported = path.join(place.cwd, '.renas', 'models');
  const view = own(createModelsView({ store, models, shipped: context.asAbsolutePath('models'), imported }));
  own(registerModelCommands({ log, place, store, models, choices, actions, view, imported }));
  const cells = own(createCellsView());
  own(applyEngineSettings(context, () => vscode.commands.executeCommand(commands.restartServer)));
  own(registerEngineCommands({ context, log, place }));
  const firstSteps = own(watchFirstSteps(store));
  let server: AskServer | undefined;
  own(registerLanguageTools({ place, store, launcher, server: () => server }));
  own(watchTrust(panel.choicesChanged));
  own(models.onChange(panel.choicesChanged));
  own(costs.onChange(panel.choicesChanged));
  own(
    vscode.window.onDidChangeActiveTextEditor(() => {
      if (place.keptIn !== undefined) panel.choicesChanged();
    }),
  );

  own(
    vscode.commands.registerCommand(commands.openExample, () =>
      showErrors(log, () => openExample(context.extensionUri, context.globalStorageUri)),
    ),
  );
  own(
    vscode.commands.registerCommand(commands.openWalkthrough, () =>
      showErrors(log, firstSteps.openWalkthrough),
    ),
  );
  const status = own(createStatusBar());
  own(
    vscode.commands.registerCommand(commands.showMenu, () =>
      showErrors(log, () => showStatusMenu(status.status())),
    ),
  );
  const stopped = (reason: string) => {
    status.show({ state: 'stopped', engine: undefined, reason, models: {} });
    log.error(reason);
    void notifyError(safeText(reason, 'notification'), 'Restart', 'Show Log').then(answer => {
      if (answer !== undefined)
        void vscode.commands.executeCommand(answer === 'Restart' ? commands.restartServer : commands.showLog);
    });
  };
  const startLanguage = async () => {
    const language = own(
      await startLanguageClient({
        context,
        log,
        chosenModels: Object.fromEntries(models.chosen()),
        features: serverFeatures(),
        tables: tables.tables(),
        costs: costs.costs(),
        onStatus(now) {
          logStatus(now);
          status.show(now);
          cells.refresh();
        },
        onStopped: stopped,
        node: nodeSetting,
      }),
    );
    const ask = askServer(language.client);
    server = ask;
    choices.connect(ask);
    panel.connect(ask);
    panel.choicesChanged();
    cells.connect(language.client, ask);
    own(models.onChange(chosen => language.setChosenModels(Object.fromEntries(chosen))));
    own(tables.onChange(wanted => language.setTables({ tables: wanted })));
    own(costs.onChange(wanted => language.setTables({ costs: wanted })));
    own(onFeaturesChange(language.setFeatures));
    own(registerPaste(ask));
    own(registerCellCommands({ log, ask, place, choices, launcher, panel, cells }));
    own(vscode.commands.registerCommand(commands.restartServer, () => showErrors(log, language.restart)));
  };
  // Not awaited: the commands and the sidebar need no server.
  startLanguage().catch(error => {
    const reason = error instanceof Error ? error.message : String(error);
    status.show({ state: 'failed', engine: undefined, reason, models: {} });
    return showError(log, `The ReNAS language server did not start, so there are no hints: ${reason}`);
  });
}
