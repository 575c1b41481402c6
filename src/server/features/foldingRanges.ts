import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellFile, Span } from '../../language/syntax';
import { forDocument } from '../documentRequests';
import type { Session } from '../session';

export function serveFoldingRanges(session: Session): void {
  session.connection.onFoldingRanges(
    forDocument(session, ({ document, read }) => foldingRanges(document, read.file)),
  );
}

/** Declarations and the blocks in them, block comments, and runs of comment lines. */
export function foldingRanges(document: TextDocument, file: CellFile): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const fold = (span: Span | undefined, kind?: FoldingRangeKind) => {
    if (!span) return;
    const startLine = document.positionAt(span.start).line;
    const end = document.positionAt(span.end);
    // The line with the closing brace stays visible.
    const endLine = kind === undefined ? end.line - 1 : end.line;
    if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind ? { kind } : {}) });
  };
  for (const declaration of file.declarations) {
    if (declaration.kind === 'cell' && declaration.body?.kind === 'block') fold(declaration.body);
    if (declaration.kind !== 'space') continue;
    fold({ start: declaration.name?.start ?? declaration.start, end: declaration.end });
    fold(declaration.operations);
    fold(declaration.skeleton);
  }
  let run: { start: number; end: number; line: number } | undefined;
  for (const comment of file.comments) {
    if (comment.kind === 'block') {
      fold(comment, FoldingRangeKind.Comment);
      continue;
    }
    const { line } = document.positionAt(comment.start);
    if (run && line === run.line + 1) {
      run.end = comment.end;
      run.line = line;
      continue;
    }
    fold(run, FoldingRangeKind.Comment);
    run = { start: comment.start, end: comment.end, line };
  }
  fold(run, FoldingRangeKind.Comment);
  return ranges;
}
