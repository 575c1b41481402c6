import * as vscode from 'vscode';
import { describeRun, isLive, isRunning, titleOf } from '../../protocol/describeRun';
import type { RunAction, RunActionOnAll } from '../../protocol/panel';
import type { RunRow } from '../../protocol/run';
import { runNames } from '../../protocol/runNames';
import type { RunStore } from '../../runs/runStore';
import { safeText } from '../../text/safeText';
import type { ChoiceSource } from '../choices';
import { commands } from '../ids';
import { notifyInformation } from '../notifications';
import type { PanelHost } from '../panel/panel';
import type { ModelChoice } from '../predictors/models';
import { chooseOne } from '../quickPick';
import type { Launcher } from '../runs/launcher';
import type { RunActions } from '../runs/runActions';
import { whyNotWritable } from '../runs/writableFolder';
import { showErrors } from '../showErrors';
import type { TableMemory } from '../tables/tableMemory';
import type { ExperimentsView } from '../views/experimentsView';
import { type RunPlace, whyRunsAreDisabled } from '../workspace';
import { importBenchmark } from './importBenchmark';
import { askLoop } from './loopCommand';
import { pickRuns, renameRun, starRuns, tagRuns } from './noteCommands';
import { askSearch } from './searchCommand';
import { suggestCells } from './suggestCommand';
import { askTrain } from './trainCommand';

export interface CommandsOptions {
  readonly log: vscode.LogOutputChannel;
  readonly place: RunPlace;
  readonly store: RunStore;
  readonly models: ModelChoice;
  readonly tables: TableMemory;
  readonly choices: ChoiceSource;
  readonly launcher: Launcher;
  readonly actions: RunActions;
  readonly panel: PanelHost;
  readonly experiments: ExperimentsView;
}

export function registerCommands(options: CommandsOptions): vscode.Disposable {
  const { log, place, store, models, tables, choices, launcher, actions, panel, experiments } = options;
  const ready = () => {
    const disabled = whyRunsAreDisabled() ?? whyNotWritable(place.runsFolder);
    if (disabled !== undefined) throw new Error(disabled);
  };
  const act =
    (action: RunAction, which: string, fits: (row: RunRow) => boolean) =>
    async (row: RunRow | undefined): Promise<void> => {
      const chosen = row ?? (await pickRun(store, which, fits));
      if (chosen) await actions[action](chosen);
    };
  const actOnAll =
    (action: RunActionOnAll, which: string, fits: (row: RunRow) => boolean) =>
    async (row: RunRow | undefined, rows: readonly RunRow[]): Promise<void> => {
      const chosen = rows.length > 0 ? rows : [row ?? (await pickRun(store, which, fits))];
      await actions.onAll[action](chosen.filter(r => r !== undefined).filter(fits));
    };
  const repeatable = (row: RunRow) => row.record !== undefined;
  const table: Readonly<Record<string, (row: RunRow | undefined, rows: readonly RunRow[]) => unknown>> = {
    [commands.search]: async () => {
      ready();
      const settings = await askSearch(await choices.read());
      if (settings) panel.show('runs', launcher.start({ form: 'search', settings }));
    },
    [commands.train]: async () => {
      ready();
      const settings = await askTrain(choices);
      if (settings) panel.show('runs', launcher.start({ form: 'train', settings }));
    },
    [commands.loop]: async () => {
      ready();
      const settings = await askLoop(choices);
      if (!settings) return;
      if (settings.oracle === undefined) return panel.openForm({ form: 'loop', settings });
      panel.show('runs', launcher.start({ form: 'loop', settings }));
    },
    [commands.suggestCells]: () => {
      ready();
      return suggestCells(place, choices);
    },
    [commands.importBenchmark]: () =>
      importBenchmark({
        log,
        place,
        choices,
        onImported: tables.imported,
        async train(table, space) {
          const settings = await askTrain(choices, { table, space });
          if (settings) panel.show('runs', launcher.start({ form: 'train', settings }));
        },
      }),
    [commands.openPanel]: () => panel.show('runs'),
    [commands.newRun]: () => panel.show('new'),
    [commands.showLog]: () => log.show(),
    [commands.openRun]: async row => {
      const chosen = row ?? (await pickRun(store, 'The run to open', () => true));
      if (chosen) panel.show('runs', chosen.id);
    },
    [commands.cancelRun]: actOnAll('cancel', 'The run to cancel', isRunning),
    [commands.deleteRun]: actOnAll('delete', 'The run to delete', row => !isLive(row)),
    [commands.revealRun]: act('reveal', 'The run whose folder to reveal', () => true),
    [commands.openFound]: act(
      'openFound',
      'The search whose cells to open',
      row => !!row.record?.results.found,
    ),
    [commands.useModel]: act('useModel', 'The predictor to use', row => !!row.record?.results.model),
    [commands.resumeRun]: act('resume', 'The run to go on with', row => row.resumable === true),
    [commands.runAgain]: act(
      'again',
      'The run to repeat with the same seed',
      row => repeatable(row) && !isLive(row),
    ),
    [commands.duplicateRun]: act('duplicate', 'The run whose settings to start from', repeatable),
    [commands.copyCommandLine]: act('copyCommand', 'The run whose command line to copy', repeatable),
    [commands.renameRun]: async row => {
      const chosen = row ?? (await pickRun(store, 'The run to rename', () => true));
      if (chosen) await renameRun(store, chosen);
    },
    [commands.starRun]: async (row, rows) => {
      const chosen = row ?? (await pickRun(store, 'The run to star', () => true));
      await starRuns(store, rows.length > 0 ? rows : chosen ? [chosen] : []);
    },
    [commands.tagRun]: async (row, rows) => {
      const chosen = row ?? (await pickRun(store, 'The run to tag', () => true));
      await tagRuns(store, rows.length > 0 ? rows : chosen ? [chosen] : []);
    },
    [commands.compareRuns]: async (_, rows) => {
      const chosen = rows.length > 1 ? rows : await pickRuns(store);
      if (chosen) panel.compareRuns(chosen.map(each => each.id));
    },
    [commands.writeReport]: actOnAll('report', 'The run to report', repeatable),
    [commands.groupRuns]: () => experiments.askGrouping(),
    [commands.showRunLog]: act('showLog', 'The run whose log to show', () => true),
    [commands.useShippedModel]: () => useShipped(models),
  };
  return vscode.Disposable.from(
    ...Object.entries(table).map(([id, work]) =>
      // The tree gives the item clicked, and all that are selected where that is one of them.
      vscode.commands.registerCommand(id, (row?: unknown, rows?: unknown) =>
        showErrors(log, () => {
          const ofPage = runsOfPage(row);
          if (ofPage) {
            const chosen = store.rows().filter(each => ofPage.includes(each.id));
            return work(chosen[0], chosen);
          }
          return work(isRow(row) ? row : undefined, Array.isArray(rows) ? rows.filter(isRow) : []);
        }),
      ),
    ),
  );
}

/** The panel's menu gives the context of the rows clicked: see `contextOf` of its table. */
function runsOfPage(value: unknown): readonly string[] | undefined {
  const runs = (value as { readonly renasRuns?: unknown } | null | undefined)?.renasRuns;
  return Array.isArray(runs) && runs.every(run => typeof run === 'string') ? runs : undefined;
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
  const names = runNames(store.rows());
  const items = store
    .rows()
    .flatMap(row =>
      fits(row)
        ? [{ label: names.get(row.id) ?? titleOf(row), description: describeRun(row), detail: row.id, row }]
        : [],
    );
  if (items.length === 0) throw new Error('There is no such run here yet.');
  return (await chooseOne(items, { placeHolder }))?.row;
}

async function useShipped(models: ModelChoice): Promise<void> {
  const spaces = [...models.chosen().keys()];
  if (spaces.length === 0) {
    notifyInformation(safeText('The shipped predictors are in use already.', 'notification'));
    return;
  }
  const space =
    spaces.length === 1
      ? spaces[0]
      : (
          await chooseOne(
            spaces.map(label => ({ label })),
            { placeHolder: 'The space whose hints come from the shipped predictor again' },
          )
        )?.label;
  if (space !== undefined) await models.useShipped(space);
}
