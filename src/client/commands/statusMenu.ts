import * as vscode from 'vscode';
import { commands } from '../ids';
import type { ShownStatus } from '../views/statusBar';
import { whyRunsAreDisabled } from '../workspace';

interface Entry extends vscode.QuickPickItem {
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

/** The menu of the status bar: the predictor, runs and settings. */
export async function showStatusMenu(status: ShownStatus): Promise<void> {
  const entries = menuEntries(status, whyRunsAreDisabled() === undefined);
  const answer = await vscode.window.showQuickPick<Entry>(entries, {
    title: 'ReNAS',
    placeHolder: isDown(status) ? status.reason : 'Predictor, runs and settings',
  });
  if (answer?.command !== undefined)
    await vscode.commands.executeCommand(answer.command, ...(answer.arguments ?? []));
}

function menuEntries(status: ShownStatus, canRun: boolean): readonly Entry[] {
  const separator = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const models = Object.entries(status.models).map(([space, model]) =>
    // Most names of predictors begin with their space.
    model.startsWith(space) ? model : `${space}: ${model}`,
  );
  const restart: Entry = {
    label: '$(debug-restart) Restart Language Server',
    command: commands.restartServer,
  };
  const log: Entry = { label: '$(output) Show Log', command: commands.showLog };
  return [
    ...(isDown(status) ? [separator('what is wrong'), restart, log] : []),
    separator('predictor'),
    {
      label: '$(lightbulb) Choose Predictor for Hints…',
      ...(models.length > 0 ? { detail: models.join(' · ') } : {}),
      command: commands.chooseModel,
    },
    ...(canRun
      ? [
          {
            label: '$(dashboard) Choose Engine…',
            ...(status.engine === undefined ? {} : { description: status.engine, detail: status.reason }),
            command: commands.chooseEngine,
          },
        ]
      : []),
    ...(isDown(status) ? [] : [restart, log]),
    separator('experiments'),
    ...(canRun
      ? [
          { label: '$(search) Search for Better Cells…', command: commands.search },
          { label: '$(mortar-board) Train Predictor…', command: commands.train },
          { label: '$(sparkle) Suggest Cells to Measure…', command: commands.suggestCells },
          { label: '$(cloud-download) Import Benchmark…', command: commands.importBenchmark },
        ]
      : [{ label: '$(shield) Trust This Workspace to Start Runs…', command: 'workbench.trust.manage' }]),
    { label: '$(graph-line) Open Panel', command: commands.openPanel },
    separator('settings'),
    {
      label: '$(gear) Settings',
      command: 'workbench.action.openSettings',
      arguments: ['@ext:renas.renas'],
    },
  ];
}

function isDown({ state }: ShownStatus): boolean {
  return state === 'failed' || state === 'stopped';
}
