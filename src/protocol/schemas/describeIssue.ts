import * as v from 'valibot';

/**
 * One sentence, without its full stop, on the first issue of a value. Validations of `basics.ts` bring their own predicate
 * (`is not finite`). No text of the value itself is repeated, and a key only with its control characters removed.
 */
export function describeIssue(issue: v.BaseIssue<unknown>, source: string): string {
  const path = v.getDotPath(issue);
  const where = path === null ? source : `"${shortKey(path)}" in ${source}`;
  if (issue.kind !== 'schema' || issue.type === 'custom') return `${where} ${issue.message}`;
  if (issue.expected === 'never') return `${where} is not known here`;
  if (issue.received === 'undefined')
    return path === null ? `${source} is empty` : `${source} has no "${shortKey(path)}"`;
  const { expected } = issue;
  if (issue.type === 'literal' && typeof issue.input === 'number')
    return `${where} is ${issue.input}, and this version reads ${expected}`;
  if (issue.type === 'literal' || issue.type === 'picklist' || issue.type === 'variant')
    return `${where} is not ${known(expected ?? '')}`;
  const wanted = names.get(expected ?? '');
  const got = kindOf(issue.input);
  if (!wanted) return `${where} is ${got}, which is not allowed there`;
  return wanted === got ? `${where} is not as it must be` : `${where} is ${got} instead of ${wanted}`;
}

/** `("max" | "min")` as `one of max, min`. */
function known(expected: string): string {
  const values = expected.replaceAll(/[()"]/g, '').split(' | ');
  return values.length === 1 ? values[0]! : `one of ${values.join(', ')}`;
}

/** Valibot's names of types. */
const names = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['Array', 'a list'],
  ['Object', 'an object'],
]);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isNaN(value) ? 'not a number' : 'a number';
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}

function shortKey(path: string): string {
  const plain = path.replace(/[\p{C}"]/gu, '');
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}
