export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** All that a piece of work has to remember to go on later, or what came out of it. */
export type State = Readonly<Record<string, NumberArray>>;

/** What a long piece of work writes down as it goes, each of its parts under a name of its own. */
export interface Checkpoint {
  /** What was last written of a part; undefined where nothing was, or nothing whole. */
  read(part: string): State | undefined;
  write(part: string, state: State): void;
}

/** For a piece of work that has to survive its engine, but not its process. */
export function memoryCheckpoint(): Checkpoint {
  const parts = new Map<string, State>();
  return {
    read: part => parts.get(part),
    write: (part, state) => void parts.set(part, state),
  };
}

/** How a part of the work is told about, stopped and gone on with. */
export interface TaskContext {
  /** Where an earlier attempt stood. */
  readonly resumeFrom?: State;
  /** Aborted once the part is not wanted any more. */
  readonly signal?: AbortSignal | undefined;
  /** Awaited after each step, mostly with what it takes to go on from there; throws to stop. */
  step(done: number, state?: () => State): void | Promise<void>;
  /** Hears of one point of each curve named. */
  metric?(step: number, values: Readonly<Record<string, number>>): void;
}

export const noContext: TaskContext = { step() {} };

/** Points of a curve that is told of while something is learned in steps. */
const curvePoints = 60;

/** Whether the curve of a task of so many steps has a point at this one. */
export function isPoint(step: number, steps: number): boolean {
  return step === steps || step % Math.ceil(steps / curvePoints) === 0;
}

/** ms between two states written, at least. */
const minInterval = 500;
/** Writing takes at most this share of the time. */
const maxShare = 0.05;

/** Does the first of what it is given to do, and then so much that a checkpoint is never far behind and costs little. */
export function checkpointThrottle(): (write: () => void | Promise<void>) => Promise<void> {
  let next = 0;
  return async write => {
    const start = performance.now();
    if (start < next) return;
    await write();
    const end = performance.now();
    next = end + Math.max(minInterval, (end - start) / maxShare);
  };
}
