import * as vscode from 'vscode';
import { type AskServer, savedFile, targetOf } from '../askServer';
import type { ChoiceSource } from '../choices';
import { commands } from '../ids';
import type { Launcher } from '../launcher';
import type { PanelHost } from '../panel';
import { showErrors } from '../showErrors';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';
import { createComparison } from './compareCells';
import { exportFromEditor } from './exportCell';
import { importFromClipboard } from './importCell';
import { searchFromCell } from './searchFromCell';
import { showEdits } from './showEdits';
import { askTrain } from './trainCommand';

export interface CellCommandsOptions {
  readonly log: vscode.LogOutputChannel;
  readonly ask: AskServer;
  readonly place: RunPlace;
  readonly choices: ChoiceSource;
  readonly launcher: Launcher;
  readonly panel: Pick<PanelHost, 'show'>;
}

/** The commands of code lenses and of the palette that work on a cell, and so ask the server. */
export function registerCellCommands(options: CellCommandsOptions): vscode.Disposable {
  const { log, ask, place, choices, launcher, panel } = options;
  const comparison = createComparison(ask);
  const table: Readonly<Record<string, (argument: unknown) => Promise<void>>> = {
    [commands.showEdits]: argument => showEdits(ask, targetOf(argument)),
    [commands.searchFromCell]: async argument =>
      panel.show('runs', await searchFromCell(ask, place, launcher, targetOf(argument))),
    [commands.compareCells]: argument => comparison.compare(targetOf(argument)),
    [commands.exportCell]: argument => exportFromEditor(ask, place, targetOf(argument)),
    [commands.importCell]: () => importFromClipboard(ask),
    [commands.trainOnFile]: async argument => {
      const disabled = whyRunsAreDisabled();
      if (disabled !== undefined) throw new Error(disabled);
      const uri = typeof argument === 'string' ? argument : targetOf(argument).uri;
      const table = choices.addTable(shortPath(await savedFile(uri, 'the training'), place.cwd));
      const settings = await askTrain(choices, table);
      if (settings) panel.show('runs', launcher.train(settings));
    },
  };
  return vscode.Disposable.from(
    comparison,
    ...Object.entries(table).map(([id, work]) =>
      vscode.commands.registerCommand(id, (argument?: unknown) => showErrors(log, () => work(argument))),
    ),
  );
}
