import type { ArgumentValue, Block, Call } from '../../network/network';
import type { Size } from '../../network/size';
import type { Condition, Count } from './choices';

/** The named choices that a size or another argument reads. */
export function choicesIn(value: Size | Count | string | boolean): string[] {
  if (typeof value !== 'object' || 'count' in value) return [];
  if ('choice' in value) return [value.choice];
  return 'operator' in value ? value.operands.flatMap(choicesIn) : [];
}

export function choicesInCall({ arguments: given }: Call): string[] {
  return Object.values(given).flatMap(choicesIn);
}

export function choicesInBlock({ nodes, outputs }: Block): string[] {
  return [
    ...nodes.flatMap(node => {
      if ('call' in node) return choicesInCall(node.call);
      if (node.kind === 'chosen') return choicesIn(node.channels);
      if (node.kind === 'stack')
        return [node.times, ...Object.values(node.first), ...Object.values(node.each)].flatMap(choicesIn);
      const sizes = [node.channels, node.stride, ...Object.values(node.first), ...Object.values(node.each)];
      return sizes.flatMap(choicesIn);
    }),
    ...outputs.flatMap(({ channels }) => choicesIn(channels)),
  ];
}

export function choicesInCondition({ operands }: Condition): string[] {
  return operands.flatMap(choicesIn);
}

export type ChoiceValuesByName = ReadonlyMap<string, ArgumentValue>;
