import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readSmallSync } from '../../files/regularFile';
import type { RunEvent } from '../../protocol/events';
import type { RunRecord } from '../../protocol/run';
import { parseRunRecord } from '../../protocol/schemas/runRecord';
import { readLastEvents } from '../../runs/readEvents';
import { maxRecordBytes, runFiles } from '../../runs/runFolder';
import { UserError } from '../failure';

/** A run that goes on: what it was, and what it has told already. */
export interface ResumedRun {
  readonly record: RunRecord;
  /** Worked before. */
  readonly seconds: number;
  /** Whether it has anything to go on from. */
  readonly hasCheckpoint: boolean;
  /** Whether an event was told before: work that is done again is not told again. */
  wasTold(event: RunEvent): boolean;
}

export async function resumedRun(folder: string): Promise<ResumedRun> {
  const record = parseRunRecord(readSmallSync(path.join(folder, runFiles.record), maxRecordBytes));
  if (typeof record === 'string') throw new UserError(`The run in ${folder} can't be resumed: ${record}.`);
  const events = await readLastEvents(folder);
  const most = (of: (event: RunEvent) => number | undefined) =>
    events.reduce((most, event) => Math.max(most, of(event) ?? most), Number.NEGATIVE_INFINITY);
  /** Of each curve, its last step: those of parts that learn side by side go on by themselves. */
  const steps = new Map<string, number>();
  for (const event of events)
    if (event.event === 'metric')
      for (const name of Object.keys(event.values))
        steps.set(name, Math.max(event.step, steps.get(name) ?? event.step));
  const round = most(event => (event.event === 'round' ? event.round : undefined));
  const scored = most(event => (event.event === 'found' ? event.scored : undefined));
  return {
    record,
    seconds: events.at(-1)?.seconds ?? 0,
    hasCheckpoint:
      hasParts(path.join(folder, runFiles.checkpoint)) || existsSync(path.join(folder, 'measurements.jsonl')),
    wasTold(event) {
      if (event.event === 'metric')
        return Object.keys(event.values).every(name => event.step <= (steps.get(name) ?? -1));
      if (event.event === 'round') return event.round <= round;
      return event.event === 'found' && event.scored <= scored;
    },
  };
}

function hasParts(folder: string): boolean {
  try {
    return readdirSync(folder).some(name => name.endsWith('.bin'));
  } catch {
    return false;
  }
}
