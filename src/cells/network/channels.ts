import { operationNamed } from './catalogue';
import type { Block, Call } from './network';
import { expression, type Size, substitute } from './size';

/** The channels of what a call gives, from those of its inputs: symbolic where they are. */
export function callChannels(
  { callee, arguments: given }: Call,
  inputs: readonly Size[],
  blocks: ReadonlyMap<string, Block>,
): Size {
  const block = blocks.get(callee);
  if (!block) {
    const { channels } = operationNamed(callee);
    if (channels === 'given') return given['channels'] as Size;
    return channels === 'sum'
      ? inputs.slice(1).reduce((sum, each) => expression('+', [sum, each]), inputs[0]!)
      : inputs[0]!;
  }
  const parameters = new Map<string, Size | string | boolean>();
  const replace = (leaf: object) =>
    'parameter' in leaf ? parameters.get(String(leaf.parameter)) : undefined;
  for (const { name, channelsOf, default: usual } of block.parameters) {
    const value =
      channelsOf === undefined
        ? (given[name] ?? (usual === undefined ? undefined : substitute(usual, replace)))
        : inputs[block.inputs.indexOf(channelsOf)];
    if (value !== undefined) parameters.set(name, value);
  }
  return substitute(block.outputs[0]!.channels, replace) as Size;
}
