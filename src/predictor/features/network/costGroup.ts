import { logOf, type NetworkGroup } from './group';
import type { LayerKind, PlainLayer } from './reading';
import { hasWeights } from './walk';

/** Kinds of which costs and numbers are told apart. */
const kinds = [
  'conv1',
  'convk',
  'depthwise',
  'pool',
  'linear',
  'attention',
  'gate',
  'add',
  'concat',
  'activation',
] as const satisfies readonly LayerKind[];

/** Those that have costs. */
const costly = ['conv1', 'convk', 'depthwise', 'linear', 'attention', 'gate'] as const;
/** Those of whose number the share is taken. */
const counted = ['conv1', 'convk', 'depthwise', 'pool', 'attention'] as const;

export const featureOfMacs = 'log:macs';
export const featureOfParameters = 'log:parameters';

/**
 * Logarithms of parameters, multiply-adds and values between layers; how many layers there are of each kind, their share,
 * and which kinds the costs go to.
 */
export const costGroup: NetworkGroup = {
  names: [
    featureOfParameters,
    featureOfMacs,
    'log:values',
    'log:macs/parameters',
    'number:weighted',
    ...kinds.map(kind => `number:${kind}`),
    ...counted.map(kind => `part:${kind}`),
    ...costly.flatMap(kind => [`macs:${kind}`, `parameters:${kind}`]),
  ],
  write({ layers }, _walk, out, at) {
    let parameters = 0;
    let macs = 0;
    let values = 0;
    let weighted = 0;
    const number = new Map<LayerKind, number>();
    const ownMacs = new Map<LayerKind, number>();
    const ownParameters = new Map<LayerKind, number>();
    const add = (to: Map<LayerKind, number>, { kind }: PlainLayer, amount: number) =>
      to.set(kind, (to.get(kind) ?? 0) + amount);
    for (const [i, layer] of layers.entries()) {
      parameters += layer.parameters;
      macs += layer.macs;
      const classifier = i === layers.length - 1 && layer.kind === 'linear';
      if (classifier) continue;
      if (hasWeights(layer)) weighted++;
      if (hasWeights(layer) || layer.kind === 'pool') values += layer.channels * layer.places;
      add(number, layer, 1);
      add(ownMacs, layer, layer.macs);
      add(ownParameters, layer, layer.parameters);
    }
    out[at++] = logOf(parameters);
    out[at++] = logOf(macs);
    out[at++] = logOf(values);
    out[at++] = logOf(macs) - logOf(parameters);
    out[at++] = Math.log1p(weighted);
    for (const kind of kinds) out[at++] = Math.log1p(number.get(kind) ?? 0);
    const all = counted.reduce((sum, kind) => sum + (number.get(kind) ?? 0), 0);
    for (const kind of counted) out[at++] = (number.get(kind) ?? 0) / Math.max(1, all);
    for (const kind of costly) {
      out[at++] = (ownMacs.get(kind) ?? 0) / Math.max(1, macs);
      out[at++] = (ownParameters.get(kind) ?? 0) / Math.max(1, parameters);
    }
  },
};
