import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { writeSpelling } from '../cells/spelling';
import { printCell } from '../document/printCell';
import type { CellDocument, DocumentCell } from '../document/readDocument';
import type { Span } from '../language/syntax';
import { diagnostics } from './diagnostics';
import { holds, rangeOf, touches } from './ranges';

/** The mends of the diagnostics in `selection`, and the rewriting of a cell between its graph and its published spelling. */
export function codeActions(document: TextDocument, read: CellDocument, selection: Span): CodeAction[] {
  const shown = diagnostics(document, read);
  const fixes = read.diagnostics.flatMap(({ fix, ...found }, i): CodeAction[] =>
    fix && touches(found, selection)
      ? [
          {
            title: fix.title,
            kind: CodeActionKind.QuickFix,
            diagnostics: [shown[i]!],
            isPreferred: true,
            edit: edit(
              document,
              fix.edits.map(({ text, ...span }) => ({ range: rangeOf(document, span), newText: text })),
            ),
          },
        ]
      : [],
  );
  const cell = read.cells.find(({ declaration }) => holds(headOf(declaration), selection.start));
  return cell ? [...fixes, ...rewritings(document, read, cell)] : fixes;
}

function rewritings(document: TextDocument, read: CellDocument, found: DocumentCell): CodeAction[] {
  const { declaration, name, space, cell } = found;
  const { body } = declaration;
  if (!space || !cell || !body) return [];
  const rewrite = (title: string, span: Span, newText: string): CodeAction[] => [
    {
      title,
      kind: CodeActionKind.RefactorRewrite,
      edit: edit(document, [{ range: rangeOf(document, span), newText }]),
    },
  ];
  if (body.kind === 'spelling') {
    const printed = printCell(space, cell, { name });
    const equals = document.getText().lastIndexOf('=', body.start);
    return rewrite(
      'Write the cell as a graph',
      { start: equals, end: body.end },
      printed.slice(printed.indexOf('{')).trimEnd(),
    );
  }
  // A published spelling has no room for measured results and comments.
  if (found.measured.length > 0 || read.file.comments.some(comment => touches(comment, body))) return [];
  return rewrite('Write the cell by its published spelling', body, `= "${writeSpelling(space, cell)}"`);
}

function headOf({ start, end, body }: DocumentCell['declaration']): Span {
  return { start, end: body?.kind === 'block' ? body.start + 1 : end };
}

function edit(document: TextDocument, edits: TextEdit[]) {
  return { changes: { [document.uri]: edits } };
}
