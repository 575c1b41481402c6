/** The entries of a record by name, so that equal records give equal JSON. */
export function sortedEntries(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
