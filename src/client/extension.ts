import * as vscode from 'vscode';
import { watchRuns } from '../runs/runStore';
import { createChoiceSource } from './choices';
import { registerCommands } from './commands/registerCommands';
import { createExperimentsView } from './experimentsView';
import { commands } from './ids';
import { startLanguageClient } from './languageClient';
import { createLauncher } from './launcher';
import { createModelChoice } from './models';
import { createPanelHost } from './panel';
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
  const actions = createRunActions(store, models);
  const panel = own(createPanelHost({ context, log, store, choices, launcher, actions }));

  own(createExperimentsView(store));
  own(registerCommands({ log, store, models, choices, launcher, actions, panel }));
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
        onStatus: status.show,
        ...(node === undefined ? {} : { node }),
      }),
    );
    own(models.onChange(language.setChosenModels));
    own(vscode.commands.registerCommand(commands.restartServer, () => showErrors(log, language.restart)));
  };
  // Not awaited: the commands and the sidebar need no server.
  startLanguage().catch(error => {
    const reason = error instanceof Error ? error.message : String(error);
    status.show({ state: 'failed', engine: undefined, reason, models: {} });
    return showError(log, `The ReNAS language server did not start, so there are no hints: ${reason}`);
  });
}
