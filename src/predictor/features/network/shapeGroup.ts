import { logOf, type NetworkGroup } from './group';
import { hasWeights } from './walk';

const quarters = [0, 1, 2, 3] as const;
const perQuarter = ['width', 'places', 'macs', 'parameters', 'layers'] as const;

/**
 * Channels and resolution of layers with weights, in all and by quarters of the depth, with what these cost; how layers
 * widen; heads of attention and the width of layers between linear ones.
 */
export const shapeGroup: NetworkGroup = {
  names: [
    'width:mean',
    'width:least',
    'width:most',
    'width:deviation',
    'width:visits',
    'width:last',
    'width:change',
    'places:mean',
    'places:visits',
    'places:last',
    'values:most',
    'values:least',
    ...quarters.flatMap(quarter => perQuarter.map(name => `${name}:${quarter}`)),
    'heads',
    'heads:deviation',
    'hidden:ratio',
    'hidden:width',
  ],
  write({ layers }, { longest, visits, readers }, out, at) {
    const depth = Math.max(1, longest[layers.length - 1]!);
    const total = new Float64Array(perQuarter.length);
    const byQuarter = new Float64Array(quarters.length * perQuarter.length);
    let n = 0;
    let width = 0;
    let squares = 0;
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    let change = 0;
    let placesSum = 0;
    let seen = 0;
    let seenWidth = 0;
    let seenPlaces = 0;
    let fewest = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    let lastWidth = 0;
    let lastPlaces = 0;
    let attentions = 0;
    let heads = 0;
    let headSquares = 0;
    let hidden = 0;
    let hiddenRatio = 0;
    let hiddenWidth = 0;
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[i]!;
      if (!hasWeights(layer) || (readers[i] === 0 && layer.kind === 'linear')) continue;
      const channels = logOf(layer.channels);
      const places = logOf(layer.places);
      n++;
      width += channels;
      squares += channels * channels;
      least = Math.min(least, channels);
      most = Math.max(most, channels);
      change += Math.abs(channels - logOf(layer.from));
      placesSum += places;
      const weight = visits[i]! + 1e-9;
      seen += weight;
      seenWidth += weight * channels;
      seenPlaces += weight * places;
      fewest = Math.min(fewest, channels + places);
      largest = Math.max(largest, channels + places);
      lastWidth = channels;
      lastPlaces = places;
      const quarter = Math.min(3, Math.floor((4 * longest[i]!) / depth - 1e-9));
      const values = [channels, places, layer.macs, layer.parameters, 1];
      for (let k = 0; k < values.length; k++) {
        byQuarter[quarter * perQuarter.length + k]! += values[k]!;
        total[k]! += values[k]!;
      }
      if (layer.heads > 0) {
        attentions++;
        heads += Math.log(layer.heads);
        headSquares += Math.log(layer.heads) ** 2;
      }
      if (layer.kind === 'linear' && layer.channels > layer.from) {
        hidden++;
        hiddenRatio += Math.log(layer.channels / layer.from);
        hiddenWidth += channels;
      }
    }
    const some = Math.max(1, n);
    const mean = width / some;
    out[at++] = mean;
    out[at++] = n > 0 ? least : 0;
    out[at++] = most;
    out[at++] = Math.sqrt(Math.max(0, squares / some - mean * mean));
    out[at++] = seen > 0 ? seenWidth / seen : 0;
    out[at++] = lastWidth;
    out[at++] = change / some;
    out[at++] = placesSum / some;
    out[at++] = seen > 0 ? seenPlaces / seen : 0;
    out[at++] = lastPlaces;
    out[at++] = n > 0 ? largest : 0;
    out[at++] = n > 0 ? fewest : 0;
    for (const quarter of quarters) {
      const from = quarter * perQuarter.length;
      const here = byQuarter[from + 4]!;
      out[at++] = here > 0 ? byQuarter[from]! / here : mean;
      out[at++] = here > 0 ? byQuarter[from + 1]! / here : placesSum / some;
      out[at++] = byQuarter[from + 2]! / Math.max(1, total[2]!);
      out[at++] = byQuarter[from + 3]! / Math.max(1, total[3]!);
      out[at++] = Math.log1p(here);
    }
    const meanHeads = attentions > 0 ? heads / attentions : 0;
    out[at++] = meanHeads;
    out[at++] = attentions > 0 ? Math.sqrt(Math.max(0, headSquares / attentions - meanHeads ** 2)) : 0;
    out[at++] = hidden > 0 ? hiddenRatio / hidden : 0;
    out[at++] = hidden > 0 ? hiddenWidth / hidden : 0;
  },
};
