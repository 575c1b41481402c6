import * as vscode from 'vscode';
import { spaceName } from '../../protocol/options/paths';
import type { Choices } from '../../protocol/runForms';
import { safeText } from '../../text/safeText';
import type { ChoiceSource } from '../choices';
import { showProgress } from '../notifications';
import { tableFilter } from '../tables/tables';
import { type Answer, type Option, type Place, pick } from './ask';

/** Questions that several commands ask alike. Each gives what the command line takes. */

export function askSpace(
  { spaces, space }: Choices,
  place: Place,
  question: string,
  before: string | undefined,
): Promise<Answer<string>> {
  const options = spaces.map(({ name, argument }) => ({
    label: name,
    description: fileOf(argument),
    value: argument,
  }));
  return pick(place, question, options, value => value === (before ?? space));
}

/** The file of `FILE.cell:NAME`; empty for a shipped space. */
export function fileOf(argument: string): string {
  const name = spaceName(argument);
  return argument === name ? '' : argument.slice(0, -1 - name.length);
}

const browse = '\0browse';

/** A table of the workspace or of anywhere on the disk; `others` stand above them, and make it another question. */
export async function askTableFile(
  source: ChoiceSource,
  { tables }: Choices,
  place: Place,
  before: string | undefined,
  more: { readonly question: string; readonly others: readonly Option<string>[] } = {
    question: 'The table of measured cells',
    others: [],
  },
): Promise<Answer<string>> {
  const options = [
    ...more.others,
    ...tables.map(table => ({ label: table.path, value: table.path })),
    {
      icon: 'folder-opened',
      label: 'Browse…',
      description: 'CSV, TSV, JSONL (also gzipped or zstd), Parquet, celltable',
      value: browse,
    },
  ];
  const chosen = await pick(place, more.question, options, value => value === before);
  return chosen === browse ? browseTable(source) : chosen;
}

export async function browseTable(source: ChoiceSource): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: 'The table of measured cells',
    openLabel: 'Use Table',
    filters: tableFilter,
  });
  const file = files?.[0];
  return file && source.addTable(file.fsPath);
}

/** A folder of images, for the built-in trainer. */
export async function browseImages(): Promise<string | undefined> {
  const folders = await vscode.window.showOpenDialog({
    title: 'The folder of images to train on',
    openLabel: 'Use Images',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return folders?.[0]?.fsPath;
}

/** Throws, in a sentence, where the table has no cells or no numbers. */
export async function readNamedTable(source: ChoiceSource, data: string) {
  const read = await showProgress(safeText(`Reading ${data}…`, 'notification'), () => source.readTable(data));
  if (read.problem !== undefined) throw new Error(`${data}: ${read.problem}`);
  return { rows: read.rows ?? Number.MAX_SAFE_INTEGER, columns: read.columns ?? [], goals: read.goals ?? {} };
}

type Goal = 'max' | 'min';

/** Which values of a label are better: the likely answer first, with what tells it. */
export async function askGoal(
  place: Place,
  label: string,
  goals: Readonly<Record<string, Goal>>,
  before: Goal | undefined,
): Promise<Answer<Goal>> {
  const known = goals[label];
  const told = (goal: Goal) => (known === goal ? 'as its name or the table says' : '');
  const options = [
    { label: 'Higher', description: told('max'), value: 'max' as const },
    { label: 'Lower', description: told('min'), value: 'min' as const },
  ];
  const question =
    known === undefined
      ? `Are higher or lower values of ${label} better? Its name does not say.`
      : `Which values of ${label} are better`;
  return pick(place, question, options, value => value === (before ?? known ?? 'max'));
}

/** One of the table's columns of numbers. */
export function askColumn(
  place: Place,
  question: string,
  columns: readonly string[],
  before: string | undefined,
  goals: Readonly<Record<string, Goal>> = {},
): Promise<Answer<string>> {
  const likely = columns.find(name => /acc|valid/i.test(name));
  const better = { max: 'higher is better', min: 'lower is better' };
  const options = columns.map(name => {
    const goal = goals[name];
    return { label: name, description: goal === undefined ? '' : better[goal], value: name };
  });
  return pick(place, question, options, value => value === (before ?? likely));
}
