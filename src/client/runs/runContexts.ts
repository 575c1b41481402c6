import { isLive } from '../../protocol/describeRun';
import type { RunRow } from '../../protocol/run';
import { contextKeys } from '../ids';

/** Which commands on runs make sense in the palette, by the context keys of their `when` clauses. */
export function runContexts(rows: readonly RunRow[]): Readonly<Record<string, boolean>> {
  return {
    [contextKeys.hasRuns]: rows.length > 0,
    [contextKeys.hasRunning]: rows.some(isLive),
    [contextKeys.hasEnded]: rows.some(row => !isLive(row)),
    [contextKeys.hasRepeatable]: rows.some(row => row.record !== undefined),
    [contextKeys.hasResumable]: rows.some(row => row.resumable === true),
    [contextKeys.hasFound]: rows.some(row => row.record?.results.found !== undefined),
    [contextKeys.hasPredictor]: rows.some(row => row.record?.results.model !== undefined),
  };
}

/** What can be done with a run, as words that `when` clauses look for in `viewItem`. */
export function abilitiesOf(row: RunRow): string {
  return [
    'run',
    isLive(row) ? 'live' : 'ended',
    ...(row.record ? ['repeatable'] : []),
    ...(row.resumable ? ['resumable'] : []),
    ...(row.state === 'interrupted' || row.state === 'failed' ? ['broken'] : []),
    ...(row.record?.results.found === undefined ? [] : ['found']),
    ...(row.record?.results.model === undefined ? [] : ['model']),
  ].join(' ');
}
