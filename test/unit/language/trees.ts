import type { Parsed } from '../../../src/language/parse';
import { plainDeclaration } from '../../../src/language/shiftDeclaration';
import type { CellFile } from '../../../src/language/syntax';

/** The declarations without the places where they stand, and which are broken. */
export function treeOf({ file, broken }: Parsed): unknown {
  return file.declarations.map(declaration => [broken.has(declaration), withoutSpans(declaration)]);
}

/** The same file of plain objects: what moved with an edit is moved only when it is asked for. */
export function plain(file: CellFile): CellFile {
  return { ...file, declarations: file.declarations.map(plainDeclaration) };
}

/** What the comments say, without the spaces at the ends of lines. */
export function commentsOf({ text, comments }: CellFile): string[] {
  return comments.map(({ start, end }) => text.slice(start, end).trimEnd());
}

function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) =>
      key === 'start' || key === 'end' || key === 'span' ? [] : [[key, withoutSpans(value)]],
    ),
  );
}
