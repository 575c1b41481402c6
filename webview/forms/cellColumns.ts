/**
 * What `--cells` can name in a table with these columns: each of them, and before them a pattern such as `params_Op{i}`
 * for each family of two or more columns that differ in one number.
 */
export function cellColumns(columns: readonly string[]): readonly string[] {
  const families = new Map<string, number>();
  for (const name of columns)
    for (const { index, 0: digits } of name.matchAll(/\d+/g)) {
      const pattern = `${name.slice(0, index)}{i}${name.slice(index + digits.length)}`;
      families.set(pattern, (families.get(pattern) ?? 0) + 1);
    }
  const patterns = [...families].filter(([, count]) => count > 1).map(([pattern]) => pattern);
  return [...patterns, ...columns];
}
