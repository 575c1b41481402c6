import * as vscode from 'vscode';
import type { SpaceChoice } from '../../protocol/runForms';
import { language, settings } from '../ids';
import { readSetting } from '../settings';
import { shortPath } from '../workspace';
import { declaredSpaces, spaceOfText } from './declaredSpaces';

/** The names of the spaces that ship; the client loads none of them. */
export const shippedSpaces: readonly string[] = ['nasbench101', 'nasbench201', 'darts'];

/** The shipped spaces and those that the workspace's `.cell` files declare. */
export async function findSpaces(
  cwd: string,
  isPredicted: (space: string) => boolean,
): Promise<readonly SpaceChoice[]> {
  const files = await vscode.workspace.findFiles('**/*.cell', '**/{node_modules,.renas}/**', 500);
  const declared = await Promise.all(
    files.map(async uri => declaredSpaces(await textOf(uri)).map(name => ({ name, file: uri.fsPath }))),
  );
  // What other spaces taught ranks those without a predictor of their own.
  const estimated = readSetting(settings.estimates, true);
  return [
    ...shippedSpaces.map(name => ({ name, argument: name, predicted: estimated || isPredicted(name) })),
    ...declared
      .flat()
      .filter(({ name }) => !shippedSpaces.includes(name))
      .map(({ name, file }) => ({
        name,
        argument: `${shortPath(file, cwd)}:${name}`,
        predicted: estimated || isPredicted(name),
      })),
  ];
}

/** The space of the active `.cell` file: that of its `use`, or of its first cell. */
export function spaceOfActiveFile(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === language ? spaceOfText(document.getText()) : undefined;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch {
    return '';
  }
}
