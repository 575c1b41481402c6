import * as vscode from 'vscode';
import type { ServerFeatures } from '../../protocol/lsp';
import { settings } from '../ids';
import { readSetting } from '../settings';

/** What the settings switch on and off in the server. */
export function serverFeatures(): ServerFeatures {
  return {
    codeLenses: readSetting(settings.codeLenses, true),
    rankHints: readSetting(settings.rankHints, true),
    operationHints: readSetting(settings.operationHints, false),
    estimates: readSetting(settings.estimates, true),
    hintCosts: readSetting(settings.hintCosts, []),
  };
}

export function onFeaturesChange(tell: (features: ServerFeatures) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(change => {
    const { codeLenses, rankHints, operationHints, estimates, hintCosts } = settings;
    const ours = [codeLenses, rankHints, operationHints, estimates, hintCosts];
    if (ours.some(setting => change.affectsConfiguration(setting))) tell(serverFeatures());
  });
}
