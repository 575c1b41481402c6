import path from 'node:path';
import * as vscode from 'vscode';
import { measureCommand } from '../../protocol/commands/measure';
import { suggestCommand } from '../../protocol/commands/suggest';
import { formSettings } from '../../protocol/options/form';
import { safeText } from '../../text/safeText';
import type { ChoiceSource } from '../choices';
import { language } from '../ids';
import { savedFile } from '../language/askServer';
import { showProgress } from '../notifications';
import type { PanelHost } from '../panel/panel';
import { runCli } from '../runs/runCli';
import { metricsOf } from '../tables/metrics';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';
import { as, askInTurn } from './ask';
import { askSpace, fileOf } from './questions';

/** Where one begins: so many cells show how well a space's estimates agree with them. */
const count = 10;
/** What is measured, where no line in the file says it. */
const usualLabel = 'accuracy';

/**
 * *ReNAS: Measure Some Cells…* writes the cells from which most is to be learnt into a file of their own and opens the
 * form that measures them. `named`: the space, as a lens names it; else that of the file in the editor, or it is asked.
 */
export async function measureSome(
  place: RunPlace,
  source: ChoiceSource,
  panel: Pick<PanelHost, 'openForm'>,
  named?: string,
): Promise<void> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  const active = vscode.window.activeTextEditor?.document;
  const document = active?.languageId === language ? active : undefined;
  // The command reads the space and what is measured from the disk.
  const file = document && (await savedFile(document.uri.toString(), 'what chooses the cells'));
  const space = await chosenSpace(source, file && shortPath(file, place.cwd), named);
  if (space === undefined) return;
  const [label] = document ? metricsOf(document.getText()) : [];
  const { stdout } = await showProgress(
    safeText('ReNAS chooses the cells to measure first', 'notification'),
    token =>
      runCli(
        place,
        suggestCommand,
        {
          space: space.argument,
          label: label ?? usualLabel,
          aim: 'ranking',
          cellsOnly: true,
          count,
          ...(label === undefined || !file ? {} : { data: shortPath(file, place.cwd) }),
        },
        { token },
      ),
  );
  const declared = fileOf(space.argument);
  const folder = declared
    ? path.dirname(path.resolve(place.cwd, declared))
    : file
      ? path.dirname(file)
      : place.cwd;
  const written = await writeNew(folder, `${safeText(space.name, 'fileName')}-to-measure`, stdout);
  await vscode.window.showTextDocument(written, { preview: false });
  const settings = formSettings(measureCommand, {
    file: shortPath(written.fsPath, place.cwd),
    cell: [],
    ...(label === undefined ? {} : { label }),
  });
  if (settings) await panel.openForm({ form: 'measure', settings });
}

interface Chosen {
  readonly name: string;
  readonly argument: string;
}

/** The space of this name, that of this file first; asked for where nothing names one. */
async function chosenSpace(
  source: ChoiceSource,
  file: string | undefined,
  named: string | undefined,
): Promise<Chosen | undefined> {
  const choices = await source.read();
  if (named !== undefined) {
    const alike = choices.spaces.filter(({ name }) => name === named);
    const own = alike.find(({ argument }) => fileOf(argument) === file) ?? alike[0];
    if (!own) throw new Error(`No file of this workspace declares the space ${named}.`);
    return own;
  }
  const answer = await askInTurn<{ readonly space: string }>('Measure Some Cells', [
    async (before, place) =>
      as(
        'space',
        await askSpace(choices, place, 'The search space whose cells are to be measured', before.space),
      ),
  ]);
  return answer && choices.spaces.find(({ argument }) => argument === answer.space);
}

/** Writes a file under this name or the first free one like it: `lab-to-measure.cell`, `lab-to-measure-2.cell`. */
async function writeNew(folder: string, stem: string, text: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const file = vscode.Uri.file(path.join(folder, `${stem}${number > 1 ? `-${number}` : ''}.cell`));
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(file, { contents: Buffer.from(text), overwrite: false });
    if (await vscode.workspace.applyEdit(edit)) return file;
    if (number >= 100) throw new Error(`No file can be written into ${folder}.`);
  }
}
