import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../document/readDocument';
import { rangeOf } from './ranges';

export function diagnostics(document: TextDocument, read: CellDocument): Diagnostic[] {
  return read.diagnostics.map(found => ({
    range: rangeOf(document, found),
    severity: found.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: found.code,
    source: 'renas',
    message: found.message,
    ...(found.code.startsWith('unused') ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  }));
}
