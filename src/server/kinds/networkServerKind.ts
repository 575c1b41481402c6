import { spaceSize } from '../../cells/enumerate';
import type { ListNode, NetworkCell, OneNode } from '../../cells/kinds/network/choices';
import { networkOf } from '../../cells/kinds/network/template';
import { valueText } from '../../cells/kinds/network/text';
import { layerCost } from '../../cells/network/costs';
import { flatten } from '../../cells/network/flatten';
import type { NetworkSpace } from '../../cells/space';
import { example } from '../../document/kinds/network/lowerNetworkCell';
import type { Site } from '../features/cellFacts';
import { ofNetworkCell } from '../features/networkOccurrences';
import type { ServerKind } from './serverKind';

/** Cells that are networks: a line for each layer that was chosen. */
export const networkServerKind: ServerKind<NetworkSpace, NetworkCell> = {
  spaceFacts(space) {
    const { fields } = space.choices;
    const stages = fields.filter(({ choices }) => choices.kind === 'list');
    const named = fields.filter(({ choices }) => choices.kind === 'one');
    const count = (n: number, word: string) => (n === 0 ? [] : [`${n} ${word}${n === 1 ? '' : 's'}`]);
    return [
      ...count(stages.length, 'stage'),
      ...count(named.length, 'named choice'),
      ...count(space.where.length, 'condition'),
    ];
  },
  occurrences: ofNetworkCell,
  isQuicklyCounted(space) {
    try {
      spaceSize(space);
      return true;
    } catch {
      return false;
    }
  },
  sites(space, cell) {
    const network = flatten(networkOf(space, cell));
    const sites: Site[] = [];
    for (const [i, { name, choices }] of space.choices.fields.entries()) {
      if (choices.kind !== 'list') continue;
      const layers = cell.fields[i] as NetworkCell['fields'];
      for (const [layer, value] of layers.entries()) {
        const own = network.layers.filter(
          ({ site }) => site !== undefined && site[0] === name && site[1] === layer,
        );
        const costs = own.map(each => layerCost(network, each, space.counting));
        sites.push({
          index: sites.length,
          operation: valueText((choices as ListNode).each, value),
          vertex: name,
          inputs: [],
          parameters: costs.reduce((sum, { parameters }) => sum + parameters, 0),
          flops: costs.reduce((sum, { flops }) => sum + flops, 0),
        });
      }
    }
    return sites;
  },
  siteNote: () => 'Of this layer alone.',
  outputText: () => undefined,
  operands: () => '',
  outputForm: () => ({ operations: false, join: undefined }),
  firstCell: space => space.choices.fields.map(({ name }) => `${name} = ${example(space, name)}`),
  networkText({ choices, network }) {
    const [height, width] = network.input.extent;
    const sides = [height, width, network.input.channels].map(size =>
      typeof size === 'object' ? 'chosen' : size,
    );
    const options = choices.fields.map(({ name, choices: node }) => {
      const of = node.kind === 'list' ? ((node as ListNode).each as OneNode).of : (node as OneNode).of;
      const names = of.map(option => option.name);
      const shown =
        names.length > 6 ? `${names.slice(0, 5).join(', ')}, … ${names.at(-1)}` : names.join(', ');
      return `${name}${node.kind === 'list' ? ` (${layersText(node as ListNode)})` : ''}: ${shown}`;
    });
    return [`A network for ${sides.join('×')} images.`, ...options];
  },
};

function layersText({ lengths }: ListNode): string {
  if ('size' in lengths) return 'as many layers as a choice says';
  const [first = 0] = lengths;
  const last = lengths.at(-1) ?? 0;
  return first === last ? `${first} ${first === 1 ? 'layer' : 'layers'}` : `${first} to ${last} layers`;
}
