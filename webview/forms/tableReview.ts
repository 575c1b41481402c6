import type { Choices, TableCheck, TableChoice } from '../../src/protocol/runForms';

/** What the fields of a form hold that begins with a table of measured cells, as typed. */
export interface TableDraft {
  readonly space: string;
  readonly table: string;
  readonly label: string;
  /** Empty: none. */
  readonly testLabel: string;
}

export interface TableReview {
  readonly wrong: Partial<Record<keyof TableDraft, string>>;
  /** How many cells can be read from the table, as far as that is known. */
  readonly cells: number | undefined;
  /** The table has not been read yet. */
  readonly waits: boolean;
}

/** `check`: how the table reads with the space and the label chosen, once that is known. */
export function reviewTable(draft: TableDraft, choices: Choices, check: TableCheck | undefined): TableReview {
  const wrong: Partial<Record<keyof TableDraft, string>> = {};
  const table = choices.tables.find(t => t.path === draft.table);
  const spelled = spaceOfTable(table, choices);
  if (draft.space === '') wrong.space = 'Choose the space of the measured cells.';
  else if (spelled !== undefined && spelled !== draft.space && shippedSpelling.has(draft.space))
    wrong.space = `The table gives its cells by ${table?.cells}, as ${spelled} does: choose that space, or another table.`;
  if (draft.table === '' && choices.tables.length > 0) wrong.table = 'Choose a table, or browse for one.';
  else if (table?.problem !== undefined) wrong.table = table.problem;
  else if (check?.failure !== undefined && wrong.space === undefined) wrong.table = check.failure;
  if (table?.columns && !table.columns.includes(draft.label))
    wrong.label = 'Choose the column to learn to rank by.';
  else if (draft.testLabel !== '' && draft.testLabel === draft.label)
    wrong.testLabel = 'Choose another column than the label, or none.';
  const cells = check && check.failure === undefined ? check.readable : table?.rows;
  return { wrong, cells, waits: !table?.columns };
}

/** The space whose own spelling the table's cells have; `undefined` for a spelling that any space may use. */
export function spaceOfTable(table: TableChoice | undefined, choices: Choices): string | undefined {
  const name = [...shippedSpelling].find(([, columns]) => columns.includes(table?.cells ?? ''))?.[0];
  return choices.spaces.some(space => space.argument === name) ? name : undefined;
}

const shippedSpelling: ReadonlyMap<string, readonly string[]> = new Map([
  ['nasbench101', ['raw_adjacency', 'module_hash']],
  ['nasbench201', ['arch_str']],
]);
