import { meanOf } from './meanOf';
import type { PickedRows, RowsOfCells } from './rowsOfCells';
import type { TableReport } from './tableReport';

const nothingDone: TableReport = {
  rows: 0,
  used: 0,
  leftOut: [],
  epoch: undefined,
  repeated: undefined,
  deviation: undefined,
  warnings: [],
  suggested: [],
};

/** One row a cell; the report has what is known of repeated measurements alone. */
export function averageRows<C>(source: RowsOfCells<C>, alive: Uint8Array): PickedRows<C> {
  const { groups, values: all } = source;
  if (source.cells.length === groups.length && source.stated.size === 0 && alive.every(one => one === 1))
    return {
      cells: [...groups],
      labels: all.map(values => Float64Array.from(values)),
      deviations: all.map(() => new Float64Array(groups.length).fill(Number.NaN)),
      counts: new Uint32Array(groups.length).fill(1),
      report: nothingDone,
    };
  const rows: number[][] = source.groups.map(() => []);
  for (const [row, cell] of source.cells.entries()) if (alive[row]) rows[cell]!.push(row);
  const kept = source.groups.flatMap((_, cell) => (rows[cell]!.length > 0 ? [cell] : []));
  const counts = new Uint32Array(kept.length);
  const labels = source.labels.map(() => new Float64Array(kept.length));
  const deviations = source.labels.map(() => new Float64Array(kept.length));
  let squares = 0;
  let freedom = 0;
  let repeated = 0;
  let measurements = 0;
  for (const [at, cell] of kept.entries()) {
    const own = rows[cell]!;
    for (const [label, values] of source.values.entries()) {
      const only = own[0]!;
      if (own.length === 1 && !source.stated.has(only)) {
        labels[label]![at] = values[only]!;
        deviations[label]![at] = Number.NaN;
        counts[at] = 1;
        continue;
      }
      const mean = meanOf(
        own.flatMap(row => {
          const value = values[row]!;
          if (Number.isNaN(value)) return [];
          const known = source.stated.get(row);
          return [{ value, deviation: known?.deviations?.[label] ?? Number.NaN, count: known?.seeds }];
        }),
      );
      labels[label]![at] = mean.value;
      deviations[label]![at] = mean.deviation;
      if (label > 0) continue;
      counts[at] = mean.count;
      if (own.length > 1) {
        repeated++;
        measurements += own.length;
      }
      if (!Number.isNaN(mean.deviation)) {
        const weight = Math.max(1, mean.count - 1);
        squares += weight * mean.deviation ** 2;
        freedom += weight;
      }
    }
  }
  return {
    cells: kept.map(cell => source.groups[cell]!),
    labels,
    deviations,
    counts,
    report: {
      ...nothingDone,
      repeated: repeated > 0 ? { cells: repeated, rows: measurements } : undefined,
      deviation: freedom > 0 ? Math.sqrt(squares / freedom) : undefined,
    },
  };
}
