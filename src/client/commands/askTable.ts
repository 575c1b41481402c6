import type { ChoiceSource } from '../choices';
import { as, askInTurn } from './ask';
import { askColumn, askTableFile, readNamedTable } from './questions';

interface Draft {
  readonly data: string;
  readonly label: string;
}

/** Asks for a table of measured cells and one of its numeric columns. */
export async function askTable(
  source: ChoiceSource,
  title: string,
  question: string,
): Promise<Draft | undefined> {
  const choices = await source.read();
  return askInTurn<Draft>(title, [
    async (before, place) => as('data', await askTableFile(source, choices, place, before.data)),
    async (before, place) => {
      const { columns } = await readNamedTable(source, before.data ?? '');
      return as('label', await askColumn(place, question, columns, before.label));
    },
  ]);
}
