import type { ArgumentValue } from '../../network/network';
import { type Size, type SizeExpression, sizeOf } from '../../network/size';
import { choicesIn } from './sizes';

/**
 * Of a size some of whose choices are decided, a part that is known. Several operands of an operator that is associative and
 * commutative are one part: of `a + b + c` with `a` and `b` decided, only their sum matters.
 */
export type Part =
  | Size
  | { readonly of: 'sum' | 'product' | 'min' | 'max'; readonly operands: readonly Size[] };

const grouping: Partial<Record<SizeExpression['operator'], 'sum' | 'product' | 'min' | 'max'>> = {
  '+': 'sum',
  '*': 'product',
  min: 'min',
  max: 'max',
};

/** What is known of a size, as far as it depends on choices: two assignments for which it is equal leave the same to decide. */
export function knownParts(size: Size, isDecided: (choice: string) => boolean): readonly Part[] {
  const choices = choicesIn(size);
  if (!choices.some(isDecided)) return [];
  if (choices.every(isDecided)) return [size];
  const { operator, operands } = size as SizeExpression;
  const of = grouping[operator];
  if (of === undefined) return operands.flatMap(operand => knownParts(operand, isDecided));
  const terms = termsOf(size, operator);
  const isKnown = (term: Size) => choicesIn(term).length > 0 && choicesIn(term).every(isDecided);
  const known = terms.filter(isKnown);
  const others = terms.filter(term => !isKnown(term)).flatMap(term => knownParts(term, isDecided));
  return known.length > 1 ? [{ of, operands: known }, ...others] : [...known, ...others];
}

function termsOf(size: Size, operator: SizeExpression['operator']): readonly Size[] {
  return typeof size === 'object' && 'operator' in size && size.operator === operator
    ? size.operands.flatMap(operand => termsOf(operand, operator))
    : [size];
}

/** Text that is equal only for equal parts. Only whole numbers are put together: for others the order of operations matters. */
export function partText(part: Part, values: ReadonlyMap<string, ArgumentValue>): string {
  if (typeof part === 'number' || !('of' in part)) return `${sizeOf(part, values)}`;
  const numbers = part.operands.map(operand => sizeOf(operand, values));
  const together = groups[part.of](numbers);
  return numbers.every(Number.isSafeInteger) && Number.isSafeInteger(together)
    ? `${together}`
    : numbers.join('&');
}

const groups = {
  sum: (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0),
  product: (numbers: readonly number[]) => numbers.reduce((product, each) => product * each, 1),
  min: (numbers: readonly number[]) => Math.min(...numbers),
  max: (numbers: readonly number[]) => Math.max(...numbers),
};
