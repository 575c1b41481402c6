import * as vscode from 'vscode';
import type { ServerFeatures } from '../../protocol/lsp';
import { settings } from '../ids';

/** What the settings switch on and off in the server. */
export function serverFeatures(): ServerFeatures {
  const configuration = vscode.workspace.getConfiguration();
  return {
    codeLenses: configuration.get(settings.codeLenses, true),
    operationHints: configuration.get(settings.operationHints, false),
  };
}

export function onFeaturesChange(tell: (features: ServerFeatures) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(change => {
    const ours = [settings.codeLenses, settings.operationHints];
    if (ours.some(setting => change.affectsConfiguration(setting))) tell(serverFeatures());
  });
}
