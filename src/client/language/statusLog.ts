import * as vscode from 'vscode';
import type { PredictorStatus } from '../../protocol/lsp';
import { safeText } from '../../text/safeText';

/** Writes what runs here into the log, and later each change of what answers hints. */
export function createStatusLog(
  log: vscode.LogOutputChannel,
  version: string,
): (status: PredictorStatus) => void {
  log.info(`ReNAS ${version} in VS Code ${vscode.version} on ${process.platform}-${process.arch}.`);
  let begun = performance.now();
  let last = '';
  return ({ state, engine, reason, models }) => {
    if (state === 'starting') begun = performance.now();
    if (state !== 'ready' && state !== 'failed') return;
    const predictors = Object.entries(models).map(([space, predictor]) => `${space}: ${predictor}`);
    const text = [state === 'failed' ? reason : `Hints by ${engine ?? 'no engine'}`, ...predictors].join(
      '; ',
    );
    if (text === last) return;
    last = text;
    const line = safeText(`${text} (after ${Math.round(performance.now() - begun)} ms).`, 'terminal');
    if (state === 'failed') log.warn(line);
    else log.info(line);
  };
}
