import * as vscode from 'vscode';
import type { ChoiceSource } from '../choices';
import { commands } from '../ids';
import { type AskServer, openForServer, savedFile, targetOf } from '../language/askServer';
import type { PanelHost } from '../panel/panel';
import { chooseOne } from '../quickPick';
import type { Launcher } from '../runs/launcher';
import { showErrors } from '../showErrors';
import { type CellNode, describeCell } from '../views/cellNodes';
import type { CellsView } from '../views/cellsView';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';
import { compareFromEditor, compareListed } from './compareCells';
import { exportFromEditor } from './exportCell';
import { importFromClipboard } from './importCell';
import { measureCell, measureFile } from './measureCommand';
import { measureSome } from './measureSome';
import { searchFromCell } from './searchFromCell';
import { showEdits } from './showEdits';
import { askTrain } from './trainCommand';

export interface CellCommandsOptions {
  readonly log: vscode.LogOutputChannel;
  readonly ask: AskServer;
  readonly place: RunPlace;
  readonly choices: ChoiceSource;
  readonly launcher: Launcher;
  readonly panel: Pick<PanelHost, 'show' | 'compare' | 'openForm'>;
  readonly cells: CellsView;
}

/** The commands of code lenses and of the palette that work on a cell, and so ask the server. */
export function registerCellCommands(options: CellCommandsOptions): vscode.Disposable {
  const { log, ask, place, choices, launcher, panel, cells } = options;
  const comparison = { ask, cells, show: panel.compare };
  const openTarget = async (argument: unknown) => {
    const target = targetOf(argument);
    await openForServer(target);
    return target;
  };
  const table: Readonly<Record<string, (argument: unknown, selected: readonly CellNode[]) => Promise<void>>> =
    {
      [commands.openCell]: async argument => {
        const cell = isListed(argument) ? argument : await pickCell(cells);
        if (cell) await showCell(cell);
      },
      [commands.showEdits]: async argument => showEdits(ask, await openTarget(argument)),
      [commands.searchFromCell]: async argument =>
        panel.show('runs', await searchFromCell(ask, place, launcher, await openTarget(argument))),
      [commands.measure]: () => measureFile(place, panel),
      [commands.measureCell]: async argument => measureCell(ask, place, panel, await openTarget(argument)),
      [commands.measureSome]: argument =>
        measureSome(place, choices, panel, typeof argument === 'string' ? argument : undefined),
      [commands.compareCells]: (argument, selected) =>
        isListed(argument)
          ? compareListed(comparison, argument, selected)
          : compareFromEditor(comparison, targetOf(argument)),
      [commands.exportCell]: async argument => exportFromEditor(ask, place, await openTarget(argument)),
      [commands.importCell]: () => importFromClipboard(ask),
      [commands.trainOnFile]: async argument => {
        const disabled = whyRunsAreDisabled();
        if (disabled !== undefined) throw new Error(disabled);
        const uri = typeof argument === 'string' ? argument : targetOf(argument).uri;
        const table = choices.addTable(shortPath(await savedFile(uri, 'the training'), place.cwd));
        const settings = await askTrain(choices, { table });
        if (settings) panel.show('runs', launcher.start({ form: 'train', settings }));
      },
    };
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, work]) =>
      // The tree gives the cell clicked, and all that are selected where that is one of them.
      vscode.commands.registerCommand(id, (argument?: unknown, selected?: unknown) =>
        showErrors(log, () => work(argument, Array.isArray(selected) ? selected.filter(isListed) : [])),
      ),
    ),
  );
}

function isListed(argument: unknown): argument is CellNode {
  return typeof argument === 'object' && argument !== null && 'id' in argument && 'rank' in argument;
}

async function pickCell(cells: CellsView): Promise<CellNode | undefined> {
  const items = (await cells.list()).map(cell => ({
    label: cell.name,
    description: `${cell.space} · ${describeCell(cell)}`,
    cell,
  }));
  if (items.length === 0) throw new Error('There are no cells in this workspace yet.');
  const options = { placeHolder: 'The cell to open, by space and predicted rank', matchOnDescription: true };
  return (await chooseOne(items, options))?.cell;
}

async function showCell({ uri, position }: CellNode): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const at = new vscode.Position(position.line, position.character);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
