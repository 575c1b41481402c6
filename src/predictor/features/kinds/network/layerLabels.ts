import { weightsOf } from '../../../../cells/network/costs';
import type { FlatNetwork, Layer } from '../../../../cells/network/network';
import { type Label, maxPoolGain } from '../../vocabulary';

/**
 * Labels of layers: what a layer does, never its name. The same list for every space; predictors are saved with features in
 * this order, so a further label goes to the end.
 */
export const layerLabels = [
  { key: 'conv1', does: 'pointwise' },
  { key: 'conv3', does: 'spatial' },
  { key: 'conv5', does: 'spatial' },
  { key: 'depthwise3', does: 'spatial' },
  { key: 'depthwise5', does: 'spatial' },
  { key: 'separable3', does: 'spatial' },
  { key: 'separable5', does: 'spatial' },
  { key: 'maxpool', does: 'pool', gain: maxPoolGain },
  { key: 'avgpool', does: 'pool' },
  { key: 'globalpool', does: 'pool' },
  { key: 'weights', does: 'pointwise' },
  { key: 'other', does: 'other' },
  { key: 'add', does: 'join' },
  { key: 'concat', does: 'join' },
] as const satisfies readonly Label[];

type LabelKey = (typeof layerLabels)[number]['key'];

/** Layers that stand behind nearly every other one, or that only cut or pass on, say nothing. */
const skipped = new Set(['input', 'batchnorm', 'relu', 'identity', 'truncate', 'split', 'shuffle', 'chosen']);

/** The label of a layer, from 1 on; 0 for one that is left out, so that what it reads is read instead. */
export function labelOf(network: FlatNetwork, layer: Layer): number {
  const key = skipped.has(layer.operation) ? undefined : keyOf(network, layer);
  return layerLabels.findIndex(label => label.key === key) + 1;
}

function keyOf(network: FlatNetwork, layer: Layer): LabelKey {
  const { operation, arguments: given, inputs } = layer;
  const large = Number(given['kernel'] ?? 1) * Number(given['dilation'] ?? 1) > 3;
  switch (operation) {
    case 'conv': {
      if (given['kernel'] === 1) return 'conv1';
      const { channels } = network.layers[inputs[0]!]!.output;
      const depthwise = channels > 1 && given['groups'] === channels;
      if (depthwise) return large ? 'depthwise5' : 'depthwise3';
      return large ? 'conv5' : 'conv3';
    }
    case 'depthwise':
      return large ? 'depthwise5' : 'depthwise3';
    case 'separable':
      return large ? 'separable5' : 'separable3';
    case 'maxpool':
    case 'avgpool':
    case 'globalpool':
    case 'add':
    case 'concat':
      return operation;
    case 'external':
      return 'other';
    default:
      return weightsOf(network, layer).length > 0 ? 'weights' : 'other';
  }
}
