import type {
  Choices,
  LoopSettings,
  TableCheck,
  TableChoice,
  TrainSettings,
} from '../../src/protocol/runForms';
import { formatCount } from '../../src/protocol/words';
import type { Checked } from './form';
import { wholeNumber } from './typedNumbers';

/** What the fields of a form hold that begins with a table of measured cells, as typed. */
export interface TableDraft {
  readonly space: string;
  readonly data: string;
  readonly label: string;
  /** Empty: none. */
  readonly testLabel: string;
}

export interface TrainDraft extends TableDraft {
  readonly samples: string;
  readonly recipe: string;
  /** Empty: the one of the settings. */
  readonly engine: string;
  readonly seed: string;
}

export interface LoopDraft extends TableDraft {
  readonly budget: string;
  readonly seed: string;
}

export type Wrong<D> = Partial<Record<keyof D, string>>;

export const seedSentence = 'Enter a whole number.';
export const countSentence = 'Enter a whole number of at least 1.';

/** `check`: how the table reads with the space and the label chosen, once that is known. */
export function checkTrain(
  draft: TrainDraft,
  choices: Choices,
  check: TableCheck | undefined,
): Checked<TrainDraft, TrainSettings> {
  const { table, cells, wrong: tableWrong } = checkTable(draft, choices, check);
  const wrong: Wrong<TrainDraft> = { ...tableWrong };
  const samples = wholeNumber(draft.samples);
  if (samples === undefined || samples < 2) wrong.samples = 'Enter a whole number of at least 2.';
  else if (cells !== undefined && samples >= cells)
    wrong.samples = `Enter at most ${formatCount(cells - 1)}: the table has ${formatCount(cells)} cells, and some must be left to test with.`;
  const seed = wholeNumber(draft.seed);
  if (seed === undefined) wrong.seed = seedSentence;
  if (isWrong(wrong) || samples === undefined || seed === undefined || !table?.columns)
    return { settings: undefined, wrong };
  const { space, data, label, testLabel, recipe, engine } = draft;
  const settings = { space, data, label, samples, recipe, seed };
  return { settings: { ...settings, ...given({ testLabel, engine }) }, wrong };
}

export function checkLoop(
  draft: LoopDraft,
  choices: Choices,
  check: TableCheck | undefined,
): Checked<LoopDraft, LoopSettings> {
  const { table, cells, wrong: tableWrong } = checkTable(draft, choices, check);
  const wrong: Wrong<LoopDraft> = { ...tableWrong };
  const budget = wholeNumber(draft.budget);
  if (budget === undefined || budget < 1) wrong.budget = countSentence;
  else if (cells !== undefined && budget > cells)
    wrong.budget = `Enter at most ${formatCount(cells)}: the table has no more cells to measure.`;
  const seed = wholeNumber(draft.seed);
  if (seed === undefined) wrong.seed = seedSentence;
  if (isWrong(wrong) || budget === undefined || seed === undefined || !table?.columns)
    return { settings: undefined, wrong };
  const { space, data: oracle, label, testLabel } = draft;
  return { settings: { space, oracle, label, budget, seed, ...given({ testLabel }) }, wrong };
}

function checkTable(draft: TableDraft, choices: Choices, check: TableCheck | undefined) {
  const wrong: Wrong<TableDraft> = {};
  const table = choices.tables.find(t => t.path === draft.data);
  const spelled = spaceOfTable(table, choices);
  if (draft.space === '') wrong.space = 'Choose the space of the measured cells.';
  else if (spelled !== undefined && spelled !== draft.space && shippedSpelling.has(draft.space))
    wrong.space = `The table gives its cells by ${table?.cells}, as ${spelled} does: choose that space, or another table.`;
  if (draft.data === '' && choices.tables.length > 0) wrong.data = 'Choose a table, or browse for one.';
  else if (table?.problem !== undefined) wrong.data = table.problem;
  else if (check?.failure !== undefined && wrong.space === undefined) wrong.data = check.failure;
  if (table?.columns && !table.columns.includes(draft.label))
    wrong.label = 'Choose the column to learn to rank by.';
  else if (draft.testLabel !== '' && draft.testLabel === draft.label)
    wrong.testLabel = 'Choose another column than the label, or none.';
  const cells = check && check.failure === undefined ? check.readable : table?.rows;
  return { table, cells, wrong };
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

export function isWrong(wrong: object): boolean {
  return Object.keys(wrong).length > 0;
}

/** Without what is empty. */
export function given<T extends Readonly<Record<string, string>>>(texts: T): Partial<T> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<T>;
}
