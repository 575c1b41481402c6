import { featureOfMacs } from '../features/network/costGroup';
import { featuresOf, networkFeatureNames } from '../features/network/networkFeatures';
import { expectationOf, type KernelRegression } from './kernelRegression';
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
  /** Scores of the sample. */
  readonly sample: Float64Array;
  /** Likeness of the nearest teacher, 0 to 1. */
  readonly likeness: number;
}

/** Made for a space by the features of a sample of it, `[networks, features]`. */
export function scorerFor(prior: Prior, sample: Float32Array): NetworkScorer {
  const spread = spreadOf(sample, width);
  const shares = variationOf(spread, prior.common);
  const liked = prior.teachers.map(teacher => ({ teacher, likeness: likenessTo(teacher, shares) }));
  const likeness = Math.max(...liked.map(each => each.likeness));
  const weighed = liked
    .map(each => ({ ...each, weight: each.likeness ** sharpness }))
    .filter(({ weight }) => weight >= fewest * likeness ** sharpness);
  const walksCount = parts.walks * Math.max(0, (likeness - near) / (1 - near));

  const varying = (columns: readonly number[]) => columns.filter(k => spread.deviation[k]! > 0);
  const all = varying(everyFeature);
  const slopes = Float64Array.from(all, k =>
    weighed.reduce((sum, { teacher, weight }) => sum + weight * teacher.slopes[k]!, 0),
  );
  const bySlopes = (features: Float32Array): Float64Array => {
    const rows = scaledRows(features, width, spread, all, 1, prior.common);
    return Float64Array.from({ length: features.length / width }, (_, i) => {
      let sum = 0;
      for (let c = 0, at = i * all.length; c < all.length; c++, at++) sum += rows[at]! * slopes[c]!;
      return sum;
    });
  };
  const byProcess = (process: KernelRegression, columns: readonly number[], power: number): Member => {
    const some = varying(columns);
    if (some.length === 0) return features => new Float64Array(features.length / width);
    const expected = expectationOf(
      process,
      some.map(k => columns.indexOf(k)),
    );
    return features =>
      expected(scaledRows(features, width, spread, some, power, prior.common, maxDeviations));
  };
  const ofMacs = (features: Float32Array): Float64Array =>
    Float64Array.from({ length: features.length / width }, (_, i) => features[i * width + macs]!);
  const part = (member: Member, to: number) => weighedTo(member, member(sample), to);
  const members = [
    part(bySlopes, parts.slopes),
    part(byProcess(prior.sizes, sizeFeatures, sizePower), parts.sizes),
    part(ofMacs, parts.macs),
  ];
  if (walksCount > 0)
    members.push(
      sumOf(
        weighed.map(({ teacher, weight }) => part(byProcess(teacher.walks, walkFeatures, 1), weight)),
        walksCount,
      ),
    );
  const total = sumOf(members, 1);
  return { score: total.of, sample: total.sample, likeness };
}

type Member = (features: Float32Array) => Float64Array;

/** A part of the score, with what it says of the sample. */
interface Weighed {
  readonly of: Member;
  readonly sample: Float64Array;
}

/** The same values, with mean 0 and deviation `to` over the sample. */
function weighedTo(of: Member, said: Float64Array, to: number): Weighed {
  const { mean, deviation } = momentsOf(said);
  const factor = deviation > 0 ? to / deviation : 0;
  const scaled = (values: Float64Array) => values.map(value => (value - mean) * factor);
  return { of: features => scaled(of(features)), sample: scaled(said) };
}

function sumOf(parts: readonly Weighed[], to: number): Weighed {
  return weighedTo(
    features => summed(parts.map(({ of }) => of(features))),
    summed(parts.map(({ sample }) => sample)),
    to,
  );
}

function summed(parts: readonly Float64Array[]): Float64Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
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
