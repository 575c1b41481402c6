import { createRandom } from '../../cells/random';
import { networkFeatureNames } from '../features/network/networkFeatures';
import { normalScores } from '../math/ranks';
import { learnKernelRegression } from './kernelRegression';
import {
  everyFeature,
  maxDeviations,
  type Prior,
  sizeFeatures,
  sizePower,
  variationOf,
  walkFeatures,
} from './prior';
import { momentsOf, type Spread, scaledRows, spreadOf, standardised } from './spread';

/** Measured networks of one space. */
export interface TeachingSpace {
  readonly space: string;
  readonly family: string;
  /** `[networks, features]` */
  readonly features: Float32Array;
  /** By the label's name, one a network; more is better, NaN where not measured. */
  readonly labels: Readonly<Record<string, Float64Array>>;
}

/** So many networks of each space are what the processes learn from. */
const rowsOfSpace = 200;
const width = networkFeatureNames.length;

interface Read extends TeachingSpace {
  readonly spread: Spread;
  readonly places: readonly Float64Array[];
}

/** Learns the prior that other spaces are ranked by. The same spaces give the same prior. */
export function learnPrior(spaces: readonly TeachingSpace[]): Prior {
  const read = spaces.map((space): Read => {
    const places = Object.values(space.labels).map(placesOf);
    return { ...space, spread: spreadOf(space.features, width), places };
  });
  const common = Float32Array.from(everyFeature, k =>
    Math.sqrt(read.reduce((sum, { spread }) => sum + spread.deviation[k]! ** 2, 0) / read.length),
  );
  const families = [...new Set(spaces.map(({ family }) => family))];
  const teachers = families.map(family => {
    const own = read.filter(space => space.family === family);
    return {
      family,
      variation: joined(own.map(({ spread }) => variationOf(spread, common))),
      slopes: slopesOf(own, common),
      walks: processOf(own, space =>
        scaledRows(space.features, width, space.spread, walkFeatures, 1, common, maxDeviations),
      ),
    };
  });
  const sizes = processOf(read, space =>
    scaledRows(space.features, width, space.spread, sizeFeatures, sizePower, common, maxDeviations),
  );
  return { spaces: spaces.map(({ space }) => space), families, common, teachers, sizes };
}

/** Places of the measured values as normal deviates; NaN where there is none. */
function placesOf(values: Float64Array): Float64Array {
  const measured = [...values.keys()].filter(i => !Number.isNaN(values[i]));
  const scores = normalScores(measured.map(i => values[i]!));
  const places = new Float64Array(values.length).fill(Number.NaN);
  for (const [k, i] of measured.entries()) places[i] = scores[k]!;
  return places;
}

/**
 * Covariances of the features, in the space's own deviations, with the places: no regression, since a few families can't
 * tell features apart. Each task has the same weight within its space, and each space within the family.
 */
function slopesOf(spaces: readonly Read[], common: Float32Array): Float32Array {
  const slopes = new Float32Array(width);
  for (const { features, spread, places } of spaces) {
    const rows = scaledRows(features, width, spread, everyFeature, 1, common);
    for (const task of places) {
      const own = new Float64Array(width);
      let count = 0;
      for (let i = 0; i < task.length; i++) {
        if (Number.isNaN(task[i])) continue;
        count++;
        for (let k = 0; k < width; k++) own[k]! += rows[i * width + k]! * task[i]!;
      }
      const said = new Float64Array(task.length);
      for (let i = 0; i < said.length; i++)
        for (let k = 0; k < width; k++) said[i]! += (rows[i * width + k]! * own[k]!) / count;
      const { deviation } = momentsOf(said);
      for (let k = 0; k < width; k++) slopes[k]! += own[k]! / count / (deviation + 1e-9) / places.length;
    }
  }
  return slopes;
}

/** A process on a few networks of each space, whose targets are the mean of their places in all tasks. */
function processOf(spaces: readonly Read[], rowsOf: (space: Read) => Float32Array) {
  const rows: Float32Array[] = [];
  const targets: number[] = [];
  let columns = 0;
  for (const space of spaces) {
    const mean = meanPlaces(space.places);
    const measured = [...mean.keys()].filter(i => !Number.isNaN(mean[i]));
    const some = createRandom(1).shuffle(measured).slice(0, rowsOfSpace);
    const all = rowsOf(space);
    columns = all.length / mean.length;
    for (const i of some) rows.push(all.subarray(i * columns, (i + 1) * columns));
    targets.push(...standardised(some.map(i => mean[i]!)));
  }
  return learnKernelRegression(joined(rows), columns, targets);
}

function meanPlaces(places: readonly Float64Array[]): Float64Array {
  return places[0]!.map((_, i) => {
    const known = places.map(task => task[i]!).filter(place => !Number.isNaN(place));
    return known.length > 0 ? known.reduce((a, b) => a + b) / known.length : Number.NaN;
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
