import { kindOf } from '../../cells/kinds/kind';
import { buildNetwork } from '../../cells/network/buildNetwork';
import { layerCost } from '../../cells/network/costs';
import { flatten } from '../../cells/network/flatten';
import { countingOf } from '../../cells/network/places';
import { documentKindOf } from '../../document/kinds/documentKind';
import type { ServerKind } from './serverKind';

/** Of a kind that the editor has no texts for: what its network and its source say. */
export const anyServerKind: ServerKind = {
  spaceFacts(space) {
    const { on, properties } = documentKindOf(space).printSpace(space);
    return [`operations on ${on}`, ...properties];
  },
  isQuicklyCounted: space => kindOf(space).size(space).exact,
  sites(space, cell) {
    const network = flatten(buildNetwork({ space, cell, name: 'cell' }));
    return kindOf(space)
      .sites(space, cell)
      .filter(({ chosen }) => chosen >= 0)
      .map(({ path, chosen, options }, index) => {
        const own = network.layers.filter(({ site }) => site?.join() === path.join());
        const costs = own.map(layer => layerCost(network, layer, countingOf(space)));
        return {
          index,
          operation: options[chosen]!.name,
          vertex: '',
          inputs: [],
          parameters: costs.reduce((sum, { parameters }) => sum + parameters, 0),
          flops: costs.reduce((sum, { flops }) => sum + flops, 0),
        };
      });
  },
  siteNote: () => 'Summed over all cells of the network.',
  outputText: () => undefined,
  operands: () => '',
  outputForm: () => ({ operations: false, join: undefined }),
  firstCell: space => [`${space.kind ?? ''} = [$0]`],
};
