import { logOf, type NetworkGroup } from './group';
import { hasWeights } from './walk';

/** Depth by layers with weights, the number of ways, how far the output sees, shortcuts, forks and joins. */
export const depthGroup: NetworkGroup = {
  names: [
    'depth:longest',
    'depth:shortest',
    'depth:shortest/longest',
    'ways',
    'ways/weighted',
    'field',
    'field:mean',
    'field/input',
    'field:mean/most',
    'kernel',
    'kernel:visits',
    'shortcuts',
    'shortcuts:span',
    'joins',
    'forks',
    'edges/layers',
    'downsampling:at',
  ],
  write({ layers, sequence }, walk, out, at) {
    const { longest, shortest, logWays, visits, readers, shares } = walk;
    const n = layers.length;
    const sides = (places: number) => (sequence ? places : Math.sqrt(places));
    const input = sides(layers[0]!.places);
    const most = new Float64Array(n).fill(1);
    const mean = new Float64Array(n).fill(1);
    let end = n - 1;
    let weighted = 0;
    let kernels = 0;
    let windows = 0;
    let kernelVisits = 0;
    let shortcuts = 0;
    let spans = 0;
    let joins = 0;
    let forks = 0;
    let edges = 0;
    let halvings = 0;
    let halvedAt = 0;
    for (let i = 0; i < n; i++) {
      const layer = layers[i]!;
      const { inputs, kind } = layer;
      edges += inputs.length;
      if (readers[i]! > 1) forks++;
      if (readers[i] === 0) end = i;
      if (inputs.length === 0) continue;
      const before = layers[inputs[0]!]!;
      const step = input / Math.max(1, sides(before.places));
      const seen = kind === 'attention' ? input : (layer.kernel - 1) * step;
      let sum = 0;
      let top = 0;
      for (let k = 0; k < inputs.length; k++) {
        top = Math.max(top, most[inputs[k]!]!);
        sum += shares[i]![k]! * mean[inputs[k]!]!;
      }
      most[i] = top + seen;
      mean[i] = sum + seen;
      const isClassifier = readers[i] === 0 && kind === 'linear';
      if (hasWeights(layer) && !isClassifier) weighted++;
      if (kind === 'convk' || kind === 'depthwise' || kind === 'pool') {
        windows++;
        kernels += layer.kernel;
        kernelVisits += visits[i]! * (layer.kernel - 1);
      }
      if (inputs.length > 1) joins++;
      if (kind === 'add') {
        let low = Number.POSITIVE_INFINITY;
        let high = 0;
        for (const at of inputs) {
          low = Math.min(low, longest[at]!);
          high = Math.max(high, longest[at]!);
        }
        if (high > low) {
          shortcuts++;
          spans += high - low;
        }
      }
      if (layer.places < before.places && layer.places > 1) {
        halvings++;
        halvedAt += longest[i]!;
      }
    }
    const depth = Math.max(1, longest[end]!);
    out[at++] = Math.log(depth);
    out[at++] = Math.log1p(shortest[end]!);
    out[at++] = shortest[end]! / depth;
    out[at++] = Math.log1p(logWays[end]!);
    out[at++] = logWays[end]! / (weighted + 1);
    out[at++] = Math.log(most[end]!);
    out[at++] = Math.log(mean[end]!);
    out[at++] = Math.log(most[end]!) - logOf(input);
    out[at++] = Math.log(mean[end]!) - Math.log(most[end]!);
    out[at++] = windows > 0 ? Math.log(kernels / windows) : 0;
    out[at++] = Math.log1p(kernelVisits);
    out[at++] = Math.log1p(shortcuts);
    out[at++] = shortcuts > 0 ? Math.log1p(spans / shortcuts) : 0;
    out[at++] = Math.log1p(joins);
    out[at++] = Math.log1p(forks);
    out[at++] = edges / n;
    out[at++] = halvings > 0 ? halvedAt / halvings / depth : 0;
  },
};
