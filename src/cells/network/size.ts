import type { ArgumentValue } from './network';

/**
 * A size that may depend on the parameters and the local sizes of the block it stands in; `flatten` computes it. In the
 * template of a space it may depend on choices, for which `chosenSizes` puts what a cell chose.
 */
export type Size =
  | number
  | { readonly parameter: string }
  /** A named choice of the space. */
  | { readonly choice: string }
  /** A choice of the operation that a layer chose: `kernel` of `mbconv(kernel: 3 | 5)`. */
  | { readonly chosen: string }
  | SizeExpression;

export interface SizeExpression {
  /** `//` rounds down; `divisible` is the nearest multiple, as MobileNet rounds channels. */
  readonly operator: '+' | '-' | '*' | '/' | '//' | 'floor' | 'ceil' | 'min' | 'max' | 'divisible';
  readonly operands: readonly Size[];
}

type Values = ReadonlyMap<string, ArgumentValue>;

export function sizeOf(size: Size, values: Values): number {
  const value = argumentOf(size, values);
  if (typeof value === 'number') return value;
  const word = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  throw new Error(
    `'${word}' stands where a size is needed${typeof value === 'boolean' ? '; write 1 or 0' : ''}.`,
  );
}

/** `sizeOf` for a size that is computed for many values. */
export function sizeReader(size: Size): (values: Values) => number {
  if (typeof size === 'number') return () => size;
  if (!('operator' in size)) return values => sizeOf(size, values);
  const { operator } = size;
  const operands = size.operands.map(sizeReader);
  const [first, second] = operands;
  if (first && second && operands.length === 2)
    return values => computed(operator, [first(values), second(values)]);
  return values =>
    computed(
      operator,
      operands.map(operand => operand(values)),
    );
}

/** As `sizeOf`; a parameter may also hold a word. */
export function argumentOf(size: Size, values: Values): ArgumentValue {
  if (typeof size === 'number') return size;
  if ('operator' in size)
    return computed(
      size.operator,
      size.operands.map(operand => sizeOf(operand, values)),
    );
  const name = 'parameter' in size ? size.parameter : 'choice' in size ? size.choice : size.chosen;
  const value = values.get(name);
  if (value === undefined) throw new Error(`the size ${name} has no value`);
  return value;
}

function computed(operator: SizeExpression['operator'], operands: readonly number[]): number {
  const [a = 0, b = 1] = operands;
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case 'floor':
      return Math.floor(a);
    case 'ceil':
      return Math.ceil(a);
    case 'min':
      return Math.min(...operands);
    case 'max':
      return Math.max(...operands);
    case 'divisible':
      return divisible(a, b);
  }
}

/**
 * The nearest multiple of `by`, at least `by`; the next one up where that is below 90 % of the size (`_make_divisible` of
 * MobileNetV2's reference).
 */
export function divisible(size: number, by: number): number {
  const near = Math.max(by, Math.floor((size + by / 2) / by) * by);
  return near < 0.9 * size ? near + by : near;
}

/** An expression; computed at once where its operands are numbers. Sums of equal sizes are products. */
export function expression(operator: SizeExpression['operator'], operands: readonly Size[]): Size {
  const numbers = operands.filter(operand => typeof operand === 'number');
  if (numbers.length === operands.length) return computed(operator, numbers);
  return (operator === '+' && equalTerms(operands)) || { operator, operands };
}

/**
 * `x + x` as `2 * x`, `2 * x + x` as `3 * x`, and `n` times `x / n` as `x`: where halves of a map are joined again, and that
 * many times one after the other, the size would double each time.
 */
function equalTerms(operands: readonly Size[]): Size | undefined {
  const terms = operands.map(termOf);
  const [first] = terms as [Term];
  const text = JSON.stringify(first.size);
  if (terms.some(({ size }) => JSON.stringify(size) !== text)) return undefined;
  const count = terms.reduce((sum, term) => sum + term.count, 0);
  const { size } = first;
  if (typeof size === 'object' && 'operator' in size && size.operator === '/' && size.operands[1] === count)
    return size.operands[0];
  return { operator: '*', operands: [count, size] };
}

interface Term {
  readonly count: number;
  readonly size: Size;
}

function termOf(size: Size): Term {
  if (typeof size === 'object' && 'operator' in size && size.operator === '*') {
    const [count, of] = size.operands;
    if (typeof count === 'number' && of !== undefined && size.operands.length === 2)
      return { count, size: of };
  }
  return { count: 1, size };
}

/** A size or another argument with other sizes in place of some of its names. */
export function substitute<A extends Size | string | boolean>(
  value: A,
  replace: (leaf: Exclude<Size, number | SizeExpression>) => Size | string | boolean | undefined,
): Size | string | boolean {
  if (typeof value !== 'object') return value;
  const size = value as Exclude<Size, number>;
  if (!('operator' in size)) return replace(size) ?? size;
  return expression(
    size.operator,
    size.operands.map(operand => substitute(operand, replace) as Size),
  );
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
