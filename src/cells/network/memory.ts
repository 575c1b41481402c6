import { elements, type FlatNetwork, type Layer } from './network';

/** What a place for a cell holds at its peak, in values: its input and output, and whatever lives between them. */
export type PeakOfPlace = (layer: Layer, inputLivesOn: boolean) => number;

/**
 * The most values that the maps of a network take at one moment. Operations run in the order written; a map lives until its
 * last use, and an output of the network to the end. While an operation runs, its inputs and its output live: nothing is
 * computed in place, and what an operation needs within itself is not counted. `inputsLiveOn`: the inputs of the network
 * are used again after it.
 */
export function peakValues(network: FlatNetwork, peakOfPlace?: PeakOfPlace, inputsLiveOn = false): number {
  const { layers, outputs } = network;
  const lastUse = new Array<number>(layers.length).fill(-1);
  for (const [index, { inputs }] of layers.entries()) for (const input of inputs) lastUse[input] = index;
  for (const { layer } of outputs) lastUse[layer] = layers.length;
  if (inputsLiveOn)
    for (const [index, { operation }] of layers.entries())
      if (operation === 'input') lastUse[index] = layers.length;
  let peak = 0;
  let live = 0;
  for (const [index, layer] of layers.entries()) {
    live += elements(layer.output);
    const own = new Set(layer.inputs);
    let moment = live;
    if (layer.operation === 'chosen' && peakOfPlace) {
      const input = layer.inputs[0]!;
      const around = live - elements(layer.output) - elements(layers[input]!.output);
      moment = around + peakOfPlace(layer, lastUse[input]! > index);
    }
    peak = Math.max(peak, moment);
    for (const input of own) if (lastUse[input] === index) live -= elements(layers[input]!.output);
    if (lastUse[index] === -1) live -= elements(layer.output);
  }
  return peak;
}
