import type { RunRow } from '../../src/protocol/run';
import type { Column } from '../runs/columns';

/** The table as shown, as CSV by RFC 4180, after the id of each run; times as ISO 8601, durations in seconds. */
export function runsAsCsv(rows: readonly RunRow[], columns: readonly Column[], now: number): string {
  const lines = [
    ['Run', ...columns.map(titleOf)],
    ...rows.map(row => [row.id, ...columns.map(c => exact(row, c, now))]),
  ];
  return lines.map(csvLine).join('');
}

export function csvLine(fields: readonly string[]): string {
  return `${fields.map(quote).join(',')}\r\n`;
}

function titleOf({ id, title }: Column): string {
  return id === 'duration' ? 'Duration (s)' : title;
}

function exact(row: RunRow, column: Column, now: number): string {
  switch (column.id) {
    case 'started':
      return row.record?.started ?? '';
    case 'duration':
    case 'cells':
      return column.value(row, now)?.toString() ?? '';
    case 'note':
      return row.notes?.note ?? '';
    default:
      return column.exact ? (column.value(row, now)?.toString() ?? '') : column.text(row, now);
  }
}

/** A field that a spreadsheet would run as a formula is told to be text. */
function quote(field: string): string {
  const safe = /^[=+@]|^-(?!\d+(\.\d+)?$)/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
