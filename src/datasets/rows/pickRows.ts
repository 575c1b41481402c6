import { goalOfName } from '../../cells/goal';
import { UnreadableFile } from '../unreadable';
import { averageRows } from './averageRows';
import { type Doubt, doubts, noisyRepeats } from './doubts';
import { pickEpochs, toldApart, trialsOf } from './epochs';
import type { Condition, ReadOptions } from './readOptions';
import { type Outcome, outcomeOf } from './roles';
import type { ApartColumn, PickedRows, RowsOfCells, WordColumn } from './rowsOfCells';
import { listed, quoted, shown } from './rowWords';
import type { LeftOut, TableReport } from './tableReport';

/**
 * Tells rows of one cell apart, by status, epoch, data set and whatever else differs, keeps those that can be compared,
 * and averages the ones that are repeated measurements. Throws a sentence where rows can't be compared and nothing says
 * which are meant.
 */
export function pickRows<C>(source: RowsOfCells<C>, options: ReadOptions): PickedRows<C> {
  const goal = options.goal ?? goalOfName(source.labels[0] ?? '') ?? 'max';
  const count = source.cells.length;
  const alive = new Uint8Array(count).fill(1);
  const leftOut: LeftOut[] = [];
  const drop = (why: string, isOut: (row: number) => boolean) => {
    let rows = 0;
    for (let row = 0; row < count; row++)
      if (alive[row] && isOut(row)) {
        alive[row] = 0;
        rows++;
      }
    if (rows > 0) leftOut.push({ rows, why });
    return rows;
  };
  /** Columns of a status by which rows were left out. */
  const ofStatus = new Set<string>();
  if (source.unwanted > 0) leftOut.push({ rows: source.unwanted, why: 'not chosen by --where' });
  for (const [label, rows] of source.unmeasured) leftOut.push({ rows, why: `without ${label}` });
  if (source.problems.length > 0) leftOut.push({ rows: source.problems.length, why: 'not readable' });

  const judged = source.statuses
    .filter(({ column }) => !source.isAny(column))
    .map(status => ({ ...status, outcomes: status.words.map(word => outcomeOf(status.column, word)) }));
  const dropByStatus = (of: 'failed' | 'stopped' | 'running') => {
    for (const { column, words, codes, outcomes } of judged)
      for (const [code, each] of outcomes.entries())
        if (each === of && drop(`with ${column} ${shown(words[code]!)}`, row => codes[row] === code) > 0)
          ofStatus.add(column);
  };
  dropByStatus('failed');
  const { epochs, apart } = toldApart(source, alive);
  requireAlike(
    source,
    apart.filter(({ role }) => role === 'mixture'),
    alive,
  );
  if (!epochs) {
    dropByStatus('stopped');
    dropByStatus('running');
  }
  const picked =
    epochs &&
    pickEpochs(
      source,
      epochs,
      trialsOf(source, apart, epochs, alive),
      alive,
      goal,
      options,
      dropByStatus,
      drop,
    );
  requireAlike(source, apart, alive);
  const alone = averageRows(source, alive);
  const found = [
    ...judged.flatMap(status => unknownStatus(source.name, status, alive, options.where ?? [])),
    ...doubts(source, alive, options.where ?? []),
    ...(alone.report.repeated
      ? noisyRepeats(source, alone.labels[0] ?? new Float64Array(), alone.report.deviation)
      : []),
  ];
  const report: TableReport = {
    ...alone.report,
    leftOut,
    rows: source.rows,
    used: alive.reduce((sum, one) => sum + one, 0),
    epoch: picked,
    warnings: found.map(({ sentence }) => sentence),
    suggested: [
      ...found.flatMap(({ condition }) => condition ?? []),
      ...judged.filter(({ column }) => ofStatus.has(column)).map(({ column }) => `${column}=*`),
    ],
  };
  return { ...alone, report };
}

/** Throws where rows that are left can't be compared: of several data sets, say. */
function requireAlike(source: RowsOfCells, columns: readonly ApartColumn[], alive: Uint8Array): void {
  for (const apart of columns) {
    const { column, role, words, codes } = apart;
    if (source.isAny(column)) continue;
    const seen = new Set<number>();
    const byCell = new Map<number, number[]>();
    let rows = 0;
    for (const [row, cell] of source.cells.entries()) {
      const code = codes[row]!;
      if (!alive[row] || code < 0) continue;
      rows++;
      seen.add(code);
      const own = byCell.get(cell);
      if (own) own.push(code);
      else byCell.set(cell, [code]);
    }
    if (seen.size < 2) continue;
    const repeated = [...byCell.values()].filter(own => own.length > 1);
    const differing = repeated.filter(own => own.some(code => code !== own[0])).length;
    if (!isMixed(role, { differing, repeated, values: seen.size, rows })) continue;
    const values = [...seen].flatMap(code => words[code] ?? []);
    if (apart.isSaid) {
      if (differing === 0) continue;
      throw new UnreadableFile(
        `${source.name} has rows of one cell that speak of different data sets or splits in ${column} (${listed(values, seen.size)}) and can't be averaged: write them in a column of their own, or say with --where ${quoted(`${column}=*`)} that they are repeated measurements.`,
      );
    }
    const example = values.find(value => value !== '') ?? '';
    throw new UnreadableFile(
      `${source.name} has rows${differing === 0 ? '' : ' of one cell'} that differ in ${column} (${listed(values, seen.size)}) and can't be ${differing === 0 ? 'compared' : 'averaged'}: choose with --where ${quoted(`${column}=${example}`)}, or say with --where ${quoted(`${column}=*`)} that ${differing === 0 ? 'this makes no difference' : 'they are repeated measurements'}.`,
      [],
      { column, values },
    );
  }
}

/** Of the factors, nearly every cell has to have the same values, once each, as an experiment is laid out. */
const alikeOfFactor = 0.9;

/** Whether rows that differ in a column of this role are not to be averaged, or not to be compared. */
function isMixed(
  role: ApartColumn['role'],
  found: {
    readonly differing: number;
    readonly repeated: readonly (readonly number[])[];
    readonly values: number;
    readonly rows: number;
  },
): boolean {
  const { differing, repeated, values, rows } = found;
  if (role === 'setting') return differing > 0;
  // What is another in each row is the name of the row.
  if (role === 'mixture') return differing > 0 || (values < rows && values <= maxMixed);
  if (role === undefined) return differing > 0 && 2 * differing >= repeated.length;
  const sets = new Map<string, number>();
  for (const own of repeated) {
    if (new Set(own).size < own.length) continue;
    const key = own.toSorted((a, b) => a - b).join(' ');
    sets.set(key, (sets.get(key) ?? 0) + 1);
  }
  return repeated.length > 1 && Math.max(0, ...sets.values()) >= alikeOfFactor * repeated.length;
}

/** Of rows of more data sets than these, none of one cell, the column is taken to name something else. */
const maxMixed = 20;

/** Doubts about rows whose status is a word that is not known, beside others that are. */
function unknownStatus(
  name: string,
  { column, words, codes, outcomes }: WordColumn & { readonly outcomes: readonly (Outcome | undefined)[] },
  alive: Uint8Array,
  where: readonly Condition[],
): readonly Doubt[] {
  if (outcomes.every(each => each === undefined) || where.some(condition => condition.column === column))
    return [];
  return outcomes.flatMap((outcome, code) => {
    const word = words[code]!;
    const rows = codes.reduce((sum, each, row) => sum + (each === code && alive[row] ? 1 : 0), 0);
    return outcome !== undefined || word === '' || rows === 0
      ? []
      : [
          {
            sentence: `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'} of ${name} have ${column} ${shown(word)}, which is not a word that is known, and are used: leave them out with --where ${quoted(`${column}!=${word}`)}.`,
            condition: `${column}!=${word}`,
          },
        ];
  });
}
