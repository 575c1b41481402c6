import type { Position, SelectionRange } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { plainDeclaration } from '../../language/shiftDeclaration';
import type { CellFile, Span } from '../../language/syntax';
import { forDocument } from '../documentRequests';
import { holds, rangeOf } from '../ranges';
import type { Session } from '../session';

export function serveSelectionRanges(session: Session): void {
  session.connection.onSelectionRanges(
    forDocument(session, ({ document, read, params }) =>
      selectionRanges(document, read.file, params.positions),
    ),
  );
}

/** For each position the spans around it, from the innermost: name, operation, sum, statement, body, declaration, file. */
export function selectionRanges(
  document: TextDocument,
  file: CellFile,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map(position => {
    const offset = document.offsetAt(position);
    const declarations = file.declarations.filter(each => holds(each, offset)).map(plainDeclaration);
    const comment = file.comments.find(each => holds(each, offset));
    const spans = [{ start: 0, end: file.text.length }, ...around(declarations, offset)];
    if (comment) spans.push(comment);
    let selection: SelectionRange | undefined;
    let last: Span | undefined;
    for (const span of spans) {
      if (last?.start === span.start && last.end === span.end) continue;
      selection = { range: rangeOf(document, span), ...(selection ? { parent: selection } : {}) };
      last = span;
    }
    return selection ?? { range: { start: position, end: position } };
  });
}

/** The spans of the tree that hold the offset, from the outside in. The tree is as deep as the parser lets it be. */
function around(node: unknown, offset: number): Span[] {
  if (typeof node !== 'object' || node === null) return [];
  if (isSpan(node) && !holds(node, offset)) return [];
  const inner = Object.values(node)
    .map(child => around(child, offset))
    .find(spans => spans.length > 0);
  return [...(isSpan(node) ? [{ start: node.start, end: node.end }] : []), ...(inner ?? [])];
}

function isSpan(node: object): node is Span {
  return 'start' in node && 'end' in node;
}
