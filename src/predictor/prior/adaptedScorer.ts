import type { Cell } from '../../cells/cell';
import { normalBelow } from '../math/ranks';
import type { Judgement, Scorer } from '../recipe';
import { adapt, type Belief, beliefsOf, deviationsOfInterval } from './adapt';
import type { SpacePrior } from './spacePredictor';

/** Measured cells, as a space's prior looks at them. */
export interface KnownRows {
  /** `[measured, width]` */
  readonly rows: Float32Array;
  /** `[measured]`: what the prior says of each. */
  readonly scores: ArrayLike<number>;
  /** `[measured]`; more is better. */
  readonly values: ArrayLike<number>;
  /** Of how many trainings each is the mean; 1 where it is left out. */
  readonly trainings?: ArrayLike<number> | undefined;
}

export interface AdaptedScorer {
  readonly scorer: Scorer;
  /** Scores of the prior's sample of the space, rising. */
  readonly sampled: Float64Array;
  /** Of each measured cell, by the others. */
  readonly leftOut: readonly Belief[];
}

/** What other spaces taught, once some cells of the space are measured: every estimate is one of these. */
export function createAdaptedScorer(prepared: SpacePrior, known: KnownRows): AdaptedScorer {
  const { sample, basis } = prepared;
  const { rows, scores, values, trainings } = known;
  // Where nothing is measured, what the prior says is all.
  const width = values.length > 0 ? prepared.width : 1;
  const rowsOf = (looked: typeof sample) =>
    values.length > 0 ? looked.rows : new Float32Array(looked.scores.length);
  const learned = adapt({ rows, width, values, trainings, priors: scores });
  const sampled = learned.believe(rowsOf(sample), sample.scores).mean.sort();
  const believe = (asked: readonly Cell[]) => {
    const looked = prepared.look(asked);
    return beliefsOf(learned.believe(rowsOf(looked), looked.scores));
  };
  return {
    scorer: {
      basis,
      score: async asked => Float32Array.from(believe(asked), ({ mean }) => mean),
      scoreNow: cell => believe([cell])[0]!.mean,
      judge: async asked => believe(asked).map(belief => judgementOf(belief, sampled)),
      chance: (first, second) =>
        normalBelow((first.score - second.score) / Math.hypot(first.spread, second.spread, 1e-6)),
      dispose: () => {},
    },
    sampled,
    get leftOut() {
      return learned.leftOut;
    },
  };
}

/** Scores at the ends of the interval: those that so much of the sample is below. */
function judgementOf({ mean, deviation }: Belief, rising: Float64Array): Judgement {
  const at = (deviate: number) => {
    const place = normalBelow(deviate) * (rising.length - 1);
    const below = Math.floor(place);
    const above = Math.min(rising.length - 1, below + 1);
    return rising[below]! + (place - below) * (rising[above]! - rising[below]!);
  };
  const reach = deviationsOfInterval * deviation;
  return { score: mean, low: at(mean - reach), high: at(mean + reach), spread: deviation, unlike: false };
}
