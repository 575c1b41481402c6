import { isRunning } from './describeRun';
import type { RunRow } from './run';

/** What can be done with a run, as words that `when` clauses look for in the sidebar and in the panel's table. */
export function abilitiesOf(row: RunRow): string {
  return [
    'run',
    isRunning(row) ? 'live' : row.stopping ? 'stopping' : 'ended',
    ...(row.record ? ['repeatable'] : []),
    ...(row.resumable ? ['resumable'] : []),
    ...(row.state === 'interrupted' || row.state === 'failed' ? ['broken'] : []),
    ...(row.record?.results.found === undefined ? [] : ['found']),
    ...(row.record?.results.model === undefined ? [] : ['model']),
  ].join(' ');
}
