import { quoted } from './cursor';
import { nearest } from './nearest';
import { changeTo, type Scope } from './scope';
import type { Measured, MeasuredArgument } from './syntax';

/** The arguments of a `measured` line. */
export const measuredArguments = ['epochs', 'seeds', 'deviation', 'goal'] as const;

/** What is wrong with a `measured` line: figures that can't be, arguments that there are not. */
export function checkMeasured(scope: Scope, measured: Measured): void {
  const { metric, value, percent, deviation } = measured;
  if (!metric) return;
  if (percent && value !== undefined && (value > 100 || value < 0))
    scope.warn(
      measured,
      'percent-out-of-range',
      `${quoted(metric.text)} is ${value} %, ${value < 0 ? 'less than 0' : 'more than 100'} %.`,
    );
  if (deviation?.value !== undefined && deviation.value < 0)
    scope.error(deviation, 'invalid-argument', 'A deviation is 0 or more.');
  const given = new Set<string>(deviation ? ['deviation'] : []);
  for (const argument of measured.arguments) {
    const { name } = argument;
    if (!(measuredArguments as readonly string[]).includes(name.text)) {
      const meant = nearest(name.text, measuredArguments);
      scope.error(
        name,
        'unknown-argument',
        `A measured line has no argument ${quoted(name.text)}; ${meant ? `did you mean ${quoted(meant)}?` : `it has ${measuredArguments.slice(0, -1).join(', ')} and ${measuredArguments.at(-1)}.`}`,
        meant ? changeTo(name, meant) : undefined,
      );
      continue;
    }
    if (given.has(name.text)) scope.error(name, 'argument-twice', `${quoted(name.text)} is given twice.`);
    given.add(name.text);
    const wrong = wrongValue(argument);
    if (wrong !== undefined) scope.error(argument, 'invalid-argument', wrong);
  }
}

function wrongValue({ name, value, word }: MeasuredArgument): string | undefined {
  if (value === undefined && word === undefined) return undefined;
  if (name.text === 'goal')
    return word?.text === 'max' || word?.text === 'min' ? undefined : "A goal is 'max' or 'min'.";
  if (value === undefined) return `${quoted(name.text)} must be a number.`;
  if (name.text === 'seeds')
    return Number.isInteger(value) && value >= 1
      ? undefined
      : "'seeds' must be a whole number of at least 1.";
  if (name.text === 'epochs') return value > 0 ? undefined : "'epochs' must be a number above 0.";
  return value >= 0 ? undefined : 'A deviation is 0 or more.';
}
