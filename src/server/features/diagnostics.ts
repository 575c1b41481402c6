import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import type { Diagnostic as Found } from '../../language/diagnostic';
import { rangeOf } from '../ranges';
import type { Session } from '../session';
import { largestRead } from '../workspace/limits';
import { sharedNames } from './sharedNames';

/** Publishes what is wrong in a document whenever it has been read. */
export function serveDiagnostics(session: Session): void {
  const { client, can, workspace } = session;
  session.onRead(({ file: { document }, read }) => {
    const { uri, version } = document;
    client.diagnostics({
      uri,
      version,
      diagnostics: [...diagnostics(document, read), ...sharedNames(workspace.index, uri)].map(
        ({ tags, relatedInformation, ...found }) => ({
          ...found,
          ...(tags && can.diagnosticTags ? { tags } : {}),
          ...(relatedInformation && can.relatedInformation ? { relatedInformation } : {}),
        }),
      ),
    });
  });
  session.onClosed(uri => client.diagnostics({ uri, diagnostics: [] }));
}

export function diagnostics(document: TextDocument, read: CellDocument): Diagnostic[] {
  const found = read.diagnostics.slice(0, maxShown).map(each => shownDiagnostic(document, each));
  return read.syntaxAlone ? [...found, tooLarge] : found;
}

/** As the client is shown it. */
export function shownDiagnostic(document: TextDocument, found: Found): Diagnostic {
  return {
    range: rangeOf(document, found),
    severity: found.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: found.code,
    source: 'renas',
    message: found.message,
    ...(found.code.startsWith('unused') ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

/** An editor shows no more of one file. */
const maxShown = 5000;

const firstLine = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
const tooLarge: Diagnostic = {
  range: firstLine,
  severity: DiagnosticSeverity.Information,
  code: 'large-file',
  source: 'renas',
  message: `This file is larger than ${largestRead / 2 ** 20} MiB: its syntax is checked, and its cells are neither checked against their spaces nor ranked. Split it to have both.`,
};
