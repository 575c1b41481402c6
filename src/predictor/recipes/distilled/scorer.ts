import type { Cell } from '../../../cells/cell';
import type { SearchSpace } from '../../../cells/space';
import { createFeatures } from '../../features/features';
import { along, type Curve } from '../../math/curve';
import type { Judgement, Scorer } from '../../recipe';
import { type Calibration, chanceToBeat } from './calibration';
import type { FeatureSpec } from './config';
import { forwardInLoops, forwardLayers } from './gnn/layers';
import type { Parameters } from './gnn/parameters';
import { type StudentName, studentLayers } from './student/student';
import { type UncertaintyName, uncertaintyLayers } from './student/uncertaintyHead';

/** All that answering needs. */
export interface DistilledModel {
  readonly spec: FeatureSpec;
  /** Of the raw features, `[columns kept]`. */
  readonly columns: Uint16Array;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  readonly student: Parameters<StudentName>['views'];
  readonly uncertainty: Parameters<UncertaintyName>['views'];
  readonly curve: Curve;
  readonly calibration: Calibration;
}

/** How far from the mean a scaled input may be; what is beyond is held there. */
export const inputLimit = 5;

/** Cells scored at a time. */
const chunk = 4096;

export function createDistilledScorer(space: SearchSpace, model: DistilledModel): Scorer {
  const read = inputReader(space, model);
  const { curve, calibration } = model;
  const student = studentLayers(model.student);
  const spread = uncertaintyLayers(model.uncertainty);

  async function inChunks(
    cells: readonly Cell[],
    signal: AbortSignal | undefined,
    use: (inputs: Float32Array, start: number) => Promise<void>,
  ): Promise<void> {
    for (let start = 0; start < cells.length; start += chunk) {
      signal?.throwIfAborted();
      await use(read(cells.slice(start, start + chunk)), start);
    }
  }

  async function scoresOf(inputs: Float32Array): Promise<Float32Array> {
    const raw = await forwardLayers(inputs, student);
    return raw.map(value => along(curve, value));
  }

  return {
    async score(cells, signal) {
      const scores = new Float32Array(cells.length);
      await inChunks(cells, signal, async (inputs, start) => scores.set(await scoresOf(inputs), start));
      return scores;
    },
    scoreNow: cell => along(curve, forwardInLoops(read([cell]), student)[0]!),
    async judge(cells, signal) {
      const judgements: Judgement[] = [];
      await inChunks(cells, signal, async inputs => {
        const scores = await scoresOf(inputs);
        const logs = await forwardLayers(inputs, spread);
        for (let i = 0; i < scores.length; i++)
          judgements.push(judgement(scores[i]!, Math.exp(logs[i]!), calibration));
      });
      return judgements;
    },
    chance: (first, second) => chanceToBeat(calibration, first, second),
    dispose() {},
  };
}

/** What the calibration makes of a score and a spread. */
export function judgement(
  score: number,
  spread: number,
  { slope, low, high, unlike }: Calibration,
): Judgement {
  const middle = slope * score;
  return {
    score,
    low: middle + low * spread,
    high: middle + high * spread,
    spread,
    unlike: spread > unlike,
  };
}

/** Features, raised, kept, scaled and held in, in one pass. */
function inputReader(
  space: SearchSpace,
  { spec, columns, mean, deviation }: Pick<DistilledModel, 'spec' | 'columns' | 'mean' | 'deviation'>,
): (cells: readonly Cell[]) => Float32Array {
  const features = createFeatures(space, spec.groups, spec.graphForm);
  const raw = new Float32Array(features.names.length);
  const width = columns.length;
  const scaled = (root: number, k: number) =>
    Math.max(-inputLimit, Math.min(inputLimit, (root - mean[k]!) / deviation[k]!));
  // Most of a cell's features are zero.
  const ofZero = Float32Array.from(columns, (_, k) => scaled(0, k));
  return cells => {
    const out = new Float32Array(cells.length * width);
    for (let i = 0, at = 0; i < cells.length; i++) {
      features.write(cells[i]!, raw, 0);
      for (let k = 0; k < width; k++, at++) {
        const value = raw[columns[k]!]!;
        if (value === 0) out[at] = ofZero[k]!;
        else out[at] = scaled(value < 0 ? -Math.sqrt(-value) : Math.sqrt(value), k);
      }
    }
    return out;
  };
}
