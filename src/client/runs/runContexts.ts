import { isLive, isRunning } from '../../protocol/describeRun';
import type { RunRow } from '../../protocol/run';
import { contextKeys } from '../ids';

/** Which commands on runs make sense in the palette, by the context keys of their `when` clauses. */
export function runContexts(rows: readonly RunRow[]): Readonly<Record<string, boolean>> {
  return {
    [contextKeys.hasRuns]: rows.length > 0,
    [contextKeys.hasRunning]: rows.some(isRunning),
    [contextKeys.hasEnded]: rows.some(row => !isLive(row)),
    [contextKeys.hasRepeatable]: rows.some(row => row.record !== undefined),
    [contextKeys.hasResumable]: rows.some(row => row.resumable === true),
    [contextKeys.hasFound]: rows.some(row => row.record?.results.found !== undefined),
    [contextKeys.hasPredictor]: rows.some(row => row.record?.results.model !== undefined),
  };
}
