import type { DoneEvent, FoundEvent, MetricEvent, ProgressEvent, RunEvent } from '../protocol/events';
import { formatCount } from '../protocol/words';

/** What the detail of a run shows, gathered from its events as they come. */
export interface RunModel {
  readonly curves: Map<string, Curve>;
  found: FoundEvent | undefined;
  done: DoneEvent | undefined;
  /** The last of each sentence for people. */
  message: string | undefined;
  progress: { readonly first: ProgressEvent; readonly last: ProgressEvent } | undefined;
  /** Of a loop: what was expected of cells, and what they measured, in that order. */
  readonly expected: ExpectedPoint[];
  /** How many events are in it; the next message must go on from there. */
  events: number;
  /** Bytes of its events, where only a part of them was read. */
  thinnedFrom: number | undefined;
}

/** What a cell was expected to measure, with the 80 % interval, and what it measured. */
export interface ExpectedPoint {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly measured: number;
}

/** One metric over the steps at which it was measured, which ascend. */
export interface Curve {
  readonly steps: number[];
  /** When each step was reached, seconds since the start of the run. */
  readonly seconds: number[];
  readonly values: number[];
}

/** By the name of the metric. */
export type Curves = ReadonlyMap<string, Curve>;

export function emptyRun(): RunModel {
  return {
    curves: new Map(),
    found: undefined,
    done: undefined,
    message: undefined,
    progress: undefined,
    expected: [],
    events: 0,
    thinnedFrom: undefined,
  };
}

/** Says of a run that its curves have not all of its points. */
export function thinnedWords(bytes: number): string {
  const megabytes = formatCount(Math.round(bytes / 1e6));
  return `This run has written ${megabytes} MB of events. Its curves show a part of them, evenly drawn; events.jsonl has them all.`;
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
        for (const { label, expected } of event.cells)
          if (typeof label === 'number' && expected) model.expected.push({ ...expected, measured: label });
        break;
      case 'failed':
        break;
    }
}

function addPoint(curves: Map<string, Curve>, { step, seconds, values }: MetricEvent): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isFinite(value)) continue;
    const curve = curves.get(name) ?? { steps: [], seconds: [], values: [] };
    curves.set(name, curve);
    let at = curve.steps.length;
    while (at > 0 && curve.steps[at - 1]! >= step) at--;
    const known = curve.steps[at] === step ? 1 : 0;
    curve.steps.splice(at, known, step);
    curve.seconds.splice(at, known, seconds);
    curve.values.splice(at, known, value);
  }
}

/** Curves over all steps, or all seconds, at which one of them has a point. `null`: it has none there. */
export function joinCurves(curves: readonly Curve[], over: 'steps' | 'seconds') {
  const x = [...new Set(curves.flatMap(curve => curve[over]))].sort((a, b) => a - b);
  const columns = curves.map(curve => {
    const values = new Map(curve[over].map((at, i) => [at, curve.values[i]!]));
    return x.map(at => values.get(at) ?? null);
  });
  return { x, columns };
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
