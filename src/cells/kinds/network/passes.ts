import { flatten } from '../../network/flatten';
import type { Block, Call } from '../../network/network';
import { type Size, sizeOf, substitute } from '../../network/size';
import type { NetworkSpace } from '../../space';
import type { ChoiceOption } from './choices';
import type { ChoiceValuesByName } from './sizes';

const known = new WeakMap<ChoiceOption, boolean>();

/** Whether the operation of a layer does nothing where it keeps the shape, whatever is chosen within it. */
export function optionPasses({ network }: NetworkSpace, option: ChoiceOption): boolean {
  let passes = known.get(option);
  if (passes === undefined) {
    passes = typeof option.value === 'object' && !option.inner && callPasses(network.blocks, option.value);
    known.set(option, passes);
  }
  return passes;
}

function callPasses(blocks: readonly Block[], call: Call): boolean {
  const block = blocks.find(({ name }) => name === call.callee);
  const channels: Size = 16;
  const given = Object.fromEntries(
    // What is chosen elsewhere does not make an operation do nothing.
    Object.entries(call.arguments).map(([name, value]) => [name, substitute(value, () => 1)]),
  );
  const parameter = block
    ? block.parameters.find(({ name, label = name }) => label === 'channels')?.name
    : 'channels';
  const shaped = parameter && given[parameter] === undefined ? { ...given, [parameter]: channels } : given;
  const main: Block = {
    name: 'Layer',
    parameters: [],
    inputs: ['x'],
    sizes: [],
    nodes: [{ kind: 'call', name: 'layer', inputs: ['x'], call: { callee: call.callee, arguments: shaped } }],
    outputs: [{ name: 'output', from: 'layer', channels }],
  };
  try {
    return flatten({ main, blocks, inputs: [{ channels, extent: [16, 16] }] }).layers.length === 1;
  } catch {
    // An operation that can't be built so is none that does nothing.
    return false;
  }
}

/** The sizes on which it depends whether the first layer of a stage keeps its shape. */
export interface StageShape {
  readonly from: Size;
  readonly channels: Size;
  readonly stride: Size;
}

export function keepsShape({ from, channels, stride }: StageShape, values: ChoiceValuesByName): boolean {
  return sizeOf(stride, values) === 1 && sizeOf(from, values) === sizeOf(channels, values);
}
