import { goalOfName } from '../../cells/goal';
import type { Condition } from './readOptions';
import { roleOfName, tellsRowsApart } from './roles';
import type { RowsOfCells } from './rowsOfCells';

/** A value that more rows share is named, if it stands out: as a crash is written, or what guessing gives. */
const fewestSharing = 3;
const minShare = 0.02;
const sampled = 10_000;
/** Settings of more values are drawn anew for each training, and nobody could choose one. */
const mostSettings = 10;

/** What looks wrong, and was left as it is. */
export interface Doubt {
  readonly sentence: string;
  /** The condition, as `--where` takes it, that leaves the rows out. */
  readonly condition?: string;
}

/** Doubts about labels that look wrong and are left as they are: two units in one column, a value of too many rows. */
export function doubts(
  source: RowsOfCells,
  alive: Uint8Array,
  where: readonly Condition[],
): readonly Doubt[] {
  const across = settingsAcross(source, alive);
  const ofLabels = source.labels.flatMap((label, at) => {
    if (tellsRowsApart(roleOfName(label))) return [];
    const values = source.values[at]!;
    const rows: number[] = [];
    for (let row = 0; row < values.length; row++)
      if (alive[row] && !Number.isNaN(values[row]!)) rows.push(row);
    return [mixedUnits(source, label, values, rows), sharedValue(source, label, values, rows, where)].filter(
      doubt => doubt !== undefined,
    );
  });
  return across ? [...ofLabels, across] : ofLabels;
}

/** Settings of trainings in which rows of different cells differ, of few values each. */
function settingsAcross(source: RowsOfCells, alive: Uint8Array): Doubt | undefined {
  const differing = source.apart.flatMap(({ column, role, words, codes }) => {
    if (role !== 'setting' || source.isAny(column) || !words.every(word => Number.isFinite(Number(word))))
      return [];
    const seen = new Set<number>();
    let rows = 0;
    for (const [row, code] of codes.entries())
      if (alive[row] && code >= 0) {
        rows++;
        seen.add(code);
      }
    const values = [...seen].flatMap(code => words[code] ?? []);
    return values.length < 2 || seen.size > mostSettings || 2 * seen.size > rows ? [] : [{ column, values }];
  });
  const [first] = differing;
  if (!first) return undefined;
  const told = differing
    .slice(0, 3)
    .map(({ column, values }) => `${column} (${values.slice(0, 6).join(', ')})`);
  const more = differing.length > 3 ? ` and ${differing.length - 3} more columns` : '';
  const condition = `${first.column}=${first.values[0]}`;
  return {
    sentence: `Cells of ${source.name} were trained with different ${told.join(', ')}${more}, and are compared as they are: --where "${condition}" takes those that were trained alike.`,
    condition,
  };
}

/** Fewer cells than these say nothing of how much cells differ. */
const fewestCompared = 8;

/**
 * Doubts that rows that were averaged are repeated measurements: `deviation` of one of them is as large as that of the
 * `means` of different cells, taken from their quartiles, so that a few cells that learn nothing do not count.
 */
export function noisyRepeats(
  { name, labels }: Pick<RowsOfCells, 'name' | 'labels'>,
  means: Float64Array,
  deviation: number | undefined,
): readonly Doubt[] {
  const sorted = means.filter(Number.isFinite).sort();
  if (deviation === undefined || sorted.length < fewestCompared) return [];
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const between = (at(0.75) - at(0.25)) / 1.349;
  if (!(deviation > between) || deviation === 0) return [];
  return [
    {
      sentence: `Rows of one cell of ${name} differ in ${labels[0]} as much as cells do: by a deviation of ${rounded(deviation)}, against ${rounded(between)} between cells. If they are of different data sets, splits or epochs, say so in a column of its own and choose with --where; if they are repeated measurements, ranks learned from them are mostly noise.`,
    },
  ];
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Per cent beside fractions: accuracies up to 1 and others above, with a wide gap between. */
function mixedUnits(
  { name, lines }: RowsOfCells,
  label: string,
  values: readonly number[],
  rows: readonly number[],
): Doubt | undefined {
  if (goalOfName(label) === 'min' && !/err/i.test(label)) return undefined;
  let [low, high] = [-1, -1];
  let [largestLow, smallestHigh] = [0, Number.POSITIVE_INFINITY];
  let largest = 0;
  for (const row of rows) {
    const value = values[row]!;
    if (value < 0) return undefined;
    if (value === 0) continue;
    largest = Math.max(largest, value);
    if (value <= 1) {
      if (low < 0) low = row;
      largestLow = Math.max(largestLow, value);
    } else {
      if (high < 0) high = row;
      smallestHigh = Math.min(smallestHigh, value);
    }
  }
  if (low < 0 || high < 0 || largest > 100 || smallestHigh < 5 * largestLow) return undefined;
  return {
    sentence: `${label} of ${name} seems to have per cent beside fractions: ${values[low]} in line ${lines[low]}, and ${values[high]} in line ${lines[high]}. Write all of them alike.`,
  };
}

/** How often each value is in every `step`th of the rows. */
function counted(values: readonly number[], rows: readonly number[], step: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < rows.length; i += step) {
    const value = values[rows[i]!]!;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** A value that many rows share exactly. */
function sharedValue(
  { name }: RowsOfCells,
  label: string,
  values: readonly number[],
  rows: readonly number[],
  where: readonly Condition[],
): Doubt | undefined {
  // Of a large table a sample shows whether any value is shared by so many.
  if (rows.length > 2 * sampled) {
    const step = Math.floor(rows.length / sampled);
    const counts = counted(values, rows, step);
    if (Math.max(...counts.values()) < (minShare / 2) * (rows.length / step)) return undefined;
  }
  const counts = counted(values, rows, 1);
  const [only] = counts.keys();
  if (counts.size === 1 && rows.length >= fewestCompared)
    return {
      sentence: `All ${rows.length.toLocaleString('en-US')} rows of ${name} that are used have exactly ${only} in ${label}, which tells no cell from another: another column, --epoch or --where may.`,
    };
  let [most, second] = [0, 0];
  let value = 0;
  for (const [each, count] of counts)
    if (count > most) [second, most, value] = [most, count, each];
    else second = Math.max(second, count);
  if (most < fewestSharing || most < minShare * rows.length || most < 4 * second || counts.size < 3)
    return undefined;
  if (where.some(({ column }) => column === label)) return undefined;
  const condition = `${label}!=${value}`;
  return {
    sentence: `${most.toLocaleString('en-US')} of the ${rows.length.toLocaleString('en-US')} rows of ${name} have exactly ${value} in ${label}: if that is how a failure is written, leave them out with --where "${condition}".`,
    condition,
  };
}
