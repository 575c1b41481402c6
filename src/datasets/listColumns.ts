const mostListed = 30;
const longestName = 60;

/** The names of columns for a sentence; of a wide table, the first. */
export function listColumns(columns: readonly string[]): string {
  const names = columns
    .slice(0, mostListed)
    .map(name => (name.length > longestName ? `${name.slice(0, longestName)}…` : name));
  const more = columns.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
