/** A size that may depend on the parameters and the local sizes of the block it stands in; `flatten` computes it. */
export type Size = number | { readonly parameter: string } | SizeExpression;

export interface SizeExpression {
  /** `//` rounds down. */
  readonly operator: '+' | '-' | '*' | '//' | 'min' | 'max';
  readonly operands: readonly [Size, Size];
}

export function sizeOf(size: Size, values: ReadonlyMap<string, number>): number {
  if (typeof size === 'number') return size;
  if ('parameter' in size) {
    const value = values.get(size.parameter);
    if (value === undefined) throw new Error(`the size ${size.parameter} has no value`);
    return value;
  }
  const [a, b] = size.operands.map(operand => sizeOf(operand, values)) as [number, number];
  switch (size.operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return Math.floor(a / b);
    case 'min':
      return Math.min(a, b);
    case 'max':
      return Math.max(a, b);
  }
}

/** The product, without factors of one. */
export function times(a: Size, b: Size): Size {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a === 1) return b;
  return b === 1 ? a : { operator: '*', operands: [a, b] };
}

/**
 * Share `part` of `parts` nearly equal shares of a size: what is left over goes one each to the first, as NAS-Bench-101
 * divides channels.
 */
export function share(size: Size, part: number, parts: number): Size {
  const more = parts - 1 - part;
  if (parts === 1) return size;
  return { operator: '//', operands: [more === 0 ? size : { operator: '+', operands: [size, more] }, parts] };
}
