import type { NetworkCell } from '../../../cells/kinds/network/choices';
import { networkOf } from '../../../cells/kinds/network/template';
import { flatten } from '../../../cells/network/flatten';
import type { FlatNetwork, Layer, Shape } from '../../../cells/network/network';
import type { NetworkSpace } from '../../../cells/space';

/**
 * What a layer of a stage is, as notations of mobile networks tell blocks apart: `inverted`: 1×1 convolution, depthwise
 * convolution, 1×1 convolution; `plain`: the same without the first; `fused`: a convolution that widens, 1×1 convolution;
 * `conv`: one convolution.
 */
export type BlockType = 'inverted' | 'plain' | 'fused' | 'conv';

export interface Block {
  readonly type: BlockType;
  readonly kernel: number;
  readonly stride: number;
  /** Channels of the input, within, and of the output. */
  readonly from: number;
  readonly wide: number;
  readonly channels: number;
  /** Channels of squeeze-and-excitation; 0 without. */
  readonly hidden: number;
  readonly activation: string;
}

export const doesNothing = 'does nothing';

export interface StageBlocks {
  readonly name: string;
  /** One a layer; a sentence's middle where a layer is none of these blocks. */
  readonly blocks: readonly (Block | string)[];
}

export interface CellStages {
  readonly input: Shape;
  readonly stages: readonly StageBlocks[];
}

/** The layers of a cell's stages as blocks. */
export function stagesOf(space: NetworkSpace, cell: NetworkCell): CellStages {
  const network = networkOf(space, cell);
  const flat = flatten(network);
  const own = new Map<string, number[]>();
  for (const [index, { site }] of flat.layers.entries())
    if (site && site.length === 2) {
      const key = site.join(' ');
      own.set(key, [...(own.get(key) ?? []), index]);
    }
  const stages = space.choices.fields.flatMap(({ name, choices }, i) => {
    if (choices.kind !== 'list') return [];
    const { length } = cell.fields[i] as readonly unknown[];
    const blocks = Array.from({ length }, (_, layer) => blockOf(flat, own.get(`${name} ${layer}`) ?? []));
    return [{ name, blocks }];
  });
  return { input: network.inputs[0]!, stages };
}

function blockOf(network: FlatNetwork, indices: readonly number[]): Block | string {
  const own = indices.map(index => network.layers[index]!);
  const [first] = own;
  if (!first) return doesNothing;
  const from = network.layers[first.inputs[0]!]!.output;
  const last = own.findLast(({ operation }) => operation !== 'residual' && operation !== 'add')!;
  const gates = own.filter(({ operation }) => operation === 'se');
  const convolutions = own.filter(layer => isConvolution(layer));
  const plain = convolutions.filter(layer => layer.operation !== 'shortcut');
  const others = own.filter(
    layer => !isConvolution(layer) && !['se', 'residual', 'add', 'relu', 'relu6'].includes(layer.operation),
  );
  if (others.length > 0 || gates.length > 1) return `has ${others[0]?.operation ?? 'two gates'} in it`;
  const shape = {
    from: from.channels,
    channels: last.output.channels,
    stride: Math.round(from.extent[0]! / last.output.extent[0]!),
    hidden: Number(gates[0]?.arguments['hidden'] ?? 0),
  };
  const at = convolutions.findIndex(isDepthwise);
  const depth = convolutions[at];
  if (depth) {
    const right = convolutions.length === at + 2 && at <= 1 && !isDepthwise(convolutions[at + 1]!);
    if (!right || sizeOf(convolutions[at + 1]!) !== 1 || (at === 1 && sizeOf(convolutions[0]!) !== 1))
      return 'is none of the blocks that mobile networks are made of';
    return {
      ...shape,
      ...facts(depth),
      type: at === 1 ? 'inverted' : 'plain',
      wide: depth.output.channels,
    };
  }
  const [one, two, more] = plain;
  if (!one || more || plain.length !== convolutions.length)
    return 'is none of the blocks that mobile networks are made of';
  if (!two) return { ...shape, ...facts(one), type: 'conv', wide: from.channels };
  return sizeOf(two) === 1
    ? { ...shape, ...facts(one), type: 'fused', wide: one.output.channels }
    : 'is none of the blocks that mobile networks are made of';
}

function facts(layer: Layer): Pick<Block, 'kernel' | 'activation'> {
  return { kernel: sizeOf(layer), activation: String(layer.arguments['activation'] ?? 'none') };
}

function isConvolution({ operation }: Layer): boolean {
  return ['conv', 'depthwise', 'shortcut'].includes(operation);
}

function isDepthwise({ operation, arguments: given, output }: Layer): boolean {
  if (operation === 'depthwise') return true;
  return operation === 'conv' && output.channels > 1 && given['groups'] === output.channels;
}

function sizeOf({ operation, arguments: given }: Layer): number {
  return operation === 'shortcut' ? 1 : Number(given['kernel']);
}
