import type { Position, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { formatDocument } from '../../document/formatDocument';
import type { CellDocument } from '../../document/readDocument';
import { format } from '../../language/format';
import type { Declaration, Span } from '../../language/syntax';
import { forDocument } from '../documentRequests';
import { holds, rangeOf, spanOf, touches } from '../ranges';
import type { Session } from '../session';

export function serveFormatting(session: Session): void {
  const { connection } = session;
  connection.onDocumentFormatting(forDocument(session, ({ document, read }) => formatting(document, read)));
  connection.onDocumentRangeFormatting(
    forDocument(session, ({ document, read, params }) =>
      rangeFormatting(document, read, spanOf(document, params.range)),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    forDocument(session, ({ document, read, params }) =>
      onTypeFormatting(document, read, params.position, params.ch),
    ),
  );
}

/** The edit that formats the document: one, from the first character that changes to the last. */
export function formatting(document: TextDocument, { spaces }: CellDocument): TextEdit[] {
  const text = document.getText();
  return edits(document, { start: 0, end: text.length }, formatDocument(text, spaces));
}

/** The edits that format the declarations that the range touches, each whole. */
export function rangeFormatting(document: TextDocument, read: CellDocument, range: Span): TextEdit[] {
  return read.file.declarations
    .filter(declaration => touches(declaration, range))
    .flatMap(declaration => edits(document, declaration, formatted(read, declaration)));
}

/** After `}` the declaration that it closes is formatted, after a new line the statement on the line before. */
export function onTypeFormatting(
  document: TextDocument,
  read: CellDocument,
  position: Position,
  typed: string,
): TextEdit[] {
  const offset = document.offsetAt(position);
  if (typed === '}') {
    const closed = read.file.declarations.find(({ end }) => end === offset);
    return closed ? edits(document, closed, formatted(read, closed)) : [];
  }
  if (position.line === 0) return [];
  const start = document.offsetAt({ line: position.line - 1, character: 0 });
  const cell = read.file.declarations.find(declaration => holds(declaration, start));
  if (cell?.kind !== 'cell' || cell.body?.kind !== 'block') return [];
  const before = document.getText().slice(start, offset);
  const line = { start, end: start + /^[^\r\n]*/.exec(before)![0].length };
  const statement = cell.body.statements.find(each => touches(each, line));
  if (!statement || statement.start < line.start || statement.end > line.end) return [];
  const written = document.getText().slice(line.start, line.end);
  const wrapped = format(`${lineBefore(read, cell)}cell c {\n${written}\n}\n`, name => read.spaces.get(name));
  const [, body] = /^cell c \{\r?\n(.*)\r?\n\}\r?\n$/m.exec(wrapped) ?? [];
  return body === undefined ? [] : edits(document, line, body);
}

/** The declaration as it is best written, by itself. */
function formatted(read: CellDocument, declaration: Declaration): string {
  const text = read.file.text.slice(declaration.start, declaration.end);
  const whole = format(lineBefore(read, declaration) + text, name => read.spaces.get(name));
  return whole.slice(whole.indexOf('\n') + 1).trim();
}

/**
 * A line to stand before a declaration that is formatted by itself: it has the line break of the file, and says which
 * space a cell is of where the cell doesn't, since its operations have their names there.
 */
function lineBefore(read: CellDocument, declaration: Declaration): string {
  const lineBreak = /\r\n|\n/.exec(read.file.text)?.[0] ?? '\n';
  if (declaration.kind !== 'cell' || declaration.space) return `//${lineBreak}`;
  const space = read.cells.find(each => each.declaration === declaration)?.space;
  return `${space ? `use ${space.name}` : '//'}${lineBreak}`;
}

/** One edit that makes `after` of the span, from the first character that changes to the last. */
function edits(document: TextDocument, span: Span, after: string): TextEdit[] {
  const before = document.getText().slice(span.start, span.end);
  if (after === before) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return [
    {
      range: rangeOf(document, { start: span.start + start, end: span.end - same }),
      newText: after.slice(start, after.length - same),
    },
  ];
}
