import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Cell } from '../cells/cell';
import type { Goal } from '../cells/goal';
import type { SearchSpace } from '../cells/space';
import { builtInSpaces } from '../document/builtInSpaces';
import type { SharedOperation } from '../document/kinds/network/sharedOperations';
import { type Known, known } from '../document/known';
import type { MeasuredFigure } from '../document/readCell';
import { type DocumentCell, readDocument } from '../document/readDocument';
import { declaredOperations } from '../document/readSpaces';
import { refit } from '../document/refit';
import { NotRead, readSmall } from '../files/regularFile';
import { type MeasuredTable, measuredTable } from './measuredTable';
import { groupCells } from './rows/cellGroups';
import { collectRows, type RowNumbers } from './rows/collectRows';
import { meanOf } from './rows/meanOf';
import type { ReadOptions } from './rows/readOptions';
import { UnreadableFile } from './unreadable';

/** A cell of a `.cell` file with `measured` lines. */
export interface MeasuredCell {
  /** Relative to the file or folder that was read. */
  readonly file: string;
  /** From 1: where its error is, or its declaration begins. */
  readonly line: number;
  readonly read: DocumentCell;
  /** What is wrong with it, if it has no cell. */
  readonly error: string | undefined;
}

/**
 * The `measured` lines of a `.cell` file, or of all in a folder and its folders. Cells of other spaces and cells without
 * the first metric are passed over; a measured cell with an error is a problem. Labels are metrics, per cent not divided.
 * Lines of one metric and one number of epochs are repeated measurements.
 */
export async function readMeasured(
  source: string,
  space: SearchSpace,
  labels: readonly string[],
  options: ReadOptions = {},
): Promise<MeasuredTable> {
  const name = path.basename(source);
  const collector = collectRows(groupCells(space), labels, () => [], options);
  const metrics = new Set<string>();
  const goals = new Map<string, Goal>();
  const { own, notes } = ofSpace(await measuredCells(source, new Map([[space.name, space]])), space);
  for (const { read } of own) {
    for (const { metric, goal } of read.measured) {
      metrics.add(metric);
      if (goal === undefined) continue;
      const before = goals.get(metric);
      if (before !== undefined && before !== goal)
        throw new UnreadableFile(
          `${name} says of ${metric} that higher values are better (goal: max), and that lower ones are (goal: min); state one.`,
        );
      goals.set(metric, goal);
    }
  }
  if (metrics.size === 0)
    throw new UnreadableFile(
      `${name} has no measured cells of ${space.name}.${/\.cell$/i.test(source) ? '' : ' Of a folder only .cell files are read: name a table itself.'}`,
    );
  const wanted = labels.map(label =>
    metrics.has(label) || !metrics.has(earlierName(label)) ? label : earlierName(label),
  );
  const unknown = wanted.find(label => !metrics.has(label));
  if (unknown !== undefined)
    throw new UnreadableFile(
      `No cell of ${space.name} in ${name} has a measured "${unknown}"; measured there: ${[...metrics].join(', ')}.`,
    );
  for (const { file, line, read, error } of own) {
    options.signal?.throwIfAborted();
    const rows = rowsOf(read.measured, wanted, options.keepMissing ?? false);
    for (const row of rows) {
      if (!collector.isWanted(row.values)) continue;
      if (read.cell) collector.add(read.cell, { ...row, line }, row.values);
      else {
        collector.leaveOut({ line, message: `${file}: ${error}` });
        break;
      }
    }
  }
  const rows = collector.finish([...metrics, 'epochs'], name);
  return { ...measuredTable(rows, options, notes, goals.get(wanted[0] ?? '')), columns: [...metrics] };
}

/**
 * The cells of a space, as cells of it as it is now: measurements belong to cells, so that those from before it was changed
 * count where they still fit. `notes`: how many those are, and that some no longer fit.
 */
function ofSpace(
  all: readonly MeasuredCell[],
  space: SearchSpace,
): { readonly own: readonly MeasuredCell[]; readonly notes: readonly string[] } {
  const earlier = new Map<SearchSpace, MeasuredCell[]>();
  for (const each of all)
    if (each.read.space?.name === space.name && each.read.cell && !isSame(each.read.space, space))
      earlier.set(each.read.space, [...(earlier.get(each.read.space) ?? []), each]);
  const fitting = new Map<MeasuredCell, Cell | undefined>();
  for (const [from, some] of earlier) {
    const cells = refit(
      some.flatMap(({ read }) => read.cell ?? []),
      from,
      space,
    );
    for (const [i, each] of some.entries()) fitting.set(each, cells[i]);
  }
  const own = all.flatMap((each): readonly MeasuredCell[] => {
    const { read } = each;
    if (read.space === undefined) return read.declaration.space?.text === space.name ? [each] : [];
    if (isSame(read.space, space)) return [each];
    const cell = fitting.get(each);
    return cell ? [{ ...each, read: { ...read, space, cell } }] : [];
  });
  return { own, notes: notesOf([...fitting], space) };
}

function notesOf(
  earlier: readonly (readonly [MeasuredCell, Cell | undefined])[],
  space: SearchSpace,
): readonly string[] {
  const unfit = earlier.flatMap(([{ read }, cell]) => (cell ? [] : [read.name]));
  const fit = earlier.length - unfit.length;
  const cells = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'cell' : 'cells'}`;
  return [
    ...(fit > 0
      ? [`${cells(fit)} measured before ${space.name} was changed ${fit === 1 ? 'counts' : 'count'}.`]
      : []),
    ...(unfit.length > 0
      ? [
          `${cells(unfit.length)} no longer ${unfit.length === 1 ? 'fits' : 'fit'} ${space.name} and ${unfit.length === 1 ? 'is' : 'are'} left out: ${unfit.slice(0, 20).join(', ')}${unfit.length > 20 ? ', …' : ''}.`,
        ]
      : []),
  ];
}

type Row = Omit<RowNumbers, 'line'> & { readonly values: Readonly<Record<string, unknown>> };

/** A row for each figure of the first metric, with the mean of the figures of the others at as many epochs. */
function rowsOf(
  figures: readonly MeasuredFigure[],
  [first, ...others]: readonly string[],
  keepMissing: boolean,
): readonly Row[] {
  const valuesOf = (epochs: number | undefined) => (epochs === undefined ? {} : { epochs: String(epochs) });
  if (keepMissing || first === undefined) {
    const all = [...new Set(figures.map(({ epochs }) => epochs))];
    return all.map(epochs => ({
      numbers: (first === undefined ? [] : [first, ...others]).map(metric => meanAt(figures, metric, epochs)),
      values: valuesOf(epochs),
    }));
  }
  return figures
    .filter(({ metric }) => metric === first)
    .map(({ value, epochs, seeds, deviation = Number.NaN }) => ({
      numbers: [value, ...others.map(metric => meanAt(figures, metric, epochs))],
      deviations: [deviation, ...others.map(() => Number.NaN)],
      ...(seeds === undefined ? {} : { seeds }),
      values: valuesOf(epochs),
    }));
}

function meanAt(figures: readonly MeasuredFigure[], metric: string, epochs: number | undefined): number {
  const alike = figures.filter(figure => figure.metric === metric && figure.epochs === epochs);
  return meanOf(alike.map(({ value, deviation = Number.NaN, seeds }) => ({ value, deviation, count: seeds })))
    .value;
}

/** As `renas suggest` spelled names that were not plain, before they could be quoted. */
function earlierName(label: string): string {
  const name = label
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+(?=.)/, '')
    .replace(/(?<=.)_+$/, '');
  return /^[\p{L}_]/u.test(name) ? name : `m_${name}`;
}

/** A `.cell` file with more is not read. */
const maxFileBytes = 64 * 2 ** 20;

/** Every cell with a `measured` line, in the order of the file names. */
export async function measuredCells(
  source: string,
  spaces: ReadonlyMap<string, SearchSpace> = new Map(),
): Promise<MeasuredCell[]> {
  const names = await namesFor(source, spaces);
  const cells: MeasuredCell[] = [];
  for (const file of await cellFiles(source)) {
    const text = await readCellFile(file);
    const document = readDocument(text, names);
    for (const read of document.cells) {
      if (read.measured.length === 0) continue;
      const { start, end } = read.declaration;
      const error = document.diagnostics.find(
        found => found.severity === 'error' && found.start >= start && found.start < end,
      );
      cells.push({
        file: path.relative(source, file) || path.basename(file),
        line: text.slice(0, error?.start ?? start).split('\n').length,
        read,
        error: read.cell ? undefined : (error?.message ?? `the cell ${read.name} has an error`),
      });
    }
  }
  return cells;
}

/** The spaces that ship and those given, and the operations that the files declare. */
async function namesFor(source: string, spaces: ReadonlyMap<string, SearchSpace>): Promise<Known> {
  const operations = new Map<string, SharedOperation>();
  for (const file of await cellFiles(source)) {
    const text = await readCellFile(file);
    for (const [name, operation] of declaredOperations(text, path.basename(file)).operations)
      if (!operations.has(name)) operations.set(name, operation);
  }
  return known([...builtInSpaces(), ...spaces], operations);
}

async function readCellFile(file: string): Promise<string> {
  try {
    return await readSmall(file, maxFileBytes);
  } catch (error) {
    if (error instanceof NotRead)
      throw new UnreadableFile(`${path.basename(file)} can't be read: ${error.message}.`);
    throw error;
  }
}

async function cellFiles(source: string): Promise<string[]> {
  try {
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && /\.cell$/i.test(entry.name))
      .map(entry => path.join(entry.parentPath ?? entry.path, entry.name))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [source];
    if (code === 'ENOENT') throw new UnreadableFile(`There is no file or folder ${path.basename(source)}.`);
    throw error;
  }
}

/** A file may declare the space itself; it is the same if all but its documentation is. */
function isSame(a: SearchSpace, b: SearchSpace): boolean {
  const bare = ({ doc: _, ...rest }: SearchSpace) => rest;
  return a === b || isDeepStrictEqual(bare(a), bare(b));
}
