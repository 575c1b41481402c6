import type { Cell } from '../../cells/cell';
import { drawCells, enumerateCells, spaceSize, surelySamples } from '../../cells/enumerate';
import { buildNetwork } from '../../cells/network/buildNetwork';
import { flatten } from '../../cells/network/flatten';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { featureOfMacs, featureOfParameters } from '../features/network/costGroup';
import { networkFeatureNames, writeNetworkFeatures } from '../features/network/networkFeatures';
import { readNetwork } from '../features/network/reading';
import { kendallTau } from '../metrics';
import type { Predictor } from '../predictor';
import type { Basis } from '../recipe';
import { makeReference, topShare } from '../reference';
import type { Belief } from './adapt';
import { createAdaptedScorer, type KnownRows } from './adaptedScorer';
import { type NetworkScorer, type Prior, scorerFor } from './prior';
import { createProcessRows, type ProcessRows } from './processRows';
import { momentsOf, type Spread, spreadOf } from './spread';

/** Cells of a space that its scores are standardised by and its percentiles are taken from. */
const sampleSize = 128;
/** From so many measured cells on, how well they agree with what the others say of them is worth showing. */
const fewestForAgreement = 10;
/** Of more measured cells than this, as many are drawn to learn from: the process takes time with the cube of them. */
const maxMeasured = 200;

const width = networkFeatureNames.length;
const costColumns = [featureOfMacs, featureOfParameters].map(name => networkFeatureNames.indexOf(name));

/** Cells of the space that were measured. */
export interface MeasuredSoFar {
  readonly cells: readonly Cell[];
  /** One a cell; more is better. */
  readonly values: ArrayLike<number>;
  /** Of how many trainings each is the mean; 1 where it is left out. */
  readonly trainings?: ArrayLike<number> | undefined;
}

/** What other spaces say of one space, ready for any cell of it. */
export interface SpacePrior {
  readonly space: SearchSpace;
  /** `size`: the space has operations of which nothing is known, so that costs alone rank its cells. */
  readonly basis: 'transfer' | 'size';
  /** Of the rows. */
  readonly width: number;
  /** What is known of cells: `[cells, width]` rows for `adapt`, and scores of mean 0 and deviation 1 over the space. */
  look(cells: readonly Cell[]): { readonly rows: Float32Array; readonly scores: Float64Array };
  readonly sample: ReturnType<SpacePrior['look']>;
}

/** Reads a sample of the space: some tenths of a second, then half a millisecond a cell. The same every time. */
export function preparePrior(space: SearchSpace, prior: Prior): SpacePrior {
  const sample = sampleOf(space);
  const { features, known } = readCells(space, sample);
  const basis = known ? 'transfer' : 'size';
  const scorer =
    basis === 'transfer' ? scorerFor(prior, features) : costScorer(features, spreadOf(features, width));
  // Only once something is measured are cells told apart.
  let made: ProcessRows | undefined;
  const processRows = () => {
    made ??= createProcessRows(space, sample, features);
    return made;
  };
  const looked = (cells: readonly Cell[], features: Float32Array, scores: Float64Array) => {
    let rows: Float32Array | undefined;
    return {
      scores,
      get rows() {
        rows ??= processRows().of(cells, features);
        return rows;
      },
    };
  };
  return {
    space,
    basis,
    get width() {
      return processRows().width;
    },
    look: cells => {
      const { features } = readCells(space, cells);
      return looked(cells, features, scorer.score(features));
    },
    sample: looked(sample, features, scorer.sample),
  };
}

const nothingKnown: KnownRows = { rows: new Float32Array(0), scores: [], values: [] };

/** Ranks the cells of a space by what other spaces taught and what was measured of it so far. */
export function createSpacePredictor(
  prepared: SpacePrior,
  { cells, values, trainings }: MeasuredSoFar = { cells: [], values: [] },
): Predictor {
  const { space, basis } = prepared;
  const kept = cells.length <= maxMeasured ? [...cells.keys()] : drawnFrom(cells.length);
  const told = kept.map(i => values[i]!);
  const adapted = createAdaptedScorer(
    prepared,
    kept.length === 0
      ? nothingKnown
      : {
          ...prepared.look(kept.map(i => cells[i]!)),
          values: told,
          trainings: trainings && kept.map(i => trainings[i]!),
        },
  );
  const { scorer, sampled } = adapted;
  const reference = makeReference(sampled, false);
  const agreement = cells.length < fewestForAgreement ? undefined : agreementOf(adapted.leftOut, told);
  return {
    card: cardOf(space, basis, cells.length, reference, agreement),
    space,
    basis,
    measured: cells.length,
    score: scorer.score,
    scoreNow: scorer.scoreNow,
    judge: scorer.judge,
    chance: scorer.chance,
    top: score => Math.max(50 / sampled.length, topShare(reference, score)),
    dispose: () => {},
  };
}

/** Kendall's τ between measured cells and what the other measured ones say of each. */
function agreementOf(leftOut: readonly Belief[], values: readonly number[]): number {
  return kendallTau(
    leftOut.map(({ mean }) => mean),
    values,
  );
}

function sampleOf(space: SearchSpace): readonly Cell[] {
  if (!surelySamples(space, sampleSize) && spaceSize(space) <= sampleSize) return [...enumerateCells(space)];
  return drawCells(space, sampleSize, createRandom(0));
}

function drawnFrom(count: number): number[] {
  return createRandom(0)
    .shuffle(Array.from({ length: count }, (_, i) => i))
    .slice(0, maxMeasured);
}

/** `[cells, width]`, and whether all their operations are known. One network after the other: each has megabytes of layers. */
function readCells(space: SearchSpace, cells: readonly Cell[]) {
  const features = new Float32Array(cells.length * width);
  let known = true;
  for (const [i, cell] of cells.entries()) {
    const reading = readNetwork(flatten(buildNetwork({ space, cell, name: 'cell' })));
    known &&= reading.unknown.length === 0;
    writeNetworkFeatures(reading, features, i * width);
  }
  return { features, known };
}

/** Multiply-adds and parameters, both in deviations of the space. */
function costScorer(sample: Float32Array, spread: Spread): Omit<NetworkScorer, 'likeness'> {
  const sums = (features: Float32Array) =>
    Float64Array.from({ length: features.length / width }, (_, i) =>
      costColumns.reduce((sum, k) => {
        const deviation = spread.deviation[k]!;
        return deviation > 0 ? sum + (features[i * width + k]! - spread.mean[k]!) / deviation : sum;
      }, 0),
    );
  const own = sums(sample);
  const { mean, deviation } = momentsOf(own);
  const scaled = (values: Float64Array) =>
    values.map(value => (deviation > 0 ? (value - mean) / deviation : 0));
  return { score: features => scaled(sums(features)), sample: scaled(own) };
}

/** What people are told of it; it is never saved. */
function cardOf(
  space: SearchSpace,
  basis: Basis,
  measured: number,
  reference: ReturnType<typeof makeReference>,
  agreement: number | undefined,
): Predictor['card'] {
  const from = basis === 'size' ? 'parameters and FLOPs alone' : 'other spaces';
  return {
    format: 1,
    name: `${space.name}, estimated from ${from}`,
    recipe: basis,
    space,
    source: measured === 0 ? from : `${measured} measured ${measured === 1 ? 'cell' : 'cells'} and ${from}`,
    data: { file: '', sha256: '' },
    label: '',
    trained: measured,
    seed: 0,
    // Each measured cell is left out once.
    ...(agreement === undefined ? {} : { kendallTau: agreement, folds: Math.min(measured, maxMeasured) }),
    figures: [],
    numbers: 0,
    reference,
    versions: {},
    created: '',
    trainSeconds: 0,
  };
}
