import type { Cell } from '../cell';
import { kindOf } from '../kinds/kind';
import type { SearchSpace } from '../space';
import { buildNetwork, templateLayers } from './buildNetwork';
import { flatten } from './flatten';
import { peakValues } from './memory';
import type { FlatNetwork, Layer, Shape } from './network';

/**
 * The network of a cell in parts: the layers around the places for cells, and those of the cell at each place. Places with
 * equal maps have one part, so that a cell that stands fifteen times in its network is flattened three times.
 */
export interface NetworkParts {
  /** The network with its places open; all of its layers where the space has no places. */
  readonly around: FlatNetwork;
  readonly cells: readonly CellPart[];
}

export interface CellPart {
  readonly network: FlatNetwork;
  /** How often it stands in the network. */
  readonly count: number;
}

export function networkParts(space: SearchSpace, cell: Cell): NetworkParts {
  const { around, partOf } = cellAtPlaces(space, cell);
  const counts = new Map<FlatNetwork, number>();
  for (const layer of around.layers)
    if (layer.operation === 'chosen') {
      const part = partOf(layer);
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  return { around, cells: [...counts].map(([network, count]) => ({ network, count })) };
}

/** The most values that the maps of a cell's network take at one moment, for one image: see `peakValues`. */
export function peakActivations(space: SearchSpace, cell: Cell): number {
  const { around, partOf } = cellAtPlaces(space, cell);
  return peakValues(around, (layer, inputLivesOn) => peakValues(partOf(layer), undefined, inputLivesOn));
}

function cellAtPlaces(space: SearchSpace, cell: Cell) {
  // A cell that is a network of its own has no template to stand in.
  const template = kindOf(space).network ? undefined : templateLayers(space);
  const hasPlaces = template?.layers.some(({ operation }) => operation === 'chosen') ?? false;
  const around = template && hasPlaces ? template : flatten(buildNetwork({ space, cell, name: 'cell' }));
  const parts = new Map<string, FlatNetwork>();
  const partOf = ({ inputs, output }: Layer): FlatNetwork => {
    const input = around.layers[inputs[0]!]!.output;
    const key = JSON.stringify([input, output.channels]);
    const part = parts.get(key) ?? flattenAt(space, cell, input, output.channels);
    parts.set(key, part);
    return part;
  };
  return { around, partOf };
}

/** The layers of a cell that makes a map of `channels` channels from `input`. */
function flattenAt(space: SearchSpace, cell: Cell, input: Shape, channels: number): FlatNetwork {
  const block = kindOf(space).block(space, cell, 'Cell');
  const parameters = block.parameters.map(parameter =>
    parameter.channelsOf === undefined ? { ...parameter, default: channels } : parameter,
  );
  return flatten({ main: { ...block, parameters }, blocks: [], inputs: [input] });
}
