import type { RunEvent } from '../../protocol/events';
import type { ToPage } from '../../protocol/panel';
import type { RunRow } from '../../protocol/run';
import { condense } from '../../runs/condense';
import { readEvents } from '../../runs/readEvents';
import { readThinned, type ThinnedRead } from '../../runs/readThinned';

/** Reads the events of one run as they grow, for one page. */
export interface RunFeed {
  readonly run: string;
  /** What is new since the last call; the first is a snapshot. `undefined`: nothing. */
  next(row: RunRow): Promise<ToPage | undefined>;
}

export function createRunFeed(run: string, folder: string): RunFeed {
  let offset = 0;
  let sent = 0;
  let shown = '';
  return {
    run,
    async next(row) {
      const read: ThinnedRead = offset === 0 ? await readThinned(folder) : await readEvents(folder, offset);
      const { thinnedFrom } = read;
      if (read.restarted) sent = 0;
      offset = read.offset;
      const events: readonly RunEvent[] = condense(read.events);
      const state = JSON.stringify(row);
      if (events.length === 0 && state === shown) return undefined;
      shown = state;
      const from = sent;
      sent += events.length;
      return { kind: 'run', run: row, from, events, ...(thinnedFrom === undefined ? {} : { thinnedFrom }) };
    },
  };
}
