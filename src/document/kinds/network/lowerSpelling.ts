import type { Field, OneNode, SpellingPart } from '../../../cells/kinds/network/choices';
import { isDetermined } from '../../../cells/kinds/network/spelling';
import { quoted } from '../../../language/cursor';
import type { Property } from '../../../language/syntax';
import type { Findings } from './lowering';

/**
 * Lowers the pattern of a published notation: `"{low}{mid}"`, `"{a}:{b}"`, `"{body:,}"`. Returns null if it does not
 * determine a cell, which is reported.
 */
export function lowerSpelling(
  value: NonNullable<Property['value']>,
  fields: readonly Field[],
  findings: Findings,
): readonly SpellingPart[] | null {
  const parts: SpellingPart[] = [];
  const wrong = (message: string) => {
    findings.error(value, 'wrong-spelling', message);
    return null;
  };
  for (const [text, field, separator] of value.text.matchAll(/\{([^{}:]*)(?::([^{}]*))?\}|[^{}]+|[{}]/g)) {
    if (field === undefined) {
      if (text === '{' || text === '}')
        return wrong("A brace in a spelling opens or closes the name of a choice, as in '{low}'.");
      parts.push({ text });
      continue;
    }
    const known = fields.find(({ name }) => name === field);
    if (!known)
      return wrong(
        `There is no choice ${quoted(field)} to spell; there are ${fields.map(({ name }) => name).join(', ')}.`,
      );
    if (parts.some(part => 'field' in part && part.field === field))
      return wrong(`${quoted(field)} is spelled twice.`);
    parts.push({ field, separator: separator ?? '' });
  }
  const missing = fields.filter(
    ({ name, choices }) =>
      !isDetermined(choices) && !parts.some(part => 'field' in part && part.field === name),
  );
  if (missing.length > 0 && !findings.failed)
    return wrong(
      `A spelling determines the cell, and this one does not say ${missing.map(({ name }) => quoted(name)).join(', ')}.`,
    );
  for (const [i, part] of parts.entries()) {
    if ('text' in part) continue;
    const { choices } = fields.find(({ name }) => name === part.field)!;
    const options = (choices.kind === 'list' ? (choices.each as OneNode) : (choices as OneNode)).of;
    const open = options.find(({ inner: then }) => then);
    if (open)
      return wrong(`${quoted(part.field)} can't be spelled: more is chosen within ${quoted(open.name)}.`);
    const codes = options.flatMap(({ aliases, name }) => (aliases.length > 0 ? aliases : [name]));
    const next = parts[i + 1];
    const joined = choices.kind === 'list' && part.separator === '';
    if (joined || (next && 'field' in next)) {
      const confused = codes.find(code => codes.some(other => other !== code && other.startsWith(code)));
      if (confused !== undefined)
        return wrong(
          `The code ${quoted(confused)} of ${quoted(part.field)} begins another one; separate them, as in '{${part.field}:,}'.`,
        );
    }
    const varies = choices.kind === 'list' && !('size' in choices.lengths) && choices.lengths.length > 1;
    if (varies && part.separator === '' && next && 'field' in next)
      return wrong(
        `Where the layers of ${quoted(part.field)} end can't be told; write something between '{${part.field}}' and '{${next.field}}'.`,
      );
  }
  return parts;
}
