import { isLive } from '../../protocol/describeRun';
import type { MeasurementRow } from '../../protocol/measurementRow';
import type { RunRow } from '../../protocol/run';
import { optionsOf } from '../../protocol/runOptions';
import { readMeasurements } from '../../runs/readMeasurements';

/** A run that goes on is looked at so often at the most, in milliseconds, and in no more than a share of the time. */
const every = 1000;
const share = 0.1;

/** The measurements of the runs that a page shows, as they change. */
export interface MeasurementFeed {
  /** What is new since the last call; `undefined`: nothing, or the files were read a moment ago. */
  next(row: RunRow): Promise<readonly MeasurementRow[] | undefined>;
  dispose(): void;
}

/**
 * `ask` is called once the files of a run that goes on are to be read again: its trainings report, and a cluster moves its
 * jobs, without an event of the run.
 */
export function createMeasurementFeed(folderOf: (id: string) => string, ask: () => void): MeasurementFeed {
  interface Known {
    readonly text: string;
    readonly ended: boolean;
    /** Before that, in ms, it is not read again. */
    readonly notBefore: number;
  }
  const known = new Map<string, Known>();
  let later: NodeJS.Timeout | undefined;
  const askAt = (time: number) => {
    later ??= setTimeout(() => {
      later = undefined;
      ask();
    }, time - Date.now());
  };
  return {
    async next(row) {
      const { id, record } = row;
      if (record?.command !== 'measure' && record?.command !== 'loop') return undefined;
      const before = known.get(id);
      const ended = !isLive(row);
      if (before?.ended && ended) return undefined;
      // The end of a run is read at once, however late the files were read before.
      if (before && before.notBefore > Date.now() && !ended) {
        askAt(before.notBefore);
        return undefined;
      }
      const begun = Date.now();
      const rows = (await readMeasurements(folderOf(id), optionsOf(record).get('label') ?? 'accuracy')) ?? [];
      const text = JSON.stringify(rows);
      const notBefore = Math.max(begun + every, Date.now() + (Date.now() - begun) / share);
      known.set(id, { text, ended, notBefore });
      if (!ended) askAt(notBefore);
      return rows.length > 0 && text !== before?.text ? rows : undefined;
    },
    dispose: () => clearTimeout(later),
  };
}
