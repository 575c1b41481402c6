import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Position,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { writeSpelling } from '../../cells/spelling';
import { printCell } from '../../document/printCell';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import { singleEdits } from '../../document/singleEdits';
import type { TextEdit as Edit } from '../../language/diagnostic';
import type { Span } from '../../language/syntax';
import { forDocument } from '../documentRequests';
import { holds, rangeOf, touches } from '../ranges';
import type { Session } from '../session';
import type { OpenFile } from '../workspace/openFile';
import { shownDiagnostic } from './diagnostics';
import { extractSpace } from './extractSpace';
import { hypotheticalCells, improvementActions } from './improvements';

export function serveCodeActions(session: Session): void {
  const { connection, can, workspace } = session;
  connection.onCodeAction(
    forDocument(session, async ({ file, document, params, token }) => {
      const { range, context } = params;
      const { only } = context;
      const improving = isWanted(CodeActionKind.RefactorRewrite, only);
      if (improving) await scoreEdits(session, file, range.start, token);
      // The text may have been edited meanwhile.
      const read = await file.whenRead();
      if (!read) return null;
      const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const actions = codeActions(document, read, selection);
      if (can.createFiles && workspace.contributes(document.uri))
        actions.push(...extractSpace(document, read, selection.start));
      // Others show it among the actions of a place, where it does not belong.
      if (only) actions.push(...fixAll(document, read));
      const found = improving ? cellAt(read, selection.start) : undefined;
      if (found) {
        const target = session.options.commands ? { uri: document.uri, position: range.start } : undefined;
        const edits = singleEdits(read, found);
        actions.push(...improvementActions(document, found, edits, session.scores.state, target));
      }
      return actions.filter(({ kind }) => kind !== undefined && isWanted(kind, only));
    }),
  );
}

/** Waits for the scores of the cell at the position and of its single edits. */
async function scoreEdits(
  session: Session,
  file: OpenFile,
  position: Position,
  token: CancellationToken,
): Promise<void> {
  const read = await file.whenRead();
  const found = read && cellAt(read, file.document.offsetAt(position));
  if (found) await session.scored(hypotheticalCells(read, found), { token });
}

function cellAt({ cells }: CellDocument, offset: number): DocumentCell | undefined {
  return cells.find(({ declaration, space }) => space && holds(declaration, offset));
}

/** Whether a client that asks for these kinds of action, or for any, wants one of this kind. */
export function isWanted(kind: CodeActionKind, only: readonly CodeActionKind[] | undefined): boolean {
  return !only || only.some(wanted => kind === wanted || kind.startsWith(`${wanted}.`));
}

/** The fixes of the diagnostics in `selection`, and the rewriting of a cell between its graph and its published spelling. */
export function codeActions(document: TextDocument, read: CellDocument, selection: Span): CodeAction[] {
  const fixes = read.diagnostics
    .filter(found => touches(found, selection))
    .flatMap(found =>
      [...(found.fix ? [found.fix] : []), ...(found.otherFixes ?? [])].map(
        (fix): CodeAction => ({
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [shownDiagnostic(document, found)],
          ...(fix === found.fix ? { isPreferred: true } : {}),
          edit: edit(document, textEdits(document, fix.edits)),
        }),
      ),
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

/** Every fix that leaves the meaning of the cells as it is, in one edit; of two that overlap, the first. */
export function fixAll(document: TextDocument, read: CellDocument): CodeAction[] {
  const edits: Edit[] = [];
  let end = -1;
  for (const { severity, code, fix } of read.diagnostics) {
    if (!fix || (severity !== 'error' && code !== 'unused-vertex')) continue;
    const parts = fix.edits.toSorted((a, b) => a.start - b.start);
    if (parts.some(part => part.start <= end)) continue;
    edits.push(...parts);
    end = Math.max(end, ...parts.map(part => part.end));
  }
  if (edits.length === 0) return [];
  const kind = CodeActionKind.SourceFixAll;
  return [{ title: 'Fix all auto-fixable problems', kind, edit: edit(document, textEdits(document, edits)) }];
}

function textEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ text, ...span }) => ({ range: rangeOf(document, span), newText: text }));
}

function edit(document: TextDocument, edits: TextEdit[]) {
  return { changes: { [document.uri]: edits } };
}
