import type { DoneEvent, FoundEvent, MetricEvent, ProgressEvent, RunEvent } from '../protocol/events';

/** What the detail of a run shows, gathered from its events as they come. */
export interface RunModel {
  readonly curves: Curves;
  found: FoundEvent | undefined;
  done: DoneEvent | undefined;
  /** The last of each sentence for people. */
  message: string | undefined;
  progress: { readonly first: ProgressEvent; readonly last: ProgressEvent } | undefined;
  /** How many events are in it; the next message must go on from there. */
  events: number;
}

/** Columns over one list of steps, which ascends. `null`: not measured at that step. */
export interface Curves {
  readonly steps: number[];
  /** When each step was reached, seconds since the start of the run. */
  readonly seconds: number[];
  readonly values: Map<string, (number | null)[]>;
}

export function emptyRun(): RunModel {
  return {
    curves: { steps: [], seconds: [], values: new Map() },
    found: undefined,
    done: undefined,
    message: undefined,
    progress: undefined,
    events: 0,
  };
}

export function addEvents(model: RunModel, events: readonly RunEvent[]): void {
  model.events += events.length;
  for (const event of events)
    switch (event.event) {
      case 'metric':
        addPoint(model.curves, event);
        break;
      case 'found':
        model.found = event;
        break;
      case 'progress':
        model.progress = {
          first: model.progress?.first.phase === event.phase ? model.progress.first : event,
          last: event,
        };
        break;
      case 'message':
        model.message = event.text;
        break;
      case 'done':
        model.done = event;
        break;
      case 'resumed':
        model.message = event.text;
        break;
      case 'round':
      case 'failed':
        break;
    }
}

function addPoint(
  { steps, seconds, values }: Curves,
  { step, seconds: time, values: point }: MetricEvent,
): void {
  let at = steps.length;
  while (at > 0 && (steps[at - 1] ?? 0) >= step) at--;
  if (steps[at] !== step) {
    steps.splice(at, 0, step);
    seconds.splice(at, 0, time);
    for (const column of values.values()) column.splice(at, 0, null);
  }
  for (const [name, value] of Object.entries(point)) {
    let column = values.get(name);
    if (!column) {
      column = steps.map(() => null);
      values.set(name, column);
    }
    column[at] = Number.isFinite(value) ? value : null;
  }
}

/** Seconds: of the whole run where it estimates that, else from the pace of the current phase, once there is one. */
export function secondsLeft(model: RunModel): number | undefined {
  if (!model.progress) return undefined;
  const { first, last } = model.progress;
  if (last.overall !== undefined && last.overall > 0)
    return (last.seconds * (1 - last.overall)) / last.overall;
  const [done, took] = [last.done - first.done, last.seconds - first.seconds];
  if (done <= 0 || took <= 0) return undefined;
  return ((last.total - last.done) * took) / done;
}
