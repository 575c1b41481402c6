import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { baseName } from '../workspace/fileNames';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';

/**
 * A warning at each space of the file that another file declares too. Files may well have operations of the same name:
 * each means its own, and one that declares none is told that the name is ambiguous.
 */
export function sharedNames(index: WorkspaceIndex, uri: string): Diagnostic[] {
  const own = index.files().find(file => file.uri === uri);
  if (!own || own.spaces.size === 0) return [];
  return own
    .names()
    .filter(({ kind, declares }) => kind === 'space' && declares)
    .flatMap(({ text, range }): Diagnostic[] => {
      const [other] = index.others(uri, text, 'space');
      const there = other?.names().find(name => name.kind === 'space' && name.declares && name.text === text);
      if (!other || !there) return [];
      return [
        {
          range,
          severity: DiagnosticSeverity.Warning,
          code: 'space-declared-elsewhere',
          source: 'renas',
          message: `${baseName(other.uri)} declares a space '${text}' too; in this file it means what is declared here.`,
          relatedInformation: [
            { location: { uri: other.uri, range: there.range }, message: 'The other declaration.' },
          ],
        },
      ];
    });
}
