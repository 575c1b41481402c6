import type { RunRow } from './panel';

/** What people call a run: as they named it, or else as it named itself; before it has said so itself, what its id says of it. */
export function titleOf(row: RunRow): string {
  if (row.notes?.name !== undefined) return row.notes.name;
  if (row.record) return row.record.title;
  const command = /^\d{8}-\d{6}-([a-z]+)-[0-9a-f]{4}$/.exec(row.id)?.[1];
  return command === undefined ? row.id : command.charAt(0).toUpperCase() + command.slice(1);
}
