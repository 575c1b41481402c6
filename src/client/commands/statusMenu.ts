import * as vscode from 'vscode';
import { commands } from '../ids';
import { chooseOne, type PickItem } from '../quickPick';
import type { ShownStatus } from '../views/statusBar';
import { whyRunsAreDisabled } from '../workspace';

interface Entry extends PickItem {
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

/** The menu of the status bar: the predictor, runs and settings. */
export async function showStatusMenu(status: ShownStatus): Promise<void> {
  const entries = menuEntries(status, whyRunsAreDisabled() === undefined);
  const answer = await chooseOne<Entry>(entries, {
    title: 'ReNAS',
    placeHolder: isDown(status) ? status.reason : 'Predictor, runs and settings',
  });
  if (answer?.command !== undefined)
    await vscode.commands.executeCommand(answer.command, ...(answer.arguments ?? []));
}

function menuEntries(status: ShownStatus, canRun: boolean): readonly Entry[] {
  const separator = (label: string): Entry => ({ label, separator: true });
  const models = Object.entries(status.models).map(([space, model]) =>
    // Most names of predictors begin with their space.
    model.startsWith(space) ? model : `${space}: ${model}`,
  );
  const restart: Entry = {
    icon: 'debug-restart',
    label: 'Restart Language Server',
    command: commands.restartServer,
  };
  const log: Entry = { icon: 'output', label: 'Show Log', command: commands.showLog };
  return [
    ...(isDown(status) ? [separator('what is wrong'), restart, log] : []),
    separator('predictor'),
    {
      icon: 'lightbulb',
      label: 'Choose Predictor for Hints…',
      ...(models.length > 0 ? { detail: models.join(' · ') } : {}),
      command: commands.chooseModel,
    },
    ...(canRun
      ? [
          {
            icon: 'dashboard',
            label: 'Choose Engine…',
            ...(status.engine === undefined ? {} : { description: status.engine, detail: status.reason }),
            command: commands.chooseEngine,
          },
        ]
      : []),
    ...(isDown(status) ? [] : [restart, log]),
    separator('experiments'),
    ...(canRun
      ? [
          { icon: 'search', label: 'Search for Better Cells…', command: commands.search },
          { icon: 'mortar-board', label: 'Train Predictor…', command: commands.train },
          { icon: 'sparkle', label: 'Suggest Cells to Measure…', command: commands.suggestCells },
          { icon: 'beaker', label: 'Measure Some Cells…', command: commands.measureSome },
          { icon: 'cloud-download', label: 'Import Benchmark…', command: commands.importBenchmark },
        ]
      : [
          { icon: 'shield', label: 'Trust This Workspace to Start Runs…', command: 'workbench.trust.manage' },
        ]),
    { icon: 'graph-line', label: 'Open Panel', command: commands.openPanel },
    separator('settings'),
    {
      icon: 'gear',
      label: 'Settings',
      command: 'workbench.action.openSettings',
      arguments: ['@ext:renas.renas'],
    },
  ];
}

function isDown({ state }: ShownStatus): boolean {
  return state === 'failed' || state === 'stopped';
}
