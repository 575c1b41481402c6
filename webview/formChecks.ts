import type {
  Choices,
  LoopSettings,
  ParetoCost,
  SearchSettings,
  TableCheck,
  TableChoice,
  TrainSettings,
} from '../src/protocol/panel';
import { formatCount } from '../src/protocol/words';
import type { Checked } from './form';
import { amount, positive, wholeNumber } from './typedNumbers';

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

export interface SearchDraft {
  readonly space: string;
  /** A run's id; empty: the predictor that answers hints. */
  readonly model: string;
  readonly strategy: string;
  /** `FILE.cell:CELL`; empty: none. */
  readonly start: string;
  readonly budget: string;
  readonly top: string;
  readonly seed: string;
  readonly maxParameters: string;
  readonly maxFlops: string;
  /** A table; empty: none. */
  readonly latency: string;
  readonly device: string;
  readonly maxLatency: string;
  /** A cost; empty: none. */
  readonly pareto: string;
}

type Wrong<D> = Partial<Record<keyof D, string>>;

const seedSentence = 'Enter a whole number.';
const countSentence = 'Enter a whole number of at least 1.';

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

export function checkSearch(draft: SearchDraft, choices: Choices): Checked<SearchDraft, SearchSettings> {
  const wrong: Wrong<SearchDraft> = {};
  const space = choices.spaces.find(s => s.argument === draft.space);
  if (!space) wrong.space = 'Choose a space.';
  else if (!space.predicted && draft.model === '')
    wrong.space = `No predictor for space ${space.name} yet: train one on a table of its measured cells first.`;
  const budgeted = choices.strategies.find(s => s.name === draft.strategy)?.budgeted ?? true;
  const budget = wholeNumber(draft.budget);
  if (budgeted && (budget === undefined || budget < 1)) wrong.budget = countSentence;
  const top = wholeNumber(draft.top);
  if (top === undefined || top < 1) wrong.top = countSentence;
  else if (budgeted && budget !== undefined && top > budget)
    wrong.top = 'Enter at most as many as are scored.';
  const seed = wholeNumber(draft.seed);
  if (seed === undefined) wrong.seed = seedSentence;
  const maxParameters = amount(draft.maxParameters);
  if (maxParameters === null) wrong.maxParameters = 'Enter a number such as 5M, or nothing for no limit.';
  const maxFlops = amount(draft.maxFlops);
  if (maxFlops === null) wrong.maxFlops = 'Enter a number such as 2.5G, or nothing for no limit.';

  const timed = draft.latency !== '';
  const latencies = choices.tables.find(t => t.path === draft.latency);
  if (timed && latencies?.columns === undefined && latencies?.problem !== undefined)
    wrong.latency = latencies.problem;
  else if (timed && latencies?.columns && !latencies.columns.includes(draft.device))
    wrong.device = 'Choose the column of the device.';
  const maxLatency = timed ? positive(draft.maxLatency) : undefined;
  if (maxLatency === null) wrong.maxLatency = 'Enter milliseconds such as 4.5, or nothing for no limit.';
  if (!timed && draft.pareto === 'latency')
    wrong.pareto = 'Choose a table of latencies first, or weigh the rank against another cost.';
  const reading = timed && latencies?.columns === undefined;
  if (isWrong(wrong) || reading || top === undefined || seed === undefined)
    return { settings: undefined, wrong };
  const { start, latency, device } = draft;
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
      ...given({ start, ...(timed ? { latency, device } : {}) }),
      ...(maxLatency == null ? {} : { maxLatency }),
      ...(draft.pareto === '' ? {} : { pareto: draft.pareto as ParetoCost }),
    },
    wrong,
  };
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

function isWrong(wrong: object): boolean {
  return Object.keys(wrong).length > 0;
}

/** Without what is empty. */
function given<T extends Readonly<Record<string, string>>>(texts: T): Partial<T> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<T>;
}
