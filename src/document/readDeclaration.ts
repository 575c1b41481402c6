import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import type { TextEdit } from '../language/diagnostic';
import { parse } from '../language/parse';
import { readCell } from './readCell';

export interface ReadDeclaration {
  readonly cell: Cell;
  readonly hash: string;
  /** Vertices that the cell is read without. */
  readonly unused: number;
}

/** The cell that the text of one declaration is in a space; `undefined` if it has an error. */
export function readDeclaration(text: string, space: SearchSpace): ReadDeclaration | undefined {
  const { file, broken } = parse(text);
  const [declaration, ...others] = file.declarations;
  if (declaration?.kind !== 'cell' || others.length > 0) return undefined;
  const { cell, hash, diagnostics } = readCell(text, declaration, space, broken.has(declaration));
  if (!cell || hash === undefined) return undefined;
  return { cell, hash, unused: diagnostics.filter(({ code }) => code === 'unused-vertex').length };
}

/** The text from `start` to `end` after edits, whose spans are those of the whole text. */
export function editedPart(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  edits: readonly TextEdit[],
): string {
  let result = '';
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}
