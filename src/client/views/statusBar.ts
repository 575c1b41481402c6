import * as vscode from 'vscode';
import type { PredictorStatus } from '../../protocol/lsp';
import { joinMarkdown, markdown, safeText } from '../../text/safeText';
import { commands, language } from '../ids';
import { markdownString } from '../markdownString';

/** How the predictor stands, or that the language server, which would tell, is down. */
export interface ShownStatus extends Omit<PredictorStatus, 'state'> {
  readonly state: PredictorStatus['state'] | 'stopped';
}

export interface StatusBar extends vscode.Disposable {
  show(status: ShownStatus): void;
  /** What was shown last. */
  status(): ShownStatus;
}

/** The predictor that answers hints, while a `.cell` file is in the active editor; a click shows the menu. */
export function createStatusBar(): StatusBar {
  const item = vscode.window.createStatusBarItem('renas.predictor', vscode.StatusBarAlignment.Right, 90);
  item.name = 'ReNAS Predictor';
  item.command = commands.showMenu;
  let status: ShownStatus = {
    state: 'starting',
    engine: undefined,
    reason: 'The predictor is starting.',
    models: {},
  };
  const update = () => {
    if (vscode.window.activeTextEditor?.document.languageId !== language) return item.hide();
    const { text, background } = face(status);
    item.text = text;
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    item.tooltip = tooltip(status);
    item.accessibilityInformation = { label: `ReNAS predictor: ${status.state}. ${status.reason}` };
    item.show();
  };
  update();
  return {
    show(next) {
      status = next;
      update();
    },
    status: () => status,
    dispose: vscode.Disposable.from(item, vscode.window.onDidChangeActiveTextEditor(update)).dispose,
  };
}

function face(status: ShownStatus): { readonly text: string; readonly background?: string } {
  switch (status.state) {
    case 'starting':
      return { text: '$(loading~spin) ReNAS' };
    case 'busy':
      return { text: `$(sync~spin) ReNAS: ${status.engine ?? 'starting'}` };
    case 'ready':
      return { text: `$(type-hierarchy-sub) ReNAS: ${status.engine ?? 'no engine'}` };
    case 'failed':
      return { text: '$(warning) ReNAS: no predictor', background: 'statusBarItem.warningBackground' };
    case 'stopped':
      return { text: '$(error) ReNAS: server stopped', background: 'statusBarItem.errorBackground' };
  }
}

function tooltip(status: ShownStatus): vscode.MarkdownString {
  const models = Object.entries(status.models).map(([space, model]) => `${space}: ${model}`);
  const lines = [status.reason, ...models].map(line => safeText(line, 'markdown'));
  return markdownString(joinMarkdown([...lines, markdown`Click for actions.`], '\n\n'));
}
