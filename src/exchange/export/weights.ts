import { networkWeights } from '../../cells/network/costs';
import type { FlatNetwork } from '../../cells/network/network';
import { createRandom } from '../../cells/random';

/**
 * The weights of a fresh network: He normal by fan-in (He et al., 2015) for convolutions and the classifier, 1 and 0 for
 * batch norms, 1e-6 for LayerScale, 0 for biases. Equal seeds give equal weights.
 */
export function initialWeights(network: FlatNetwork, seed: number): Map<string, Float32Array> {
  const random = createRandom(seed);
  const weights = new Map<string, Float32Array>();
  for (const { name, shape, init } of networkWeights(network)) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (init === 'he') {
      const deviation = Math.sqrt((2 * shape[0]!) / values.length);
      for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
    } else if (init !== 'zeros') values.fill(init === 'ones' ? 1 : 1e-6);
    weights.set(name, values);
  }
  return weights;
}
