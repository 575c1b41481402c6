import type { Diagnostic } from '../language/diagnostic';
import type { DocumentCell } from './readDocument';

/** A warning at each cell that is the same graph as one above it, whatever its vertices are called. */
export function duplicateCells(cells: readonly DocumentCell[]): Diagnostic[] {
  const first = new Map<string, DocumentCell>();
  const diagnostics: Diagnostic[] = [];
  for (const cell of cells) {
    if (cell.hash === undefined || !cell.space) continue;
    const key = `${cell.space.name} ${cell.hash}`;
    const same = first.get(key);
    if (!same) first.set(key, cell);
    else {
      const { start, end } = cell.declaration.name ?? cell.declaration;
      const message = same.name
        ? `This is the same cell as '${same.name}'; only names and order differ.`
        : 'This is the same cell as one above; only names and order differ.';
      diagnostics.push({ severity: 'warning', code: 'duplicate-cell', message, start, end });
    }
  }
  return diagnostics;
}
