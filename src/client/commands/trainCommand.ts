import * as vscode from 'vscode';
import type { TrainSettings } from '../../protocol/panel';
import type { ChoiceSource } from '../choices';
import { defaultSamples } from '../strategies';
import { tableFilter } from '../tables';
import { as, askInTurn, enterNumber, pick, type Step } from './ask';

interface Draft {
  readonly space: string;
  readonly data: string;
  readonly label: string;
  readonly samples: number;
  readonly seed: number;
}

const browse = '\0browse';

/**
 * *ReNAS: Train Predictor…* asks for the space, the table (unless it is known), the label column, the number of cells and
 * the seed.
 */
export async function askTrain(source: ChoiceSource, table?: string): Promise<TrainSettings | undefined> {
  const choices = await source.read();
  let rows = Number.MAX_SAFE_INTEGER;
  const askTable: Step<Draft> = async (before, place) => {
    const chosen = await pick(
      place,
      'The table of measured cells',
      [
        ...choices.tables.map(t => ({ label: t.path, value: t.path })),
        {
          label: '$(folder-opened) Browse…',
          description: 'CSV, TSV or JSONL, also gzipped',
          value: browse,
        },
      ],
      value => value === before.data,
    );
    return as('data', chosen === browse ? await browseTable(source) : chosen);
  };
  const draft = await askInTurn<Draft>('Train Predictor', [
    async (before, place) =>
      as(
        'space',
        await pick(
          place,
          'The search space of the measured cells',
          choices.spaces.map(s => ({ label: s.name, value: s.argument })),
          value => value === (before.space ?? choices.space),
        ),
      ),
    ...(table === undefined ? [askTable] : []),
    async (before, place) => {
      const data = table ?? before.data ?? '';
      const read = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Reading ${data}…` },
        () => source.readTable(data),
      );
      if (read.problem !== undefined) throw new Error(`${data}: ${read.problem}`);
      rows = read.rows ?? rows;
      const columns = read.columns ?? [];
      return as(
        'label',
        await pick(
          place,
          `The column to learn to rank by (${rows.toLocaleString('en-US')} cells in the table)`,
          columns.map(name => ({ label: name, value: name })),
          value => value === (before.label ?? likelyLabel(columns)),
        ),
      );
    },
    async (_, place) =>
      as(
        'samples',
        await enterNumber(
          place,
          'How many cells to learn from; the others test it',
          Math.min(defaultSamples, Math.max(2, rows - 1)),
          2,
          rows,
        ),
      ),
    async (_, place) => as('seed', await enterNumber(place, 'Seed: equal seeds give equal runs', 0, 0)),
  ]);
  return draft && { ...draft, data: table ?? draft.data, recipe: choices.recipes[0] ?? 'renas' };
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

function likelyLabel(columns: readonly string[]): string | undefined {
  return columns.find(name => /acc|valid/i.test(name));
}
