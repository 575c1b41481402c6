import { describeRun, titleOf } from '../../protocol/describeRun';
import type { ExplainParams } from '../../protocol/explainCell';
import type { RunRow } from '../../protocol/run';
import type { SearchFormSettings } from '../../protocol/runForms';
import { defaultBudget, searchSettings, strategies } from '../strategies';

/** As the assistant asks for an explanation: anything may be missing or wrong. */
export interface ExplainRequest {
  readonly cells: string;
  readonly name?: string;
}

/** Throws a sentence for what is wrong. */
export function explanationOf({ cells, name }: ExplainRequest): ExplainParams {
  if (typeof cells !== 'string' || cells.trim() === '') throw new Error('Give the text of a .cell file.');
  return { text: cells, ...(typeof name === 'string' && name !== '' ? { name } : {}) };
}

/** As the assistant asks for a search: anything may be missing or wrong. */
export interface SearchRequest {
  readonly space: string;
  readonly strategy?: string;
  readonly budget?: number;
  readonly seed?: number;
}

/** The search asked for, with defaults for what is missing. Throws a sentence for what is wrong. */
export function searchOf({ space, strategy, budget, seed }: SearchRequest): SearchFormSettings {
  if (typeof space !== 'string' || space === '' || space.startsWith('-'))
    throw new Error('Name the space to search: a shipped one, or FILE.cell:NAME.');
  const names = strategies.map(s => s.name);
  const chosen = strategy === undefined ? strategies[0] : strategies.find(({ name }) => name === strategy);
  if (!chosen) throw new Error(`The strategy is one of ${names.join(', ')}.`);
  return searchSettings({
    space,
    strategy: chosen.name,
    budget: whole(budget, 'budget', 1) ?? (chosen.budgeted ? defaultBudget : undefined),
    seed: whole(seed, 'seed', 0),
  });
}

function whole(value: number | undefined, name: string, min: number): number | undefined {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= min))
    throw new Error(`The ${name} is a whole number of at least ${min}.`);
  return value;
}

/** The newest runs, a line each. */
export function tellRuns(rows: readonly RunRow[], limit = 20): string {
  if (rows.length === 0) return 'There are no experiments in this workspace yet.';
  const shown = rows.slice(0, Math.max(1, limit));
  const lines = shown.map(row => {
    const { record } = row;
    const about = record ? ` (${record.command}, ${record.space}, seed ${record.seed})` : '';
    return `${row.id}: ${titleOf(row)}${about}: ${row.state}, ${row.problem ?? describeRun(row)}`;
  });
  const rest = rows.length - shown.length;
  return [...lines, ...(rest > 0 ? [`… and ${rest} older ones.`] : [])].join('\n');
}
