import type { Diagnostic } from '../language/diagnostic';
import { isLineBreak } from '../language/lexer';
import type { DocumentCell } from './readDocument';
import { lineOf } from './unusedVertexFixes';

/** A warning at each cell that is the same graph as one above it, whatever its vertices are called. */
export function duplicateCells(text: string, cells: readonly DocumentCell[]): Diagnostic[] {
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
      const fix = removal(text, cell);
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
