import { isDecimalComma, isMissing, mayBeThousands, readNumber, readWritten } from './numbers';
import type { RowCollector, RowNumbers } from './rows/collectRows';
import { saysFailed } from './rows/roles';
import { UnreadableFile } from './unreadable';

/** Reads the labels of a row; `undefined` where the row has none of use, which the collector has been told. */
export interface LabelReader {
  (line: number, values: Readonly<Record<string, unknown>>): RowNumbers | undefined;
  /** What was understood, sentences. Throws where a column mixes decimal commas and points. */
  told(): readonly string[];
}

interface Written {
  /** The first value with a decimal comma, and the first with a point, each with its line. */
  comma?: readonly [text: string, line: number];
  point?: readonly [text: string, line: number];
  /** Whether a number with that sign was seen that is none of thousands. */
  decimal: boolean;
}

/** So many rows are looked at to see how other columns write their decimals. */
const rowsLookedAt = 20;

/**
 * A reader of the labels of rows. A row without a number in the first label was not measured; `keepMissing` keeps it. A
 * comma is a decimal sign where `decimalComma` says that it separates no values, and all of a column have it.
 */
export function labelReader(
  labels: readonly string[],
  name: string,
  decimalComma: () => boolean,
  keepMissing: boolean,
  collector: Pick<RowCollector<never>, 'leaveOut' | 'leaveUnmeasured'>,
): LabelReader {
  const written = labels.map((): Written => ({ decimal: false }));
  // How columns other than the labels write what is no whole number.
  const elsewhere = { comma: false, point: false };
  let lookedAt = 0;
  const lookAround = (values: Readonly<Record<string, unknown>>) => {
    lookedAt++;
    for (const [column, value] of Object.entries(values)) {
      if (typeof value !== 'string' || labels.includes(column)) continue;
      if (isDecimalComma(value) && !mayBeThousands(value, ',')) elsewhere.comma = true;
      if (/^\s*[-+]?\d*\.\d+\s*$/.test(value) && !mayBeThousands(value, '.')) elsewhere.point = true;
    }
  };
  const see = (label: number, sign: 'comma' | 'point', text: string, line: number) => {
    const seen = written[label]!;
    seen[sign] ??= [text, line];
    seen.decimal ||= !mayBeThousands(text, sign === 'comma' ? ',' : '.');
  };
  /** The number of a value that is not plainly one; a string says what is wrong. */
  const readDoubtful = (
    value: unknown,
    line: number,
    label: number,
  ): { value: number; deviation: number } | string => {
    if (isMissing(value)) return { value: Number.NaN, deviation: Number.NaN };
    const number = readWritten(value, decimalComma());
    if (!number) {
      if (Array.isArray(value))
        return `its ${labels[label]} is a list, whose values may be of seeds or of epochs: give each a row of its own`;
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      // Where a figure would stand, it is how a failure is told.
      if (saysFailed(text)) return { value: Number.NaN, deviation: Number.NaN };
      const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
      return `its ${labels[label]} is ${shown}, which is no number${isDecimalComma(text) ? ': write it with a point, as commas separate the values of this table' : ''}`;
    }
    const text = String(value).trim();
    if (number.comma) see(label, 'comma', text, line);
    else if (text.includes('.')) see(label, 'point', text, line);
    return number;
  };
  const read = (line: number, values: Readonly<Record<string, unknown>>): RowNumbers | undefined => {
    if (lookedAt < rowsLookedAt && decimalComma()) lookAround(values);
    const numbers: number[] = [];
    let deviations: number[] | undefined;
    for (let label = 0; label < labels.length; label++) {
      const value = values[labels[label]!];
      const plain = readNumber(value);
      if (!Number.isNaN(plain)) {
        numbers.push(plain);
        if (decimalComma() && typeof value === 'string' && value.includes('.'))
          see(label, 'point', value.trim(), line);
        continue;
      }
      const doubtful = readDoubtful(value, line, label);
      if (typeof doubtful === 'string') {
        collector.leaveOut({ line, message: doubtful });
        return undefined;
      }
      if (label === 0 && !keepMissing && Number.isNaN(doubtful.value)) {
        collector.leaveUnmeasured(labels[0]!);
        return undefined;
      }
      numbers.push(doubtful.value);
      if (!Number.isNaN(doubtful.deviation)) {
        deviations ??= new Array(labels.length).fill(Number.NaN);
        deviations[label] = doubtful.deviation;
      }
    }
    return deviations ? { line, numbers, deviations } : { line, numbers };
  };
  return Object.assign(read, {
    told: () =>
      written.flatMap(({ comma, point, decimal }, label) => {
        const doubtful = comma ?? point;
        const isElsewhere = comma ? elsewhere.point : elsewhere.comma;
        if (doubtful && !decimal && isElsewhere)
          throw new UnreadableFile(
            `${labels[label]} of ${name} seems to have its thousands separated, as ${doubtful[0]} in line ${doubtful[1]}, since other columns write decimals with ${comma ? 'a point' : 'a comma'}. Write it without separators.`,
          );
        if (!comma) return [];
        if (point)
          throw new UnreadableFile(
            `${labels[label]} of ${name} has decimal commas and decimal points: ${comma[0]} in line ${comma[1]}, and ${point[0]} in line ${point[1]}. Write all of them alike.`,
          );
        return [
          `The commas in ${labels[label]} of ${name} are read as decimal signs${decimal ? '' : ', not as thousands'}: ${comma[0]} in line ${comma[1]}.`,
        ];
      }),
  });
}
