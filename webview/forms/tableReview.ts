import type { Choices, TableCheck, TableChoice } from '../../src/protocol/runForms';
import { withFieldNames } from './optionNames';

/** What the fields of a form hold that begins with a table of measured cells, as typed. */
export interface TableDraft {
  readonly space: string;
  readonly table: string;
  readonly label: string;
  /** The column of the cells or a pattern of columns; absent: found by name and form. */
  readonly cells?: string | undefined;
  /** Empty: none. */
  readonly testLabel: string;
}

export interface TableReview {
  readonly wrong: Partial<Record<keyof TableDraft | 'where', string>>;
  /** How many cells can be read from the table, as far as that is known. */
  readonly cells: number | undefined;
  /** The table has not been read yet. */
  readonly waits: boolean;
}

/** `check`: how the table reads with the space and the label chosen, once that is known. */
export function reviewTable(draft: TableDraft, choices: Choices, check: TableCheck | undefined): TableReview {
  const wrong: { -readonly [K in keyof TableReview['wrong']]: TableReview['wrong'][K] } = {};
  const table = choices.tables.find(t => t.path === draft.table);
  const spelled = draft.cells === undefined ? spaceOfTable(table, choices) : undefined;
  const shipped = choices.spaces.some(
    space => space.argument === draft.space && space.argument === space.name,
  );
  const others =
    table?.spaces === undefined
      ? shippedSpelling.has(draft.space)
      : shipped && !table.spaces.includes(draft.space);
  if (draft.space === '') wrong.space = 'Choose the space of the measured cells.';
  else if (spelled !== undefined && spelled !== draft.space && others)
    wrong.space = `The table gives its cells by ${table?.cells}, as ${spelled} does: choose that space, or another table.`;
  if (draft.table === '' && choices.tables.length > 0) wrong.table = 'Choose a table, or browse for one.';
  else if (table && !isReadable(table, draft.cells)) wrong.table = table.problem!;
  else if (check?.choice !== undefined)
    wrong.where = `Rows differ in ${check.choice.column}: choose which count.`;
  else if (check?.failure !== undefined && wrong.space === undefined)
    wrong.table = withFieldNames(check.failure);
  if (table?.columns && !table.columns.includes(draft.label))
    wrong.label = 'Choose the column to learn to rank by.';
  else if (draft.testLabel !== '' && draft.testLabel === draft.label)
    wrong.testLabel = 'Choose another column than the label, or none.';
  const cells = check && check.failure === undefined ? (check.cells ?? check.readable) : table?.rows;
  return { wrong, cells, waits: !table?.columns };
}

/** Whether a table can be read: one in which no cells were found can, once their column is stated. */
export function isReadable(table: TableChoice, cells: string | undefined): boolean {
  return table.problem === undefined || (cells !== undefined && table.cells === undefined && !!table.columns);
}

/** The space that the table's cells are of, as far as they tell; `undefined` where any may be. */
export function spaceOfTable(table: TableChoice | undefined, choices: Choices): string | undefined {
  if (table?.spaces !== undefined) {
    const fitting = table.spaces.flatMap(name => choices.spaces.find(space => space.name === name) ?? []);
    return fitting[0]?.argument;
  }
  const name = [...shippedSpelling].find(([, columns]) => columns.includes(table?.cells ?? ''))?.[0];
  return choices.spaces.some(space => space.argument === name) ? name : undefined;
}

const shippedSpelling: ReadonlyMap<string, readonly string[]> = new Map([
  ['nasbench101', ['raw_adjacency', 'module_hash']],
  ['nasbench201', ['arch_str']],
]);
