import { setImmediate } from 'node:timers/promises';
import { type Checkpoint, createKeeper, type State } from '../../checkpoint';
import type { Hands } from '../../hands';
import type { JobName, Outcome, Task } from '../../jobs';
import type { TrainReport } from '../../recipe';

/** What a part of a training is told as, and how much of the whole time it takes. */
export interface Part {
  readonly name: string;
  readonly phase: string;
  readonly steps: number;
  /** In any unit, of a hand's time. Parts that nothing else can be done beside count for all hands. */
  readonly cost: number;
  /** The training waits for it before anything that is not urgent. */
  readonly urgent?: boolean;
}

/** Gets the parts of a training done: each goes on from the checkpoint, writes into it, and tells how far it is. */
export interface Crew {
  do<Name extends JobName>(part: Part, job: Name, task: Task<Name>): Promise<Outcome<Name>>;
}

/** ms between two reports. */
const tellEvery = 100;

export function createCrew(
  parts: readonly Part[],
  hands: Hands,
  checkpoint: Checkpoint,
  report: (report: TrainReport) => void,
  signal: AbortSignal | undefined,
): Crew {
  const done = new Map(parts.map(part => [part.name, 0]));
  const phases = [...new Set(parts.map(({ phase }) => phase))];
  const all = sum(parts, ({ cost }) => cost);
  let told = Number.NEGATIVE_INFINITY;
  let toldPhase: string | undefined;

  const tell = () => {
    const far = (part: Part) => done.get(part.name)!;
    // Parts of a later phase may be under way already; what is told is the first that has not ended.
    const phase = phases.find(phase => parts.some(part => part.phase === phase && far(part) < part.steps));
    const current = parts.filter(part => part.phase === (phase ?? phases.at(-1)));
    if (phase === toldPhase && performance.now() - told < tellEvery) return;
    told = performance.now();
    toldPhase = phase;
    report({
      event: 'progress',
      phase: current[0]!.phase,
      done: sum(current, far),
      total: sum(current, ({ steps }) => steps),
      overall: sum(parts, part => (part.cost * far(part)) / part.steps) / all,
    });
  };

  return {
    async do(part, job, task) {
      const before = checkpoint.read(part.name);
      const finish = (outcome: Outcome<typeof job>) => {
        done.set(part.name, part.steps);
        tell();
        return outcome;
      };
      if (before?.['finished']) return finish(before as Outcome<typeof job>);
      const keep = createKeeper();
      const pace = {
        ...(before ? { from: before } : {}),
        signal,
        async step(step: number, state?: () => State) {
          done.set(part.name, Math.min(step, part.steps));
          tell();
          if (state) await keep(() => checkpoint.write(part.name, state()));
          await setImmediate();
          signal?.throwIfAborted();
        },
      };
      const outcome = await hands.do(job, task, pace, part.urgent);
      checkpoint.write(part.name, { ...outcome, finished: Uint8Array.of(1) });
      return finish(outcome);
    },
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
