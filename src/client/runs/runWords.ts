import type { RunRow } from '../../protocol/panel';

/** One short line on how a run stands: `train · nasbench101 · 62 %`, `τ 0.642`, `interrupted`. */
export function describeRun(row: RunRow): string {
  switch (row.state) {
    case 'running': {
      const { command, space } = row.record ?? {};
      const far = row.progress === undefined ? undefined : `${Math.floor(row.progress * 100)} %`;
      return [command, space, far].filter(part => part !== undefined).join(' · ');
    }
    case 'done':
      return row.record?.figure ?? 'done';
    case 'cancelled':
      return row.record?.figure ? `cancelled · ${row.record.figure}` : 'cancelled';
    case 'starting':
      return 'starting';
    case 'unreadable':
      return 'not readable';
    case 'interrupted':
      return row.resumable ? 'interrupted · can be resumed' : 'interrupted';
    default:
      return row.state;
  }
}

/** A codicon for each state, and the theme colour of those that want to be noticed. */
export function iconOf(row: RunRow): { readonly icon: string; readonly color?: string } {
  switch (row.state) {
    case 'running':
    case 'starting':
      return { icon: 'loading~spin' };
    case 'done':
      return { icon: 'check', color: 'testing.iconPassed' };
    case 'failed':
      return { icon: 'error', color: 'list.errorForeground' };
    case 'interrupted':
      return { icon: 'warning', color: 'list.warningForeground' };
    case 'cancelled':
      return { icon: 'circle-slash' };
    case 'unreadable':
      return { icon: 'question' };
  }
}

/** What can be done with a run, as words that `when` clauses look for in `viewItem`. */
export function abilitiesOf(row: RunRow): string {
  const live = row.state === 'running' || row.state === 'starting';
  return [
    'run',
    live ? 'live' : 'ended',
    ...(row.record ? ['repeatable'] : []),
    ...(row.resumable ? ['resumable'] : []),
    ...(row.state === 'interrupted' || row.state === 'failed' ? ['broken'] : []),
    ...(row.record?.results.found === undefined ? [] : ['found']),
    ...(row.record?.results.model === undefined ? [] : ['model']),
  ].join(' ');
}

/** How long a run that has ended took: `48 s`, `3 min 5 s`, `2 h 10 min`. */
export function durationOf({ record }: RunRow): string | undefined {
  if (record?.ended === undefined) return undefined;
  const seconds = Math.round((Date.parse(record.ended) - Date.parse(record.started)) / 1000);
  if (!(seconds >= 0)) return undefined;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
