import type { ReportedValues, ReportLine, Values } from '../protocol/measurement';
import { parseReportLine } from '../protocol/schemas/measurement';

/** The lines of a report that are understood. */
export function readReport(text: string): readonly ReportLine[] {
  return text.split('\n').flatMap(line => parseReportLine(line) ?? []);
}

/** What a finished measurement says of its label: its values, or half a sentence on why it has none. */
export type ReadValues =
  | { readonly kind: 'values'; readonly values: Values }
  /** The label is not a number: the training diverged. */
  | { readonly kind: 'not-a-number'; readonly why: string }
  /** The label is not among what was reported. */
  | { readonly kind: 'missing'; readonly why: string };

/** The values of a `result` line; those that are not numbers are left out. */
export function labelledValues(reported: ReportedValues, label: string): ReadValues {
  const names = Object.keys(reported);
  if (!Object.hasOwn(reported, label)) {
    const others =
      names.length === 0
        ? 'no value at all'
        : `${names.join(', ')}, and no ${label}; name what is meant with --label`;
    return { kind: 'missing', why: `reported ${others}` };
  }
  if (reported[label] === null) return { kind: 'not-a-number', why: `its ${label} is not a number` };
  const numbers = names.flatMap(name => {
    const value = reported[name];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return { kind: 'values', values: Object.fromEntries(numbers) };
}
