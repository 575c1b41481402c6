import type { Choices, SearchSettings, TableChoice, TrainSettings } from '../src/protocol/panel';

/** What the fields of the training form hold, as typed. */
export interface TrainDraft {
  readonly space: string;
  readonly data: string;
  readonly label: string;
  readonly samples: string;
  readonly recipe: string;
  readonly seed: string;
}

export interface SearchDraft {
  readonly space: string;
  /** A run's id; empty: the predictor that answers hints. */
  readonly model: string;
  readonly strategy: string;
  readonly budget: string;
  readonly top: string;
  readonly seed: string;
  readonly maxParameters: string;
  readonly maxFlops: string;
}

/** Either the settings, or for each field that is wrong the sentence that says so. */
export type Checked<D, S> =
  | { readonly settings: S; readonly wrong: Readonly<Partial<Record<keyof D, string>>> }
  | { readonly settings: undefined; readonly wrong: Readonly<Partial<Record<keyof D, string>>> };

export function checkTrain(draft: TrainDraft, choices: Choices): Checked<TrainDraft, TrainSettings> {
  const wrong: Partial<Record<keyof TrainDraft, string>> = {};
  const table = choices.tables.find(t => t.path === draft.data);
  const spelled = spaceOfTable(table, choices);
  if (draft.space === '') wrong.space = 'Choose the space of the measured cells.';
  else if (spelled !== undefined && spelled !== draft.space && shippedSpelling.has(draft.space))
    wrong.space = `The table gives its cells by ${table?.cells}, as ${spelled} does: choose that space, or another table.`;
  if (draft.data === '') wrong.data = 'Choose a table, or browse for one.';
  else if (table?.problem !== undefined) wrong.data = table.problem;
  if (table?.columns && !table.columns.includes(draft.label))
    wrong.label = 'Choose the column to learn to rank by.';
  const samples = wholeNumber(draft.samples);
  const most = table?.rows === undefined ? undefined : table.rows - 1;
  if (samples === undefined || samples < 2) wrong.samples = 'Enter a whole number of at least 2.';
  else if (most !== undefined && samples > most)
    wrong.samples = `Enter at most ${most.toLocaleString('en-US')}: the table has ${(most + 1).toLocaleString('en-US')} cells, and some must be left to test with.`;
  const seed = wholeNumber(draft.seed);
  if (seed === undefined) wrong.seed = 'Enter a whole number.';
  const { space, data, label, recipe } = draft;
  return Object.keys(wrong).length > 0 || samples === undefined || seed === undefined || !table?.columns
    ? { settings: undefined, wrong }
    : { settings: { space, data, label, samples, recipe, seed }, wrong };
}

export function checkSearch(draft: SearchDraft, choices: Choices): Checked<SearchDraft, SearchSettings> {
  const wrong: Partial<Record<keyof SearchDraft, string>> = {};
  const space = choices.spaces.find(s => s.argument === draft.space);
  if (!space) wrong.space = 'Choose a space.';
  else if (!space.predicted && draft.model === '')
    wrong.space = `No predictor for space ${space.name} yet: train one on a table of its measured cells first.`;
  const budgeted = choices.strategies.find(s => s.name === draft.strategy)?.budgeted ?? true;
  const budget = wholeNumber(draft.budget);
  if (budgeted && (budget === undefined || budget < 1)) wrong.budget = 'Enter a whole number of at least 1.';
  const top = wholeNumber(draft.top);
  if (top === undefined || top < 1) wrong.top = 'Enter a whole number of at least 1.';
  else if (budgeted && budget !== undefined && top > budget)
    wrong.top = 'Enter at most as many as are scored.';
  const seed = wholeNumber(draft.seed);
  if (seed === undefined) wrong.seed = 'Enter a whole number.';
  const maxParameters = amount(draft.maxParameters);
  if (maxParameters === null) wrong.maxParameters = 'Enter a number such as 5M, or nothing for no limit.';
  const maxFlops = amount(draft.maxFlops);
  if (maxFlops === null) wrong.maxFlops = 'Enter a number such as 2.5G, or nothing for no limit.';
  if (Object.keys(wrong).length > 0 || top === undefined || seed === undefined)
    return { settings: undefined, wrong };
  return {
    settings: {
      space: draft.space,
      model: draft.model === '' ? undefined : draft.model,
      strategy: draft.strategy,
      budget: budget ?? 1,
      top,
      seed,
      maxParameters: maxParameters ?? undefined,
      maxFlops: maxFlops ?? undefined,
    },
    wrong,
  };
}

/** The shipped space whose own spelling the table's cells have; `undefined` for a spelling that any space may use. */
export function spaceOfTable(table: TableChoice | undefined, choices: Choices): string | undefined {
  const name = [...shippedSpelling].find(([, columns]) => columns.includes(table?.cells ?? ''))?.[0];
  return choices.spaces.some(space => space.argument === name) ? name : undefined;
}

const shippedSpelling: ReadonlyMap<string, readonly string[]> = new Map([
  ['nasbench101', ['raw_adjacency', 'module_hash']],
  ['nasbench201', ['arch_str']],
]);

/** `424`, `10,000`, `10 000`; `undefined` for anything else. */
export function wholeNumber(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, '');
  if (!/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `5M`, `850 k`, `2.5G`, `8,555,530`; `undefined` for nothing typed, `null` for what is no amount. */
export function amount(text: string): number | undefined | null {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([kKmMgG])?$/.exec(trimmed.replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, ''));
  if (!match) return null;
  const factor = { k: 1e3, m: 1e6, g: 1e9 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  const value = Math.round(Number(match[1]) * factor);
  return value >= 1 && Number.isSafeInteger(value) ? value : null;
}
