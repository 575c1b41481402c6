import * as vscode from 'vscode';
import type { ChoiceSource } from '../choices';
import { as, askInTurn, pick } from './ask';
import { browseTable } from './trainCommand';

interface Draft {
  readonly data: string;
  readonly label: string;
}

const browse = '\0browse';

/** Asks for a table of measured cells and one of its numeric columns. */
export async function askTable(
  source: ChoiceSource,
  title: string,
  question: string,
): Promise<Draft | undefined> {
  const { tables } = await source.read();
  return askInTurn<Draft>(title, [
    async (before, place) => {
      const options = [
        ...tables.map(table => ({ label: table.path, value: table.path })),
        { label: '$(folder-opened) Browse…', value: browse },
      ];
      const chosen = await pick(
        place,
        'The table of measured cells',
        options,
        value => value === before.data,
      );
      return as('data', chosen === browse ? await browseTable(source) : chosen);
    },
    async (before, place) => {
      const data = before.data ?? '';
      const table = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Reading ${data}…` },
        () => source.readTable(data),
      );
      if (table.problem !== undefined) throw new Error(`${data}: ${table.problem}`);
      const columns = (table.columns ?? []).map(name => ({ label: name, value: name }));
      return as('label', await pick(place, question, columns, value => /acc|valid/i.test(value)));
    },
  ]);
}
