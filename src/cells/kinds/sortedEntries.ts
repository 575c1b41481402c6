/** The entries of a record by name, so that equal records give equal JSON. */
export function sortedEntries(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The same of everything in a value: equal for equal values, in whatever order their properties were written. */
export function deepEntries(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepEntries);
  return sortedEntries(value).map(([name, inner]) => [name, deepEntries(inner)]);
}
