import type { Cell } from '../../cells/cell';
import { type Verdict, verified } from '../../measure/verdict';
import type { LoopSettings } from '../../protocol/commands/loop';
import { formatCount } from '../../protocol/words';
import { rounded, short } from './figures';

/** A cell that was trained again to verify it. */
export interface VerifiedRow {
  readonly name: string;
  readonly cell: Cell;
  readonly hash: string;
  readonly values: readonly number[];
  readonly mean: number;
  readonly alike: boolean;
}

/** Means and deviations as lines of a terminal; cells that can't be told from the best are marked. */
export function verdictLines(
  rows: readonly VerifiedRow[],
  verdict: Verdict | undefined,
  { verifySeeds }: LoopSettings,
  epochs: number | undefined,
  labelOf: (value: number) => number,
): readonly string[] {
  if (rows.length === 0 || !verdict) return [];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const table = rows.map(({ name, mean, values, alike }) => {
    const { squares, count } = verified(values);
    const deviation = count > 1 ? ` ± ${short(Math.sqrt(squares / (count - 1)))}` : '';
    return `  ${alike ? '=' : ' '} ${name.padEnd(width)}  ${labelOf(mean)}${deviation}`;
  });
  const trained = [
    ...(epochs === undefined ? [] : [`${formatCount(epochs)} epochs`]),
    `${verifySeeds} ${verifySeeds === 1 ? 'seed' : 'seeds'}`,
  ].join(' and ');
  const meaning =
    verdict.deviation === undefined
      ? 'With one training each, none can be told from another.'
      : `"=" marks those that can't be told from the best (90 % interval of the difference; pooled deviation ${short(verdict.deviation)}), in the order of all their trainings.`;
  return [`Verified with ${trained}:`, ...table, meaning];
}

/** The same as a table in CSV. */
export function verifiedTable(
  rows: readonly VerifiedRow[],
  label: string,
  labelOf: (value: number) => number,
): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map(({ name, hash, values, mean, alike }) => {
    const { squares, count } = verified(values);
    const deviation = count > 1 ? rounded(Math.sqrt(squares / (count - 1))) : '';
    return [name, hash, labelOf(mean), deviation, count, alike ? 'yes' : 'no'].join(',');
  });
  return `${[`name,hash,${quoted(label)},deviation,seeds,like_the_best`, ...lines].join('\n')}\n`;
}
