import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';

/** A warning at each space of the file that another file declares too. */
export function sharedNames(index: WorkspaceIndex, uri: string): Diagnostic[] {
  const own = index.files().find(file => file.uri === uri);
  if (!own || own.spaces.size === 0) return [];
  return own.names().flatMap(({ kind, declares, text, range }): Diagnostic[] => {
    const [other] = kind === 'space' && declares ? index.others(uri, text) : [];
    const there = other?.names().find(name => name.kind === 'space' && name.declares && name.text === text);
    if (!other || !there) return [];
    const file = decodeURIComponent(other.uri.slice(other.uri.lastIndexOf('/') + 1));
    return [
      {
        range,
        severity: DiagnosticSeverity.Warning,
        code: 'space-declared-elsewhere',
        source: 'renas',
        message: `${file} declares a space '${text}' too; in this file it means what is declared here.`,
        relatedInformation: [
          { location: { uri: other.uri, range: there.range }, message: 'The other declaration.' },
        ],
      },
    ];
  });
}
