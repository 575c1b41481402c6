import path from 'node:path';
import * as vscode from 'vscode';
import { isLive, titleOf } from '../../protocol/describeRun';
import type { RunRow } from '../../protocol/run';
import { nameAmong } from '../../protocol/runNames';
import type { RunStore } from '../../runs/runStore';
import { safeText } from '../../text/safeText';
import { settings } from '../ids';
import { notifyError, notifyInformation } from '../notifications';
import type { ModelChoice } from '../predictors/models';
import { readSetting } from '../settings';
import { showErrors } from '../showErrors';
import type { FoundDocuments } from './foundDocuments';
import type { Launcher } from './launcher';
import type { RunActions } from './runActions';

export interface EndsOptions {
  readonly store: RunStore;
  readonly launcher: Launcher;
  readonly actions: RunActions;
  readonly found: FoundDocuments;
  readonly models: Pick<ModelChoice, 'replaced'>;
  readonly log: vscode.LogOutputChannel;
  openRun(id: string): void;
}

/**
 * What happens when a run of this window ends: found cells open, its last model answers where its first one did, a failure
 * is told, and the end is told when nobody looks at the window. The end of a run that another window started is that
 * window's to tell.
 */
export function watchRunEnds(options: EndsOptions): vscode.Disposable {
  const { store, launcher, actions, found, models, log, openRun } = options;
  const told = new Set<string>();
  const onChange = () => {
    for (const row of store.rows()) {
      if (isLive(row) || row.state === 'unreadable' || !launcher.isOwn(row)) continue;
      // A run that is resumed ends once more, as another process.
      const end = `${row.id} ${row.record?.pid}`;
      if (told.has(end)) continue;
      told.add(end);
      ended(row).catch(error => log.error(`${row.id}: ${error}`));
    }
  };
  /** What the user wants to hear of. */
  const wants = (what: 'ends' | 'failures') => {
    const wanted = readSetting(settings.notifications, 'all');
    return wanted === 'all' || wanted === what;
  };
  const ended = async (row: RunRow) => {
    if (row.state === 'failed' || row.state === 'interrupted') return tellFailure(row);
    if (row.state !== 'done') return;
    log.info(`${titleOf(row)} (${row.id}) is done: ${row.record?.figure ?? ''}`);
    const { model } = row.record?.results ?? {};
    if (model !== undefined) models.replaced(path.join(store.folderOf(row.id), model));
    // What was measured stands in the file of the cells.
    const open = row.record?.command !== 'measure' && readSetting(settings.openFoundCells, true);
    if (open && row.record?.results.found !== undefined) await found.show(row, { quietly: true });
    if (vscode.window.state.focused || !wants('ends')) return;
    const show = await notifyInformation(
      safeText(
        `${nameAmong(store.rows(), row)} is done: ${row.record?.figure ?? 'see the panel'}.`,
        'notification',
      ),
      'Show',
    );
    if (show) openRun(row.id);
  };
  const tellFailure = async (row: RunRow) => {
    log.error(`${titleOf(row)} (${row.id}): ${row.problem}`);
    if (!wants('failures')) return;
    const ways = row.resumable ? ['Resume', 'Show'] : ['Show'];
    const way = await notifyError(
      safeText(`${nameAmong(store.rows(), row)}: ${row.problem ?? row.state}`, 'notification'),
      ...ways,
    );
    if (way === 'Resume') await showErrors(log, () => actions.resume(row));
    if (way === 'Show') openRun(row.id);
  };
  return { dispose: store.onChange(onChange) };
}
