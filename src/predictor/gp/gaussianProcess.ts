import type { Random } from '../../cells/random';
import { atOwnPace, type Pace } from '../checkpoint';
import { createAdam } from '../math/adam';
import { firstLogs, processObjective } from './negLogMarginalLikelihood';
import { type Conditioned, condition, takeRows } from './posterior';
import { conditionOnAnchors } from './sparseGp';

export interface ProcessSettings {
  /** Adam's rate and steps from fixed start values: stopping early is what keeps the weights from fitting too well. */
  readonly rate: number;
  readonly steps: number;
  /** Deviation of the start weights' logarithms: processes that begin elsewhere say more together. */
  readonly startSpread: number;
  /** Logarithm of the noise's variance that learning begins at and is drawn to: much of it keeps the weights from fitting. */
  readonly learningNoise: number;
  /** The noise's variance when it says what others are, times the root of the number of rows; without it, as learned. */
  readonly knownNoise?: number;
  /** Its weights are learned from this share of the rows, drawn at random. */
  readonly learnShare: number;
  /** Rows of a step, at most: where there are more, each step sees others. */
  readonly batch: number;
  /** Where there are more rows than this, it knows all of them through so many. */
  readonly mostAnchors: number;
}

/** What a Gaussian process has learned of its inputs. */
export interface LearnedProcess {
  /** Logarithms of its parameters, as `processObjective` has them. */
  readonly logs: Float64Array;
  /** The rows that it knows, of those it was given. */
  readonly rows: Int32Array;
  /** 0 for each of `rows` that it may be judged by: with few rows, those that `logs` were not learned from. */
  readonly learned: Uint8Array;
  /** The rows that it knows the others through: where they are few, all. */
  readonly anchors: Int32Array;
}

/** `inputs` `[n, width]`, standardised; `targets` are normal scores, so mean 0 and deviation 1. */
export async function learnProcess(
  inputs: Float32Array,
  targets: Float64Array,
  settings: ProcessSettings,
  random: Random,
  pace: Pace = atOwnPace,
): Promise<LearnedProcess> {
  const width = inputs.length / targets.length;
  const order = random.shuffle(Array.from(targets.keys()));
  const learned = order.slice(0, Math.ceil(settings.learnShare * order.length));
  const logs = firstLogs(width, settings.learningNoise);
  for (let k = 0; k < width; k++) logs[k]! += settings.startSpread * (random.normal() - settings.startSpread);
  const adam = createAdam(logs);
  let step = 0;
  const { logs: logsBefore, first, second, counters } = pace.from ?? {};
  if (logsBefore?.length === logs.length && first && second && counters) {
    step = counters[0]!;
    logs.set(logsBefore);
    adam.goOn(first, second, step);
  }
  while (step < settings.steps) {
    const rows = rowsOfStep(learned, settings.batch, step);
    const chosen = Float64Array.from(rows, row => targets[row]!);
    const objective = await processObjective(
      takeRows(inputs, width, rows),
      chosen,
      width,
      logs,
      settings.learningNoise,
    );
    if (!objective) break;
    adam.step(objective.gradient, settings.rate * settling(step, settings, learned.length));
    step++;
    await pace.step(step, () => ({
      logs: logs.slice(),
      first: adam.first.slice(),
      second: adam.second.slice(),
      counters: Int32Array.of(step),
    }));
  }
  if (settings.knownNoise) logs[width + 2] = Math.log(settings.knownNoise / Math.sqrt(order.length));
  return {
    logs,
    rows: Int32Array.from(order),
    learned: marks(order.length, learned.length, settings.mostAnchors),
    anchors: Int32Array.from(order.slice(0, settings.mostAnchors)),
  };
}

/** All rows, or where there are more than a step takes, the next of them, from the first again after the last. */
function rowsOfStep(learned: readonly number[], batch: number, step: number): readonly number[] {
  if (learned.length <= batch) return learned;
  return Array.from({ length: batch }, (_, i) => learned[(step * batch + i) % learned.length]!);
}

/** Steps that see different rows become smaller towards the end, or the last rows would count most. */
function settling(step: number, { steps, batch }: ProcessSettings, learned: number): number {
  return learned <= batch ? 1 : Math.min(1, (steps - step) / (0.4 * steps));
}

/** Where cells are many, a process is judged by so many at most. */
const mostJudged = 3000;

/** `LearnedProcess.learned`. Of anchors a process knows more than of a cell that is new: it is not judged by them. */
function marks(rows: number, learned: number, mostAnchors: number): Uint8Array {
  if (rows <= mostAnchors) return new Uint8Array(rows).fill(1, 0, learned);
  const start = learned < rows ? Math.max(learned, mostAnchors) : mostAnchors;
  return new Uint8Array(rows).fill(1).fill(0, start, start + mostJudged);
}

/** The process that has learned so much, with the rows it knows. `leftOut` is NaN for rows that it is not judged by. */
export async function knowing(
  { logs, rows, learned, anchors }: LearnedProcess,
  inputs: Float32Array,
  targets: Float64Array,
): Promise<Conditioned> {
  const known = takeRows(inputs, logs.length - 3, rows);
  const theirs = Float64Array.from(rows, row => targets[row]!);
  if (anchors.length >= rows.length) return condition(known, theirs, logs);
  const judged = Array.from(rows.keys()).filter(k => !learned[k]);
  const { leftOut, ...posterior } = await conditionOnAnchors(known, theirs, logs, anchors.length, judged);
  const spread = (values: Float64Array) => {
    const all = new Float64Array(rows.length).fill(Number.NaN);
    for (const [i, k] of judged.entries()) all[k] = values[i]!;
    return all;
  };
  return { ...posterior, leftOut: { mean: spread(leftOut.mean), variance: spread(leftOut.variance) } };
}
