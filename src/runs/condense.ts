import type { RunEvent } from '../protocol/events';

/**
 * Leaves out what a reader of the whole run has no use for: all `found` but the last, and all `progress` but the first
 * and last of each phase (from which the time left is told). Order is kept.
 */
export function condense(events: readonly RunEvent[]): readonly RunEvent[] {
  const keep = new Set<RunEvent>();
  const first = new Map<string, RunEvent>();
  const last = new Map<string, RunEvent>();
  let found: RunEvent | undefined;
  for (const event of events) {
    if (event.event === 'found') found = event;
    else if (event.event === 'progress') {
      if (!first.has(event.phase)) first.set(event.phase, event);
      last.set(event.phase, event);
    } else keep.add(event);
  }
  for (const event of [...first.values(), ...last.values()]) keep.add(event);
  if (found) keep.add(found);
  return events.filter(event => keep.has(event));
}
