import * as vscode from 'vscode';
import { reportCommand } from '../../protocol/commands/report';
import type { RunRow } from '../../protocol/run';
import { nameAmong } from '../../protocol/runNames';
import type { RunStore } from '../../runs/runStore';
import { safeText } from '../../text/safeText';
import { notifyInformation } from '../notifications';
import { runCli } from '../runs/runCli';
import type { RunPlace } from '../workspace';

/** *Write Report…*: asks where, and writes one HTML or Markdown file of the runs. Throws a sentence when it can't. */
export async function writeReport(place: RunPlace, store: RunStore, rows: readonly RunRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const name = rows.length === 1 ? nameAmong(store.rows(), first) : `${rows.length} runs compared`;
  const target = await vscode.window.showSaveDialog({
    title: 'Where to write the report',
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(place.cwd), `${safeText(name, 'fileName')}.html`),
    filters: { HTML: ['html'], Markdown: ['md'] },
  });
  if (!target) return;
  const folders = rows.map(row => store.folderOf(row.id));
  await runCli(place, reportCommand, { runs: folders, out: target.fsPath });
  const answer = await notifyInformation(
    safeText(`The report is in ${vscode.workspace.asRelativePath(target)}.`, 'notification'),
    'Open',
  );
  if (!answer) return;
  if (target.path.endsWith('.md')) await vscode.commands.executeCommand('markdown.showPreview', target);
  else await vscode.env.openExternal(target);
}
