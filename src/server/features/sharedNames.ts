import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { baseName, type FileNames } from '../workspace/fileNames';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';

/** A warning at each space and each operation of the file that another file declares too. */
export function sharedNames(index: WorkspaceIndex, uri: string): Diagnostic[] {
  const own = index.files().find(file => file.uri === uri);
  if (!own) return [];
  return declarationsOf(own).flatMap(({ kind, text, range }): Diagnostic[] => {
    const [other] = index.others(uri, text, kind);
    const there = other && declarationsOf(other).find(name => name.kind === kind && name.text === text);
    if (!there) return [];
    return [
      {
        range,
        severity: DiagnosticSeverity.Warning,
        code: `${kind}-declared-elsewhere`,
        source: 'renas',
        message: `${baseName(other.uri)} declares ${kind === 'space' ? 'a' : 'an'} ${kind} '${text}' too; in this file it means what is declared here.`,
        relatedInformation: [
          { location: { uri: other.uri, range: there.range }, message: 'The other declaration.' },
        ],
      },
    ];
  });
}

function declarationsOf(file: FileNames) {
  const spaces = file.spaces.size === 0 ? [] : file.names().filter(({ kind }) => kind === 'space');
  const operations = file.declared.operations.size === 0 ? [] : file.declarations();
  return [
    ...spaces.map(name => ({ ...name, kind: 'space' as const })),
    ...operations.map(name => ({ ...name, kind: 'operation' as const })),
  ].filter(({ declares }) => declares);
}
