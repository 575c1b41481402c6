import { createRandom } from '../../cells/random';
import { type Network, weightShapes } from './network';

/**
 * The weights of a fresh network: He normal by fan-in (He et al., 2015) for convolutions and the classifier, 1 and 0 for
 * batch norms, 0 for the bias. Equal seeds give equal weights.
 */
export function initialWeights(network: Network, seed: number): Map<string, Float32Array> {
  const random = createRandom(seed);
  const weights = new Map<string, Float32Array>();
  for (const { name, shape } of weightShapes(network)) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (shape.length > 1) {
      const deviation = Math.sqrt((2 * shape[0]!) / values.length);
      for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
    } else if (name.endsWith('.weight') || name.endsWith('.running_var')) values.fill(1);
    weights.set(name, values);
  }
  return weights;
}
