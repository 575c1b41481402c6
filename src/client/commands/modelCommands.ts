import { randomBytes } from 'node:crypto';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { evaluateCommand } from '../../protocol/commands/evaluate';
import type { RunStore } from '../../runs/runStore';
import { safeText } from '../../text/safeText';
import type { ChoiceSource } from '../choices';
import { commands } from '../ids';
import { confirm, notifyInformation, showDone, showProgress, showResult } from '../notifications';
import { readCard } from '../predictors/modelCards';
import type { KnownModel } from '../predictors/modelList';
import type { ModelChoice } from '../predictors/models';
import { chooseOne } from '../quickPick';
import type { RunActions } from '../runs/runActions';
import { runCli } from '../runs/runCli';
import { showErrors } from '../showErrors';
import { workspaceTrash } from '../trash';
import type { ModelsView } from '../views/modelsView';
import type { RunPlace } from '../workspace';
import { askTable } from './askTable';

export interface ModelCommandsOptions {
  readonly log: vscode.LogOutputChannel;
  readonly place: RunPlace;
  readonly store: RunStore;
  readonly models: ModelChoice;
  readonly choices: ChoiceSource;
  readonly actions: RunActions;
  readonly view: ModelsView;
  /** Where imported predictors are kept. */
  readonly imported: string;
}

/** What can be done with a predictor, from its item in the sidebar or from the palette. */
export function registerModelCommands(options: ModelCommandsOptions): vscode.Disposable {
  const { log, place, store, models, choices, actions, view, imported } = options;
  const register = (
    id: string,
    work: (model: KnownModel) => Promise<void>,
    fits: (model: KnownModel) => boolean,
  ) =>
    vscode.commands.registerCommand(id, (given?: unknown) =>
      showErrors(log, async () => {
        const model = isModel(given) ? given : await pickModel(view, fits);
        if (model) await work(model);
      }),
    );
  const readable = (model: KnownModel) => model.problem === undefined;
  return vscode.Disposable.from(
    register(commands.chooseModel, model => choose(models, model), readable),
    register(commands.evaluateModel, model => evaluate(place, choices, model), readable),
    register(commands.exportModel, exportModel, readable),
    register(
      commands.revealModel,
      model => reveal(model.folder),
      () => true,
    ),
    register(
      commands.deleteModel,
      async model => {
        const row = store.rows().find(r => r.id === model.run);
        if (row) return actions.delete(row);
        await deleteImported(model, models);
        view.refresh();
      },
      model => model.from !== 'shipped',
    ),
    vscode.commands.registerCommand(commands.importModel, () =>
      showErrors(log, async () => {
        await importModel(imported, models);
        view.refresh();
      }),
    ),
  );
}

function isModel(value: unknown): value is KnownModel {
  return typeof value === 'object' && value !== null && 'folder' in value && 'from' in value;
}

async function pickModel(
  view: ModelsView,
  fits: (model: KnownModel) => boolean,
): Promise<KnownModel | undefined> {
  const items = (await view.list()).flatMap(({ space, models }) =>
    models.filter(fits).map(model => ({
      icon: model.used ? 'pass-filled' : 'circle-large-outline',
      label: model.title,
      description: [space, model.figure].filter(part => part !== undefined).join(' · '),
      detail: model.folder,
      model,
    })),
  );
  if (items.length === 0) throw new Error('There is no such predictor here yet.');
  const placeHolder = 'Which predictor';
  return (await chooseOne(items, { placeHolder, matchOnDescription: true }))?.model;
}

async function choose(models: ModelChoice, { space, folder, from, title }: KnownModel): Promise<void> {
  if (from === 'shipped') await models.useShipped(space);
  else await models.use(space, folder);
  showDone(safeText(`Hints for ${space} now come from "${title}".`, 'iconLabel'));
}

async function evaluate(place: RunPlace, choices: ChoiceSource, model: KnownModel): Promise<void> {
  const asked = await askTable(choices, `Evaluate ${model.title}`, 'The column to compare its ranking with');
  if (!asked) return;
  const { data, label } = asked;
  const { stdout } = await showProgress(
    safeText(`Evaluating "${model.title}" on ${data}…`, 'notification'),
    token => runCli(place, evaluateCommand, { predictor: model.folder, data, label }, { token }),
  );
  const copy = await showResult(
    safeText(`"${model.title}" on ${data}`, 'notification'),
    safeText(stdout.trim(), 'notification'),
    'Copy',
  );
  if (copy) await vscode.env.clipboard.writeText(stdout);
}

async function importModel(imported: string, models: ModelChoice): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'The folder of the predictor: it holds a card.json',
    openLabel: 'Import Predictor',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  const from = chosen?.[0]?.fsPath;
  if (from === undefined) return;
  const card = await readCard(from);
  if (typeof card === 'string') throw new Error(`${from} can't be imported: ${card}`);
  const name = `${path.basename(from)}-${randomBytes(2).toString('hex')}`;
  await copyWhole(from, path.join(imported, name));
  const use = await notifyInformation(
    safeText(`Imported a predictor for ${card.space} (${card.source}).`, 'notification'),
    'Use for Hints',
  );
  if (use) await models.use(card.space, path.join(imported, name));
}

async function exportModel({ folder, space, title }: KnownModel): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: `The folder to put a copy of "${title}" into`,
    openLabel: 'Export Here',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  const into = chosen?.[0]?.fsPath;
  if (into === undefined) return;
  const to = path.join(into, `${safeText(space, 'fileName')}-${randomBytes(2).toString('hex')}`);
  await copyWhole(folder, to);
  const show = await notifyInformation(safeText(`Exported to ${to}.`, 'notification'), 'Reveal');
  if (show) await reveal(to);
}

/** A copy that is cut short leaves nothing that looks like a predictor. */
async function copyWhole(from: string, to: string): Promise<void> {
  const unfinished = path.join(path.dirname(to), `.${path.basename(to)}`);
  await mkdir(path.dirname(to), { recursive: true });
  try {
    await cp(from, unfinished, { recursive: true });
    await rename(unfinished, to);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw new Error(`The predictor could not be copied to ${to} (${(error as Error).message}).`);
  }
}

async function deleteImported(model: KnownModel, models: ModelChoice): Promise<void> {
  const trash = workspaceTrash();
  const detail = [
    ...(model.used ? [`It is the predictor in use for ${model.space}.`] : []),
    'Its copy in this workspace is deleted; the folder it was imported from stays.',
    trash.detail,
  ];
  const confirmed = await confirm(
    safeText(`Delete the imported predictor "${model.title}"?`, 'notification'),
    safeText(detail.join(' '), 'notification'),
    trash.button,
  );
  if (!confirmed) return;
  if (model.used) await models.useShipped(model.space);
  await trash.remove(model.folder);
}

async function reveal(folder: string): Promise<void> {
  // Without a desktop (a browser, a remote) there is no file manager to show it in.
  const desktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  await vscode.commands.executeCommand(
    desktop ? 'revealFileInOS' : 'revealInExplorer',
    vscode.Uri.file(folder),
  );
}
