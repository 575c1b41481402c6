import { setImmediate } from 'node:timers/promises';
import { dispose, type NamedTensorMap, type Tensor, tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { SearchSpace } from '../../../cells/space';
import type { Scorer } from '../../recipe';
import { encodeCells, featureCount, featureShape } from './features';
import { type FoldedTensors, type FoldedValues, forwardFolded } from './network';
import { type Standards, standardise } from './standardise';

/** Cells scored at a time: their activations stay in a core's cache. */
const batch = 64;

export interface FeatureScorer extends Scorer {
  /** Scores standardised features, `[cells, V, V, channels]`. */
  scoreFeatures(features: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
}

export function createScorer(space: SearchSpace, standards: Standards, weights: FoldedValues): FeatureScorer {
  const { vertices, channels } = featureShape(space);
  const size = featureCount(space);
  const tensors: NamedTensorMap = {};
  for (const [name, { shape, values }] of Object.entries(weights)) tensors[name] = tensor(values, [...shape]);

  async function scoreBatch(features: Float32Array): Promise<Float32Array> {
    const outputs: Tensor = tidy(() =>
      forwardFolded(
        tensor4d(features, [features.length / size, vertices, vertices, channels]),
        tensors as FoldedTensors,
      ),
    );
    const scores = (await outputs.data()) as Float32Array;
    dispose(outputs);
    return scores;
  }

  async function inBatches(
    count: number,
    features: (start: number, end: number) => Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const scores = new Float32Array(count);
    for (let start = 0; start < count; start += batch) {
      if (start > 0) await setImmediate();
      signal?.throwIfAborted();
      scores.set(await scoreBatch(features(start, Math.min(count, start + batch))), start);
    }
    return scores;
  }

  return {
    score: (cells, signal) =>
      inBatches(
        cells.length,
        (start, end) => standardise(encodeCells(space, cells.slice(start, end)), standards),
        signal,
      ),
    scoreFeatures: (features, signal) =>
      inBatches(features.length / size, (start, end) => features.subarray(start * size, end * size), signal),
    dispose: () => dispose(tensors),
  };
}
