import { statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readTailSync } from '../../files/regularFile';
import { fileTrouble } from '../../runs/fileTrouble';
import { trainingLog, trainingTitle } from '../../runs/readMeasurements';
import type { RunStore } from '../../runs/runStore';
import { safeText } from '../../text/safeText';

/** What trainings have printed, as documents that can't be edited and grow as the training does. */
export interface TrainingLogs extends vscode.Disposable {
  /** Opens what the last attempt at a training has printed. Throws a sentence where that is nothing yet. */
  show(run: string, key: string): Promise<void>;
}

const scheme = 'renas-log';
/** Of a longer log, its end is shown. */
const maxBytes = 4 * 2 ** 20;
/** Milliseconds between two looks at the logs that are open. */
const interval = 1000;

export function createTrainingLogs(store: RunStore): TrainingLogs {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** What was seen last of each that is open, by its URI. */
  const open = new Map<string, string>();
  const logOf = ({ query, fragment }: vscode.Uri) => trainingLog(store.folderOf(query), fragment);
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const file = await logOf(uri);
      try {
        return file === undefined ? '' : readTailSync(file, maxBytes);
      } catch (error) {
        throw new Error(`The log can't be read: ${fileTrouble(error)}.`);
      }
    },
  });
  const look = async () => {
    const documents = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);
    for (const { uri } of documents) {
      const now = stateOf(await logOf(uri));
      const before = open.get(`${uri}`);
      open.set(`${uri}`, now);
      if (before !== undefined && before !== now) changed.fire(uri);
    }
    if (documents.length > 0) return;
    clearInterval(timer);
    timer = undefined;
    open.clear();
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    async show(run, key) {
      const folder = store.folderOf(run);
      const file = await trainingLog(folder, key);
      if (file === undefined) throw new Error('This training has printed nothing yet.');
      const title = `${safeText(await trainingTitle(folder, key), 'fileName')}.log`;
      const uri = vscode.Uri.file(path.join(folder, 'jobs', key, title)).with({
        ...{ scheme, query: run, fragment: key },
      });
      open.set(`${uri}`, stateOf(file));
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
      timer ??= setInterval(() => void look(), interval);
    },
    dispose() {
      clearInterval(timer);
      changed.dispose();
      provider.dispose();
    },
  };
}

/** Another text for another attempt, and once more is printed. */
function stateOf(file: string | undefined): string {
  if (file === undefined) return '';
  try {
    return `${file} ${statSync(file).size}`;
  } catch {
    return '';
  }
}
