import path from 'node:path';
import * as vscode from 'vscode';
import { describePowers } from '../../protocol/consent';
import { isLive, isRunning, titleOf } from '../../protocol/describeRun';
import type { RunAction, RunActionOnAll } from '../../protocol/panel';
import { readReplay } from '../../protocol/replay';
import type { RunRecord, RunRow } from '../../protocol/run';
import type { RunSettings } from '../../protocol/runForms';
import { nameAmong } from '../../protocol/runNames';
import { checkedReplay } from '../../runs/checkedReplay';
import { changedInputs } from '../../runs/inputs';
import { cancelRun, deleteRun } from '../../runs/manageRun';
import { runFiles } from '../../runs/runFolder';
import type { RunStore } from '../../runs/runStore';
import { isSigned, recordSha256 } from '../../runs/signature';
import { safeText } from '../../text/safeText';
import { writeReport } from '../commands/reportCommand';
import { confirm, showDone } from '../notifications';
import { modelFolder } from '../predictors/modelList';
import type { ModelChoice } from '../predictors/models';
import { workspaceTrash } from '../trash';
import type { RunPlace } from '../workspace';
import type { FoundDocuments } from './foundDocuments';
import type { Launcher } from './launcher';
import { commandLine, settingsOf } from './repeatRun';
import type { TrainingLogs } from './trainingLogs';

export interface RunActions extends Readonly<Record<RunAction, (row: RunRow) => Promise<void>>> {
  /** On those of the runs that it can be done with. Deleting asks once for all of them. */
  readonly onAll: Readonly<Record<RunActionOnAll, (rows: readonly RunRow[]) => Promise<void>>>;
  /** Opens what a training of a run has printed last. */
  showTrainingLog(run: string, key: string): Promise<void>;
}

export interface RunActionsOptions {
  readonly store: RunStore;
  readonly models: ModelChoice;
  readonly launcher: Launcher;
  readonly found: FoundDocuments;
  readonly logs: TrainingLogs;
  /** Where runs work that don't say where they began. */
  readonly place: RunPlace;
  openRun(id: string): void;
  /** The paths in it are absolute. */
  openForm(filled: RunSettings, duplicateOf?: string): Promise<void>;
}

/** What can be done with a run, from the sidebar and from the panel alike. Each throws one sentence when it can't. */
export function createRunActions({
  store,
  models,
  launcher,
  found,
  logs,
  place,
  openRun,
  openForm,
}: RunActionsOptions): RunActions {
  const { cwd } = place;
  const nameOf = (row: RunRow) => nameAmong(store.rows(), row);
  /** A sentence for each space that loses its predictor with the run. */
  const inUse = (row: RunRow): readonly string[] => {
    const folder = modelFolder(row, store.folderOf(row.id));
    if (folder === undefined) return [];
    return models.spacesIn(folder).map(space => {
      const then = models.isShipped(space)
        ? 'hints will come from the shipped predictor again'
        : 'its cells will have no ranks';
      return `"${nameOf(row)}" is the predictor in use for ${space}: ${then}.`;
    });
  };
  /** The folder now of the predictor that a run has trained: the run may have been moved since. */
  const trainedBy = (model: string): string | undefined => {
    const run = model.split(/[\\/]/).at(-2);
    const row = store.rows().find(({ id }) => id === run);
    return row && modelFolder(row, store.folderOf(row.id));
  };
  const cancelAll = async (all: readonly RunRow[]) => {
    const rows = all.filter(isRunning);
    await Promise.all(rows.map(row => cancelRun(store.folderOf(row.id))));
    await store.refresh();
  };
  const deleteAll = async (all: readonly RunRow[]) => {
    const rows = all.filter(row => !isLive(row));
    const [first] = rows;
    if (!first) return;
    const trash = workspaceTrash();
    const what = rows.length === 1 ? `"${nameOf(first)}" and its` : `${rows.length} runs and their`;
    const confirmed = await confirm(
      safeText(`Delete ${what} results?`, 'notification'),
      safeText([...rows.flatMap(inUse), trash.detail].join(' '), 'notification'),
      trash.button,
    );
    if (!confirmed) return;
    try {
      for (const row of rows) await deleteRun(store.folderOf(row.id), trash.remove);
    } finally {
      await models.check(true);
      await store.refresh();
    }
  };
  const onAll: RunActions['onAll'] = {
    cancel: cancelAll,
    delete: deleteAll,
    report: rows =>
      writeReport(
        place,
        store,
        rows.filter(row => row.record !== undefined),
      ),
  };
  /**
   * Whether the user agrees to what a run that somebody else may have started executes or changes: with the SHA-256 of the
   * record that they were shown. `true` where there is nothing to agree to.
   */
  const agreesTo = async (row: RunRow, how: 'resume' | 'again'): Promise<string | boolean> => {
    const record = recordOf(row);
    const replay = readReplay(record);
    if (!replay.ok) throw new Error(`"${nameOf(row)}" can't be repeated: ${replay.message}.`);
    if (replay.powers.length === 0 || isSigned(store.folderOf(row.id), record)) return true;
    const agreed = await confirm(
      safeText(
        `"${nameOf(row)}" was not started by you on this machine. Let it do what its record says?`,
        'notification',
      ),
      safeText(describePowers(replay.powers, record.cwd, how), 'notification'),
      how === 'resume' ? 'Resume' : 'Run Again',
    );
    return agreed ? recordSha256(record) : false;
  };
  return {
    async resume({ id }) {
      // What offers it may be older than the run is by now.
      await store.refresh();
      const row = store.rows().find(each => each.id === id);
      if (!row) throw new Error('The run is gone: its directory has been deleted.');
      if (isLive(row)) return openRun(id);
      if (row.state === 'done') throw new Error(`"${nameOf(row)}" is done: there is nothing to go on with.`);
      if (!row.resumable)
        throw new Error(
          `"${nameOf(row)}" has kept nothing to go on from: run it again (Run Again), with the same seed.`,
        );
      const agreed = await agreesTo(row, 'resume');
      if (agreed === false) return;
      launcher.resume(row, agreed === true ? undefined : agreed);
      openRun(id);
    },
    async again(row) {
      const record = recordOf(row);
      const workspace = path.resolve(store.folderOf(row.id), '../../..');
      const replay = await checkedReplay(record, [workspace, cwd]);
      if (!replay.ok) throw new Error(`"${nameOf(row)}" can't be run again: ${replay.message}.`);
      if ((await agreesTo(row, 'again')) === false) return;
      const changes = await changedInputs(record.inputs ?? [], record.cwd ?? cwd);
      if (changes.length > 0) {
        const confirmed = await confirm(
          safeText(`Run "${nameOf(row)}" again, though the result will differ?`, 'notification'),
          safeText(`Since that run ${changes.join(', ')}.`, 'notification'),
          'Run Again',
        );
        if (!confirmed) return;
      }
      openRun(launcher.again(record));
    },
    async duplicate(row) {
      const record = recordOf(row);
      const folder = record.cwd ?? cwd;
      const filled = settingsOf(record, (file, { key }) => {
        const trained = key === 'predictor' ? trainedBy(file) : undefined;
        return trained ?? path.resolve(folder, file);
      });
      if (!filled)
        throw new Error(
          `"${nameOf(row)}" was started with arguments that the form does not have: change its command line instead (Copy as Command Line).`,
        );
      return openForm(filled, nameOf(row));
    },
    async copyCommand(row) {
      await vscode.env.clipboard.writeText(commandLine(recordOf(row)));
      showDone(safeText('The command line of the run is in the clipboard.', 'iconLabel'));
    },
    cancel: row => onAll.cancel([row]),
    delete: row => onAll.delete([row]),
    report: row => onAll.report([row]),
    onAll,
    async reveal(row) {
      const folder = vscode.Uri.file(store.folderOf(row.id));
      // Without a desktop (a browser, a remote) there is no file manager to show it in.
      const desktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
      await vscode.commands.executeCommand(desktop ? 'revealFileInOS' : 'revealInExplorer', folder);
    },
    openFound: row => found.show(row),
    async useModel(row) {
      const folder = modelFolder(row, store.folderOf(row.id));
      const space = row.record?.space;
      if (folder === undefined || space === undefined)
        throw new Error(`"${nameOf(row)}" has trained no predictor that could be used.`);
      await models.use(space, folder);
      showDone(safeText(`Hints for ${space} now come from "${nameOf(row)}".`, 'iconLabel'));
    },
    showTrainingLog: logs.show,
    async showLog(row) {
      await openText(path.join(store.folderOf(row.id), runFiles.log));
    },
  };
}

function recordOf(row: RunRow): RunRecord {
  if (!row.record)
    throw new Error(`"${titleOf(row)}" has no readable run.json, so it is not known how it was started.`);
  return row.record;
}

async function openText(file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
}
