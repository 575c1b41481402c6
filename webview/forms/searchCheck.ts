import type { Choices, ParetoCost, SearchSettings } from '../../src/protocol/runForms';
import type { Checked } from './form';
import { countSentence, given, isWrong, seedSentence, type Wrong } from './formChecks';
import { amount, positive, wholeNumber } from './typedNumbers';

/** What the fields of the search form hold, as typed. */
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
