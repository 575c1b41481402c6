import { featureOfMacs } from '../features/network/costGroup';
import { featuresOf, networkFeatureNames } from '../features/network/networkFeatures';
import { expectedBy, type KernelRegression } from './kernelRegression';
import { momentsOf, type Spread, scaledRows, spreadOf } from './spread';

/**
 * What is known of a space's networks before any of them has been measured, learned from tables of other spaces: the sum
 * of four parts, each to deviation 1 over a sample of the space.
 *
 * A: one vector of covariances a family of teachers. G: a process on costs and shapes, of all teachers. N: a process on
 * the signal's walk for each family, which counts only where a teacher is near. And the logarithm of multiply-adds.
 */
export interface Prior {
  /** Spaces that taught it. */
  readonly spaces: readonly string[];
  /** Their families; none of a benchmark's own may be here. */
  readonly families: readonly string[];
  /** `[features]`: deviation of each feature within a space, root mean square over the teachers. */
  readonly common: Float32Array;
  readonly teachers: readonly Teacher[];
  readonly sizes: KernelRegression;
}

export interface Teacher {
  readonly family: string;
  /** `[spaces, features]`: of each of its spaces, the deviations of features as shares of the common ones, 3 at most. */
  readonly variation: Float32Array;
  /** `[features]` */
  readonly slopes: Float32Array;
  readonly walks: KernelRegression;
}

export const everyFeature: readonly number[] = networkFeatureNames.map((_, k) => k);
export const sizeFeatures: readonly number[] = [...featuresOf('costs'), ...featuresOf('shape')];
export const walkFeatures: readonly number[] = [...featuresOf('costs'), ...featuresOf('walk')];
/** How far the sizes of features count as they are in the space itself: 1 is wholly. */
export const sizePower = 0.5;
export const maxDeviations = 3;

/** Weights of the parts; of N for a teacher of likeness 1. */
const parts = { slopes: 1, sizes: 0.7, macs: 0.3, walks: 2 } as const;
/** Likeness is raised to this, so that near teachers count and others hardly do. */
const sharpness = 8;
/** N counts from this likeness on. */
const near = 0.5;
/** A teacher that counts less than this share of the nearest is left out. */
const fewest = 0.01;

const width = networkFeatureNames.length;
const macs = networkFeatureNames.indexOf(featureOfMacs);

/** Scores of one space's networks by their features. */
export interface NetworkScorer {
  /** Of each network, `[networks, features]`; mean 0 and deviation 1 over the sample. More is better. */
  score(features: Float32Array): Float64Array;
  /** Likeness of the nearest teacher, 0 to 1. */
  readonly likeness: number;
}

/** Made for a space by the features of a sample of it, `[networks, features]`. */
export function scorerFor(prior: Prior, sample: Float32Array): NetworkScorer {
  const spread = spreadOf(sample, width);
  const varying = variationOf(spread, prior.common);
  const liked = prior.teachers.map(teacher => ({ teacher, likeness: likenessTo(teacher, varying) }));
  const likeness = Math.max(...liked.map(each => each.likeness));
  const weighed = liked
    .map(each => ({ ...each, weight: each.likeness ** sharpness }))
    .filter(({ weight }) => weight >= fewest * likeness ** sharpness);
  const walksCount = parts.walks * Math.max(0, (likeness - near) / (1 - near));

  const bySlopes = (features: Float32Array): Float64Array => {
    const rows = scaledRows(features, width, spread, everyFeature, 1, prior.common);
    const sums = new Float64Array(rows.length / width);
    for (const { teacher, weight } of weighed)
      for (let i = 0; i < sums.length; i++) {
        let sum = 0;
        for (let k = 0; k < width; k++) sum += rows[i * width + k]! * teacher.slopes[k]!;
        sums[i]! += weight * sum;
      }
    return sums;
  };
  const bySizes = (features: Float32Array): Float64Array =>
    expectedBy(
      prior.sizes,
      scaledRows(features, width, spread, sizeFeatures, sizePower, prior.common, maxDeviations),
    );
  const ofMacs = (features: Float32Array): Float64Array =>
    Float64Array.from({ length: features.length / width }, (_, i) => features[i * width + macs]!);
  const members: Member[] = [
    standardisedBy(bySlopes, sample, parts.slopes),
    standardisedBy(bySizes, sample, parts.sizes),
    standardisedBy(ofMacs, sample, parts.macs),
  ];
  if (walksCount > 0) {
    const walked = (features: Float32Array) =>
      scaledRows(features, width, spread, walkFeatures, 1, prior.common, maxDeviations);
    const each = weighed.map(({ teacher, weight }) =>
      standardisedBy(rows => expectedBy(teacher.walks, rows), walked(sample), weight),
    );
    members.push(standardisedBy(rows => summed(each, walked(rows)), sample, walksCount));
  }
  const total = standardisedBy(rows => summed(members, rows), sample, 1);
  return { score: total, likeness };
}

type Member = (features: Float32Array) => Float64Array;

/** The same values, with mean 0 and deviation `to` over the sample. */
function standardisedBy(member: Member, sample: Float32Array, to: number): Member {
  const { mean, deviation } = momentsOf(member(sample));
  const factor = deviation > 0 ? to / deviation : 0;
  return features => member(features).map(value => (value - mean) * factor);
}

function summed(members: readonly Member[], features: Float32Array): Float64Array {
  const [first, ...others] = members.map(member => member(features));
  for (const other of others) for (let i = 0; i < first!.length; i++) first![i]! += other[i]!;
  return first!;
}

/** Which features vary, as shares of the common deviations. */
export function variationOf({ deviation }: Spread, common: ArrayLike<number>): Float32Array {
  return Float32Array.from(deviation, (each, k) => (common[k]! > 0 ? Math.min(3, each / common[k]!) : 0));
}

/** Cosine of which features vary, of the space of a family that is nearest. */
function likenessTo({ variation }: Teacher, varying: Float32Array): number {
  let most = 0;
  for (let start = 0; start < variation.length; start += width) {
    let both = 0;
    let own = 0;
    let other = 0;
    for (let k = 0; k < width; k++) {
      const a = variation[start + k]!;
      const b = varying[k]!;
      both += a * b;
      own += a * a;
      other += b * b;
    }
    if (own * other > 0) most = Math.max(most, both / Math.sqrt(own * other));
  }
  return most;
}
