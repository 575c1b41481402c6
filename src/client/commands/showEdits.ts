import * as vscode from 'vscode';
import { type CellTarget, type EditsAnswer, type RankedEdits, rankedEdits } from '../../protocol/lsp';
import { formatChance } from '../../protocol/words';
import { safeText } from '../../text/safeText';
import type { AskServer } from '../language/askServer';
import { showQuietProgress } from '../notifications';
import { chooseOne, type PickItem } from '../quickPick';

type Edit = RankedEdits['edits'][number];

/** Lists the single edits of a cell, the best first; the one chosen is one undo step. */
export async function showEdits(ask: AskServer, target: CellTarget): Promise<void> {
  const answer = await showQuietProgress(safeText('Ranking the edits', 'notification'), () =>
    ask<EditsAnswer>(rankedEdits, target),
  );
  const { cell, rank, edits } = answer;
  if (edits.length === 0) throw new Error(`There is no single edit of ${cell} that gives another cell.`);
  const better = edits.filter(edit => edit.better);
  const title = `Single Edits of ${cell}, now ${rank}`;
  const placeHolder =
    better.length > 0
      ? `${better.length} of ${edits.length} edits are predicted to be better`
      : `None of the ${edits.length} edits is predicted to be better`;
  const picked = await chooseOne(items(edits), {
    title,
    placeHolder,
    matchOnDescription: true,
  });
  if (picked?.edit) await apply(target.uri, answer.version, picked.edit);
}

function items(edits: readonly Edit[]): (PickItem & { readonly edit?: Edit })[] {
  const worse = edits.findIndex(({ better }) => !better);
  const separator = { label: 'not better', separator: true as const };
  const all = edits.map(edit => ({ label: edit.title, description: describe(edit), edit }));
  return worse > 0 ? [...all.slice(0, worse), separator, ...all.slice(worse)] : all;
}

/** `top 1.1 % · better with a chance of 93 %` */
function describe({ rank, chance }: Edit): string {
  return chance === undefined ? rank : `${rank} · better with a chance of ${formatChance(chance)}`;
}

async function apply(uri: string, version: number, { changes }: Edit): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (document.version !== version)
    throw new Error(
      'The text has changed since the edits were ranked, so nothing was done; ask for them again.',
    );
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of changes) {
    const { start, end } = range;
    edit.replace(
      document.uri,
      new vscode.Range(start.line, start.character, end.line, end.character),
      newText,
    );
  }
  await vscode.workspace.applyEdit(edit);
}
