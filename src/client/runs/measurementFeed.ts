import { isLive } from '../../protocol/describeRun';
import type { MeasurementRow } from '../../protocol/measurementRow';
import type { RunRow } from '../../protocol/run';
import { optionsOf } from '../../protocol/runOptions';
import { readMeasurements } from '../../runs/readMeasurements';

/** A run that goes on is looked at so often at the most, in milliseconds. */
const every = 1000;

/** The measurements of the runs that a page shows, as they change. */
export interface MeasurementFeed {
  /** What is new since the last call; `undefined`: nothing, or the files were read a moment ago. */
  next(row: RunRow): Promise<readonly MeasurementRow[] | undefined>;
  dispose(): void;
}

/** `ask` is called once the files of a run may be read again that changed too early: nothing else may happen to it for long. */
export function createMeasurementFeed(folderOf: (id: string) => string, ask: () => void): MeasurementFeed {
  const known = new Map<string, { readonly text: string; readonly at: number; readonly ended: boolean }>();
  let later: NodeJS.Timeout | undefined;
  return {
    async next(row) {
      const { id, record } = row;
      if (record?.command !== 'measure' && record?.command !== 'loop') return undefined;
      const before = known.get(id);
      const ended = !isLive(row);
      if (before?.ended && ended) return undefined;
      const rest = before ? before.at + every - Date.now() : 0;
      // The end of a run is read at once, however late the files were read before.
      if (rest > 0 && !ended) {
        later ??= setTimeout(() => {
          later = undefined;
          ask();
        }, rest);
        return undefined;
      }
      const at = Date.now();
      const rows = (await readMeasurements(folderOf(id), optionsOf(record).get('label') ?? 'accuracy')) ?? [];
      const text = JSON.stringify(rows);
      known.set(id, { text, at, ended });
      return rows.length > 0 && text !== before?.text ? rows : undefined;
    },
    dispose: () => clearTimeout(later),
  };
}
