import * as vscode from 'vscode';
import { measureCommand } from '../../protocol/commands/measure';
import { type CellAnswer, type CellTarget, cellAt } from '../../protocol/lsp';
import { formSettings } from '../../protocol/options/form';
import { language } from '../ids';
import type { AskServer } from '../language/askServer';
import type { PanelHost } from '../panel/panel';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';

type Panel = Pick<PanelHost, 'openForm'>;

/** *ReNAS: Measure Cells…* opens the form for the `.cell` file in the editor. */
export async function measureFile(place: RunPlace, panel: Panel): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== language)
    throw new Error('Open the .cell file whose cells are to be measured.');
  await openForm(place, panel, document.uri, []);
}

/** Opens the form for one cell. */
export async function measureCell(
  ask: AskServer,
  place: RunPlace,
  panel: Panel,
  target: CellTarget,
): Promise<void> {
  const { name } = await ask<CellAnswer>(cellAt, target);
  await openForm(place, panel, vscode.Uri.parse(target.uri), [name]);
}

async function openForm(
  place: RunPlace,
  panel: Panel,
  uri: vscode.Uri,
  cell: readonly string[],
): Promise<void> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  if (uri.scheme !== 'file')
    throw new Error('Save the file first: what its cells measure is written into it.');
  const settings = formSettings(measureCommand, { file: shortPath(uri.fsPath, place.cwd), cell });
  if (settings) await panel.openForm({ form: 'measure', settings });
}
