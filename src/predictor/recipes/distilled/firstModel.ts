import type { Cell } from '../../../cells/cell';
import type { SearchSpace } from '../../../cells/space';
import type { FittedGp } from '../../gp/gaussianProcess';
import { predictGp } from '../../gp/posterior';
import { along, type Curve } from '../../math/curve';
import type { Scaling } from '../../math/scaling';
import type { Judgement, Scorer, Weights } from '../../recipe';
import type { StageOutput } from '../../stages';
import { calibrate, chanceToBeat } from './calibration';
import { configFor } from './config';
import { restoreEncoder, teacherLimit } from './featureEncoder';
import { calibrationOf, calibrationWeight, row, takeWeight } from './modelWeights';
import { normalCurve } from './monotone';
import { judgement } from './scorer';

/** It knows so many cells at the most, to stay small and quick. */
export const maxFirstRows = 600;

/**
 * What answers while a training goes on: its first Gaussian process, which is learned in a moment and ranks nearly as
 * well as the network that is taught in the end, at twenty times the cost.
 *
 * @param whole the process, with what it says of a uniform sample of the space: `scores` are these cells'.
 * @param cells how many were measured: they decide the plan, and so the process's view.
 */
export function makeFirstModel(
  cells: number,
  scaling: Scaling,
  { logHyperparameters, rows, heldOut }: FittedGp,
  targets: Float64Array,
  whole: StageOutput<'wholeProcess'>,
): { readonly weights: Weights; readonly scores: Float64Array } {
  const width = logHyperparameters.length - 3;
  const n = rows.length;
  const noise = Math.exp(logHyperparameters[width + 2]!);
  const judged = Array.from(rows.keys()).filter(k => heldOut[k]);
  const left = judged.length > 1 ? judged : Array.from(rows.keys());
  const predicted = {
    mean: Float64Array.from(left, k => whole.looMean[k]!),
    variance: Float64Array.from(left, k => whole.looVariance[k]!),
  };
  const curve = normalCurve(whole.mean);
  const weights: Weights = {
    'process/cells': row([cells]),
    'inputs/columns': row(scaling.columns),
    'inputs/mean': row(scaling.mean),
    'inputs/deviation': row(scaling.deviation),
    'process/logs': row(logHyperparameters),
    'process/known': { shape: [n, width], values: whole.known, precision: 'single' },
    'process/alpha': row(whole.alpha),
    'process/explaining': { shape: [n, n], values: whole.whitenedInverse, precision: 'single' },
    'curve/from': row(curve.from),
    'curve/to': row(curve.to),
    calibration: calibrationWeight(
      calibrate(
        predicted,
        noise,
        Float64Array.from(left, k => targets[rows[k]!]!),
      ),
    ),
  };
  return { weights, scores: whole.mean.map(value => along(curve, value)) };
}

export function isFirstModel(weights: Weights): boolean {
  return weights['process/known'] !== undefined;
}

/** Throws, in half a sentence, if the weights do not fit the space. */
export function createFirstScorer(space: SearchSpace, weights: Weights): Scorer {
  const take = (name: string, shape: readonly number[]) => takeWeight(weights, name, shape);
  const [n = 0, width = 0] = weights['process/known']!.shape;
  const cells = take('process/cells', [1])[0]!;
  const logs = take('process/logs', [width + 3]);
  const view = configFor(space, cells).gps[0]!;
  const scaling: Scaling = {
    columns: Uint16Array.from(take('inputs/columns', [width])),
    mean: take('inputs/mean', [width]),
    deviation: take('inputs/deviation', [width]),
  };
  const knots = weights['curve/from']?.shape[0] ?? 0;
  const curve: Curve = { from: take('curve/from', [knots]), to: take('curve/to', [knots]) };
  const calibration = calibrationOf(weights);
  const process = {
    width,
    weights: Float64Array.from(logs.subarray(0, width), Math.exp),
    amplitude: Math.exp(logs[width]!),
    linear: Math.exp(logs[width + 1]!),
    noise: Math.exp(logs[width + 2]!),
    known: take('process/known', [n, width]),
    alpha: Float64Array.from(take('process/alpha', [n])),
    whitenedInverse: take('process/explaining', [n, n]),
  };
  const inputs = restoreEncoder(space, view, scaling, teacherLimit);
  const judge = async (asked: readonly Cell[], signal?: AbortSignal): Promise<Judgement[]> => {
    const judgements: Judgement[] = [];
    for (let start = 0; start < asked.length; start += chunk) {
      signal?.throwIfAborted();
      const { mean, variance } = await predictGp(
        process,
        await inputs.matrix(asked.slice(start, start + chunk)),
      );
      for (const [i, value] of mean.entries())
        judgements.push(judgement(along(curve, value), Math.sqrt(variance[i]! + process.noise), calibration));
    }
    return judgements;
  };
  return {
    judge,
    score: async (asked, signal) => Float32Array.from(await judge(asked, signal), ({ score }) => score),
    chance: (first, second) => chanceToBeat(calibration, first, second),
    dispose() {},
  };
}

/** Cells scored at a time. */
const chunk = 1024;
