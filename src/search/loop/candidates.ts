import { canonicalHash, hasTwins } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import { enumerateCells, spaceSize } from '../../cells/enumerate';
import { type CostLimit, keepsTo } from '../../cells/namedCosts';
import type { Random } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { createFeatures, type GroupName } from '../../predictor/features/features';
import { featureKindOf } from '../../predictor/features/kinds/featureKind';
import { type Scaling, scale, scalingOf } from '../../predictor/math/scaling';
import type { Pace } from '../pace';
import { cellsWithin } from '../within';

/**
 * The cells a loop chooses from, in classes: cells with the same features of what they compute, to three decimals,
 * compute much the same, so that measuring one of them says what is expected of the others.
 */
export interface Candidates {
  /** How many classes there are. */
  readonly count: number;
  readonly width: number;
  /** `[count, width]`, standardised once over the cells given at the start. */
  readonly inputs: Float32Array;
  /** The cells of a class. */
  members(index: number): readonly Cell[];
  /** The class of each cell; those of unknown cells are added behind the others. */
  add(cells: readonly Cell[]): number[];
}

/** Signal flow, paths and costs, without what says the same again. */
const groups: readonly GroupName[] = [
  'cheap',
  'paths',
  'sums',
  'power',
  'counts',
  'reach',
  'entropy',
  'strength',
];

export function createCandidates(
  space: SearchSpace,
  cells: readonly Cell[],
  wanted?: readonly GroupName[],
): Candidates {
  const { wholeNetwork } = featureKindOf(space).traits(space);
  const features = createFeatures(
    space,
    wanted ?? (wholeNetwork ? [...groups, 'depth'] : groups),
    'functional',
  );
  const rawWidth = features.names.length;
  const raw = features.matrix(cells);
  const scaling = scalingOf(raw, rawWidth);
  const width = scaling.columns.length;
  const members: Cell[][] = [];
  const byHash = new Map<string, number>();
  const byFeatures = new Map<string, number>();
  let inputs = new Float32Array(0);

  const addRows = (added: readonly Cell[], matrix: Float32Array): number[] => {
    const fresh: number[] = [];
    const classes = added.map((cell, row) => {
      const hash = canonicalHash(space, cell);
      const key = roundedKey(matrix, row * rawWidth, rawWidth);
      // Cells are alike where all features of their graphs are; of a whole network they say less.
      let index = byHash.get(hash) ?? (wholeNetwork ? undefined : byFeatures.get(key));
      if (index === undefined) {
        index = members.push([]) - 1;
        byFeatures.set(key, index);
        fresh.push(row);
      }
      if (!byHash.has(hash) || hasTwins(space)) members[index]!.push(cell);
      byHash.set(hash, index);
      return index;
    });
    inputs = joined(inputs, scaledRows(matrix, rawWidth, scaling, fresh));
    return classes;
  };
  addRows(cells, raw);
  return {
    get count() {
      return members.length;
    },
    width,
    get inputs() {
      return inputs;
    },
    members: index => members[index]!,
    add(more) {
      const known = more.map(cell => byHash.get(canonicalHash(space, cell)));
      const unknown = more.filter((_, i) => known[i] === undefined);
      const classes = addRows(unknown, features.matrix(unknown)).values();
      return known.map(index => index ?? classes.next().value!);
    },
  };
}

/** Spaces with no more cells than this are gone through as a whole; of larger ones a sample is. */
const maxEnumerated = 50_000;
const sampleSize = 20_000;

/** All cells of a space that keep to the limits, or a sample of a large one's; fewer once the signal of `pace` was aborted. */
export async function candidatePool(
  space: SearchSpace,
  random: Random,
  pace: Pace,
  limits: readonly CostLimit[] = [],
  most = maxEnumerated,
): Promise<{ cells: Cell[]; whole: boolean }> {
  const whole = spaceSize(space) <= most;
  if (!whole)
    return { cells: await cellsWithin(space, limits, Math.min(most, sampleSize), random, pace), whole };
  const cells: Cell[] = [];
  for (const cell of enumerateCells(space)) {
    if (keepsTo(limits, cell)) cells.push(cell);
    if (!(await pace.go())) break;
  }
  return { cells, whole };
}

/** Numbers to three decimals, as a key of a map. */
function roundedKey(matrix: Float32Array, start: number, width: number): string {
  const rounded = new Int32Array(width);
  for (let k = 0; k < width; k++) rounded[k] = Math.round(1000 * matrix[start + k]!);
  return Buffer.from(rounded.buffer).toString('latin1');
}

function scaledRows(
  matrix: Float32Array,
  width: number,
  scaling: Scaling,
  rows: readonly number[],
): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries())
    taken.set(matrix.subarray(row * width, (row + 1) * width), i * width);
  return scale(taken, width, scaling);
}

function joined(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
