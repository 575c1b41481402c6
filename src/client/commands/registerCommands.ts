import * as vscode from 'vscode';
import type { RunAction, RunRow } from '../../protocol/panel';
import { titleOf } from '../../protocol/runTitle';
import type { RunStore } from '../../runs/runStore';
import type { ChoiceSource } from '../choices';
import { commands } from '../ids';
import type { Launcher } from '../launcher';
import type { ModelChoice } from '../models';
import type { PanelHost } from '../panel';
import type { RunActions } from '../runActions';
import { describeRun } from '../runWords';
import { showErrors } from '../showErrors';
import { whyRunsAreDisabled } from '../workspace';
import { askSearch } from './searchCommand';
import { askTrain } from './trainCommand';

export interface CommandsOptions {
  readonly log: vscode.LogOutputChannel;
  readonly store: RunStore;
  readonly models: ModelChoice;
  readonly choices: ChoiceSource;
  readonly launcher: Launcher;
  readonly actions: RunActions;
  readonly panel: PanelHost;
}

export function registerCommands(options: CommandsOptions): vscode.Disposable {
  const { log, store, models, choices, launcher, actions, panel } = options;
  const ready = () => {
    const disabled = whyRunsAreDisabled();
    if (disabled !== undefined) throw new Error(disabled);
  };
  const act =
    (action: RunAction, which: string, fits: (row: RunRow) => boolean) =>
    async (row: RunRow | undefined): Promise<void> => {
      const chosen = row ?? (await pickRun(store, which, fits));
      if (chosen) await actions[action](chosen);
    };
  const table: Readonly<Record<string, (argument?: RunRow) => unknown>> = {
    [commands.search]: async () => {
      ready();
      const settings = await askSearch(await choices.read());
      if (settings) panel.show('runs', launcher.search(settings));
    },
    [commands.train]: async () => {
      ready();
      const settings = await askTrain(choices);
      if (settings) panel.show('runs', launcher.train(settings));
    },
    [commands.openPanel]: () => panel.show('runs'),
    [commands.newRun]: () => panel.show('new'),
    [commands.showLog]: () => log.show(),
    [commands.openRun]: async row => {
      const chosen = row ?? (await pickRun(store, 'The run to open', () => true));
      if (chosen) panel.show('runs', chosen.id);
    },
    [commands.cancelRun]: act('cancel', 'The run to cancel', row => row.state === 'running'),
    [commands.deleteRun]: act('delete', 'The run to delete', row => row.state !== 'running'),
    [commands.revealRun]: act('reveal', 'The run whose folder to reveal', () => true),
    [commands.openFound]: act(
      'openFound',
      'The search whose cells to open',
      row => !!row.record?.results.found,
    ),
    [commands.useModel]: act('useModel', 'The predictor to use', row => !!row.record?.results.model),
    [commands.showRunLog]: act('showLog', 'The run whose log to show', () => true),
    [commands.useShippedModel]: () => useShipped(models),
  };
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, work]) =>
      vscode.commands.registerCommand(id, (row?: RunRow) =>
        showErrors(log, () => work(isRow(row) ? row : undefined)),
      ),
    ),
  );
}

/** Commands are also called from the palette and by keys, with anything or nothing. */
function isRow(value: unknown): value is RunRow {
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value;
}

async function pickRun(
  store: RunStore,
  placeHolder: string,
  fits: (row: RunRow) => boolean,
): Promise<RunRow | undefined> {
  const items = store
    .rows()
    .flatMap(row =>
      fits(row) ? [{ label: titleOf(row), description: describeRun(row), detail: row.id, row }] : [],
    );
  if (items.length === 0) throw new Error('There is no such run here yet.');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.row;
}

async function useShipped(models: ModelChoice): Promise<void> {
  const spaces = Object.keys(models.chosen());
  if (spaces.length === 0) {
    vscode.window.showInformationMessage('The shipped predictors are in use already.');
    return;
  }
  const space =
    spaces.length === 1
      ? spaces[0]
      : await vscode.window.showQuickPick(spaces, {
          placeHolder: 'The space whose hints come from the shipped predictor again',
        });
  if (space !== undefined) await models.useShipped(space);
}
