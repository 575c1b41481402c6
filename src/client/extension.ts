import * as vscode from 'vscode';
import { watchRuns } from '../runs/runStore';
import { askServer } from './askServer';
import { createChoiceSource } from './choices';
import { registerCellCommands } from './commands/cellCommands';
import { registerCommands } from './commands/registerCommands';
import { createExperimentsView } from './experimentsView';
import { onFeaturesChange, serverFeatures } from './features';
import { commands } from './ids';
import { startLanguageClient } from './languageClient';
import { createLauncher } from './launcher';
import { createModelChoice } from './models';
import { createPanelHost, type PanelHost } from './panel';
import { registerPaste } from './pasteCells';
import { createRunActions } from './runActions';
import { watchRunEnds } from './runEnds';
import { showError, showErrors } from './showErrors';
import { createStatusBar } from './statusBar';
import { nodeSetting, runPlace, watchTrust } from './workspace';

/** Constructs everything, top to bottom. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('ReNAS', { log: true });
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  own(log);

  const place = runPlace(context);
  const store = own(watchRuns(place.runsFolder));
  const models = own(createModelChoice(context));
  const choices = createChoiceSource(place, store, models);
  const launcher = createLauncher(place, store, models, (_, sentence) => showError(log, sentence));
  const actions = createRunActions({
    store,
    models,
    launcher,
    cwd: place.cwd,
    openRun: id => panel.show('runs', id),
    openForm: filled => panel.openForm(filled),
  });
  const panel: PanelHost = own(createPanelHost({ context, log, store, choices, launcher, actions }));

  const experiments = own(createExperimentsView(store, context.workspaceState));
  own(registerCommands({ log, store, models, choices, launcher, actions, panel, experiments }));
  own(watchRunEnds({ store, launcher, actions, log, openRun: id => panel.show('runs', id) }));
  own(watchTrust(panel.choicesChanged));
  own(models.onChange(panel.choicesChanged));

  const status = own(createStatusBar());
  const startLanguage = async () => {
    const node = nodeSetting();
    const language = own(
      await startLanguageClient({
        context,
        log,
        chosenModels: models.chosen(),
        features: serverFeatures(),
        onStatus: status.show,
        ...(node === undefined ? {} : { node }),
      }),
    );
    const ask = askServer(language.client);
    own(models.onChange(language.setChosenModels));
    own(onFeaturesChange(language.setFeatures));
    own(registerPaste(ask));
    own(registerCellCommands({ log, ask, place, choices, launcher, panel }));
    own(vscode.commands.registerCommand(commands.restartServer, () => showErrors(log, language.restart)));
  };
  // Not awaited: the commands and the sidebar need no server.
  startLanguage().catch(error => {
    const reason = error instanceof Error ? error.message : String(error);
    status.show({ state: 'failed', engine: undefined, reason, models: {} });
    return showError(log, `The ReNAS language server did not start, so there are no hints: ${reason}`);
  });
}
