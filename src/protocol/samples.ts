/** Cells to learn from: 0.1 % of NAS-Bench-101, as ReNAS does. */
export const publishedSamples = 424;

/** How many of a table's cells to offer to learn from: as many as `renas train` takes when it is not told. */
export function usualSamples(cells: number): number {
  return Math.max(2, Math.min(publishedSamples, Math.ceil(0.8 * cells)));
}
