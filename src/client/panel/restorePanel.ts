import * as vscode from 'vscode';

/** Milliseconds that VS Code gets to restore a panel whose tab was brought to the front. */
const restoreLimit = 3000;
const lookEvery = 50;

/**
 * Brings the tab of a panel of this type to the front if the window has one that VS Code has not restored yet: after a
 * reload a panel in the background is only a tab until it is seen. Returns once `restored`, or after a time limit, and
 * then the tab is closed, so that there is never a second panel.
 */
export async function restorePanel(type: string, restored: () => boolean): Promise<void> {
  const tab = tabOf(type);
  if (!tab) return;
  await showTab(tab);
  for (let waited = 0; waited < restoreLimit && !restored(); waited += lookEvery)
    await new Promise(resolve => setTimeout(resolve, lookEvery));
  const left = restored() ? undefined : tabOf(type);
  if (left) await vscode.window.tabGroups.close(left);
}

function tabOf(type: string): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(type));
}

const places = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

/** VS Code has no single call that shows a tab: this focuses its group, then opens the tab by its index there. */
async function showTab(tab: vscode.Tab): Promise<void> {
  const { group } = tab;
  const place = places[group.viewColumn - 1];
  if (place === undefined) return;
  await vscode.commands.executeCommand(`workbench.action.focus${place}EditorGroup`);
  await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', group.tabs.indexOf(tab));
}
