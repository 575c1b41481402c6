import type { SearchSpace } from '../cells/space';
import type { Diagnostic } from '../language/diagnostic';
import { isLineBreak } from '../language/lexer';
import { lineOf } from '../language/removal';
import type { DocumentCell } from './readDocument';

/** A file with more duplicates is not mended one by one. */
const maxFixes = 1000;

/** A warning at each cell that is the same graph as one above it, whatever its vertices are called. */
export function duplicateCells(text: string, cells: readonly DocumentCell[]): Diagnostic[] {
  const bySpace = new Map<SearchSpace, Map<string, DocumentCell>>();
  const diagnostics: Diagnostic[] = [];
  for (const cell of cells) {
    if (cell.hash === undefined || !cell.space) continue;
    const first = bySpace.get(cell.space) ?? new Map<string, DocumentCell>();
    bySpace.set(cell.space, first);
    const same = first.get(cell.hash);
    if (!same) first.set(cell.hash, cell);
    else {
      const { start, end } = cell.declaration.name ?? cell.declaration;
      const message = same.name
        ? `This is the same cell as '${same.name}'; only names and order differ.`
        : 'This is the same cell as one above; only names and order differ.';
      const fix = diagnostics.length < maxFixes ? removal(text, cell) : undefined;
      diagnostics.push({
        severity: 'warning',
        code: 'duplicate-cell',
        message,
        start,
        end,
        ...(fix ? { fix } : {}),
      });
    }
  }
  return diagnostics;
}

/** Takes out the declaration with its documentation; not where figures that were measured would go with it. */
function removal(text: string, { declaration, name, measured }: DocumentCell): Diagnostic['fix'] {
  if (measured.length > 0 || !name) return undefined;
  let { start } = declaration;
  for (const _ of declaration.doc?.split('\n') ?? []) {
    const slashes = text.lastIndexOf('///', start - 1);
    let line = slashes;
    while (line > 0 && !isLineBreak(text.charCodeAt(line - 1))) line--;
    const indent = /^[^\S\r\n]*(?=\/\/\/)/.exec(text.slice(line, slashes + 3));
    if (!indent) break;
    start = line + indent[0].length;
  }
  return { title: `Remove '${name}'`, edits: [{ ...lineOf(text, start, declaration.end), text: '' }] };
}
