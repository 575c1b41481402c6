import * as vscode from 'vscode';
import type { PredictorStatus } from '../../protocol/lsp';
import { commands } from '../ids';
import { whyRunsAreDisabled } from '../workspace';

interface Entry extends vscode.QuickPickItem {
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

/** What the status bar leads to: how the predictor does, and what can be done about it. */
export async function showStatusMenu(status: PredictorStatus): Promise<void> {
  const entries = menuEntries(status, whyRunsAreDisabled() === undefined);
  const answer = await vscode.window.showQuickPick<Entry>(entries, {
    title: 'ReNAS',
    // Why which engine answers stands below; what has failed is what one comes for.
    placeHolder: status.state === 'failed' ? status.reason : 'What answers the hints, and what can be done',
  });
  if (answer?.command !== undefined)
    await vscode.commands.executeCommand(answer.command, ...(answer.arguments ?? []));
}

function menuEntries(status: PredictorStatus, canRun: boolean): readonly Entry[] {
  const separator = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const models = Object.entries(status.models).map(([space, model]) =>
    // Most names of predictors begin with their space.
    model.startsWith(space) ? model : `${space}: ${model}`,
  );
  return [
    separator('predictor'),
    {
      label: '$(lightbulb) Choose Model for Hints…',
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
    { label: '$(debug-restart) Restart Language Server', command: commands.restartServer },
    { label: '$(output) Show Log', command: commands.showLog },
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
