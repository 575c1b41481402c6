import { createRandom } from '../../cells/random';
import { firstLogs, processObjective } from '../../predictor/gp/negLogMarginalLikelihood';
import { takeRows } from '../../predictor/gp/posterior';
import { createAdam } from '../../predictor/math/adam';
import { normalScores } from '../../predictor/math/ranks';
import type { Candidates } from './candidates';
import { createPosterior, type Posterior, type ProcessParameters } from './posterior';

/** One measurement of a candidate. */
export interface Measurement {
  /** Its class among the candidates. */
  readonly index: number;
  readonly value: number;
}

/** A Gaussian process over the candidates that is told of one measurement after another. */
export interface Belief {
  /**
   * The posterior given all of these, which begin with those given before. The parameters are learned anew when there
   * are a tenth more of them than at the last learning; `beforeLearning` may then add candidates.
   */
  given(measured: readonly Measurement[], beforeLearning?: () => void): Promise<Posterior>;
}

/** Adam's, from fixed start values and never from the last ones: that it stops early keeps it from fitting too well. */
export interface Learning {
  readonly rate: number;
  readonly steps: number;
}

const usual: Learning = { rate: 0.1, steps: 12 };
const growth = 1.1;
/** Of more measurements than this, as many are drawn to learn the parameters from. */
const mostLearned = 300;

export function createBelief(candidates: Candidates, learning: Learning = usual): Belief {
  let posterior: Posterior | undefined;
  let known = 0;
  let learnedFrom = 0;
  return {
    async given(measured, beforeLearning) {
      const targets = normalScores(measured.map(({ value }) => value));
      const indices = measured.map(({ index }) => index);
      if (!posterior || measured.length >= growth * learnedFrom) {
        beforeLearning?.();
        posterior = createPosterior(candidates.inputs, await learn(candidates, indices, targets, learning));
        known = 0;
        learnedFrom = measured.length;
      }
      await posterior.observe(indices.slice(known));
      known = measured.length;
      posterior.tell(targets);
      return posterior;
    },
  };
}

async function learn(
  { inputs, width }: Candidates,
  indices: readonly number[],
  targets: Float64Array,
  { rate, steps }: Learning,
): Promise<ProcessParameters> {
  const order = Array.from(indices.keys());
  const some = order.length <= mostLearned ? order : createRandom(0).shuffle(order).slice(0, mostLearned);
  const rows = takeRows(
    inputs,
    width,
    some.map(i => indices[i]!),
  );
  const values = Float64Array.from(some, i => targets[i]!);
  const logs = firstLogs(width);
  const adam = createAdam(logs);
  for (let step = 0; step < steps; step++) {
    const objective = await processObjective(rows, values, width, logs);
    if (!objective) break;
    adam.step(objective.gradient, rate);
  }
  const parameters = logs.map(Math.exp);
  return {
    weights: parameters.subarray(0, width),
    amplitude: parameters[width]!,
    linear: parameters[width + 1]!,
    noise: parameters[width + 2]!,
  };
}
