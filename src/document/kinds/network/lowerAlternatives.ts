import type { ChoiceOption, OneNode } from '../../../cells/kinds/network/choices';
import { quoted } from '../../../language/cursor';
import type { Formula } from '../../../language/syntax';
import { type Findings, type formOf, lowerArgument, lowerSize, type Names } from './lowering';

/** Most options of a choice. */
const maxOptions = 1000;

/** The options of `a | b`, `a..b by s`, or of one value alone. */
export function lowerAlternatives(
  formula: Formula,
  name: string,
  form: ReturnType<typeof formOf>,
  findings: Findings,
): OneNode | undefined {
  const options = formula.kind === 'alternatives' ? formula.options : [{ value: formula, aliases: [] }];
  const none: Names = { leaf: () => undefined, channels: () => undefined, known: [] };
  const of: ChoiceOption[] = [];
  for (const { value, aliases } of options) {
    const values =
      value.kind === 'range'
        ? lowerRange(value, findings)
        : [lowerArgument(value, name, form, none, findings)];
    if (!values || values.some(each => each === undefined)) return undefined;
    for (const each of values) {
      if (typeof each === 'object' || each === undefined) return undefined;
      const label = typeof each === 'boolean' ? (each ? 'yes' : 'no') : `${each}`;
      if (of.some(option => option.name === label))
        return findings.error(value, 'duplicate-option', `${quoted(label)} is among the options already.`);
      of.push({ name: label, aliases: aliases.map(({ text }) => text), value: each });
    }
    if (values.length > 1 && aliases.length > 0)
      return findings.error(aliases[0]!, 'wrong-alias', 'A range has no one published name.');
  }
  if (of.length > maxOptions)
    return findings.error(formula, 'too-many-options', `A choice has at most ${maxOptions} options.`);
  const codes = of.flatMap(({ aliases }) => aliases);
  const twice = codes.find((code, i) => codes.indexOf(code) !== i);
  if (twice !== undefined)
    return findings.error(formula, 'duplicate-option', `${quoted(twice)} is the name of two options.`);
  return { kind: 'one', of };
}

function lowerRange(formula: Extract<Formula, { kind: 'range' }>, findings: Findings): number[] | undefined {
  const none: Names = { leaf: () => undefined, channels: () => undefined, known: [] };
  const [from, to, by = 1] = [formula.from, formula.to, formula.by].map(each =>
    each ? lowerSize(each, none, findings) : undefined,
  );
  if (typeof from !== 'number' || typeof to !== 'number') return undefined;
  if (typeof by !== 'number' || by <= 0)
    return findings.error(formula.by ?? formula, 'wrong-value', 'The step of a range is above 0.');
  if (to < from) return findings.error(formula, 'wrong-value', `The range from ${from} to ${to} is empty.`);
  const count = Math.floor((to - from) / by + 1e-9) + 1;
  if (count > maxOptions)
    return findings.error(formula, 'too-many-options', `A choice has at most ${maxOptions} options.`);
  return Array.from({ length: count }, (_, i) => Number((from + i * by).toPrecision(12)));
}
