import { costTitle, formatBytes } from '../../src/protocol/costWords';
import type { FoundCell } from '../../src/protocol/events';
import { formatAmount, formatCount, formatInterval, formatTopPlace } from '../../src/protocol/words';
import { formatFigure } from '../../src/report/metrics';
import { csvLine } from '../kit/csv';

/** A column of a table of cells found, after their names. */
export interface FoundColumn {
  readonly title: string;
  readonly meaning?: string;
  text(cell: FoundCell): string;
  /** The figure itself; absent where there is none. */
  value(cell: FoundCell): number | undefined;
}

/** What is known of these cells, what was measured first. */
export function foundColumns(cells: readonly FoundCell[], spaceSize?: number): readonly FoundColumn[] {
  const measured = [...new Set(cells.flatMap(cell => Object.keys(cell.measured ?? {})))];
  // A loop that has not predicted yet says 100 of each.
  const ranked = measured.length === 0 || cells.some(cell => cell.top < 100);
  const columns = [
    ...measured.map(name => measuredColumn(name, cells)),
    ...(ranked ? [topColumn(spaceSize)] : []),
    // Where the shares say nothing any more, the scores do.
    ...(cells.some(cell => cell.top < 0.01) ? [scoreColumn] : []),
    ...(cells.some(cell => cell.low !== undefined) ? [intervalColumn] : []),
    parametersColumn,
    flopsColumn,
  ];
  const others = [...new Set(cells.flatMap(cell => Object.keys(cell.costs ?? {})))];
  return [
    ...columns,
    ...(cells.some(cell => cell.latency !== undefined) ? [latencyColumn] : []),
    ...others.map(costColumn),
  ];
}

/** As CSV by RFC 4180: name, exact figures, canonical hash and source of each. */
export function foundAsCsv(cells: readonly FoundCell[]): string {
  const columns = foundColumns(cells).flatMap(column => (column === intervalColumn ? itsEnds : [column]));
  return [
    csvLine(['cell', ...columns.map(({ title }) => title), 'hash', 'source']),
    ...cells.map(cell =>
      csvLine([cell.name, ...columns.map(c => c.value(cell)?.toString() ?? ''), cell.hash, cell.cell]),
    ),
  ].join('');
}

function measuredColumn(name: string, cells: readonly FoundCell[]): FoundColumn {
  const value = (cell: FoundCell) => cell.measured?.[name];
  const places = cells.map(cell => /\.(\d+)$/.exec(figure(value(cell), formatFigure))?.[1]?.length ?? 0);
  const most = Math.max(0, ...places);
  return { title: name, meaning: 'Measured', value, text: cell => figure(value(cell), v => v.toFixed(most)) };
}

function topColumn(spaceSize: number | undefined): FoundColumn {
  return {
    title: 'Top',
    meaning:
      'The share of the space predicted to be at least as good: small is good. Below 0.01 %, the place',
    value: cell => cell.top,
    text: cell => formatTopPlace(cell.top, spaceSize),
  };
}

const scoreColumn: FoundColumn = {
  title: 'Score',
  meaning: 'Of the predictor: the higher, the better; it has no unit',
  value: cell => cell.score,
  text: cell => cell.score.toFixed(3),
};
const intervalColumn: FoundColumn = {
  title: '80 % interval',
  meaning: 'The true top of four cells in five lies within their interval',
  value: cell => cell.high,
  text: cell => `${formatInterval(cell) ?? '–'}${cell.unlike ? ', unlike all trained on' : ''}`,
};
const itsEnds: readonly FoundColumn[] = (['low', 'high'] as const).map(title => ({
  title,
  value: cell => cell[title],
  text: cell => cell[title]?.toString() ?? '',
}));
const parametersColumn: FoundColumn = {
  title: 'Parameters',
  meaning: 'Of the whole network',
  value: cell => cell.parameters,
  text: cell => formatCount(cell.parameters),
};
const flopsColumn: FoundColumn = {
  title: 'FLOPs',
  meaning: 'Of the whole network, as the space counts them',
  value: cell => cell.flops,
  text: cell => formatAmount(cell.flops),
};
const latencyColumn: FoundColumn = {
  title: 'Latency',
  meaning: 'On the device asked about',
  value: cell => cell.latency,
  text: cell => figure(cell.latency, ms => `${formatFigure(ms)} ms`),
};

function costColumn(name: string): FoundColumn {
  const value = (cell: FoundCell) => cell.costs?.[name];
  const format = name === 'memory' ? formatBytes : (cost: number) => formatAmountOrFigure(cost);
  return {
    title: costTitle(name),
    meaning: 'Of the whole network',
    value,
    text: cell => figure(value(cell), format),
  };
}

function formatAmountOrFigure(value: number): string {
  return value >= 10_000 ? formatAmount(value) : formatFigure(value);
}

function figure(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '–' : format(value);
}
