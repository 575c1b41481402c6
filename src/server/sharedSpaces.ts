import {
  type Diagnostic,
  DiagnosticSeverity,
  type Location,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { isName } from '../language/lexer';
import { notAName } from './rename';
import type { WorkspaceIndex } from './workspaceIndex';

/** Where the space is declared that the name means in this file; nothing for one that ships. */
export function spaceDefinition(index: WorkspaceIndex, uri: string, space: string): Location[] {
  return spaceReferences(index, uri, space, declares => declares);
}

export function spaceReferences(
  index: WorkspaceIndex,
  uri: string,
  space: string,
  wanted: (declares: boolean) => boolean = () => true,
): Location[] {
  return index
    .places(uri, space)
    .filter(({ name }) => wanted(name.declares))
    .map(({ uri: file, name }) => ({ uri: file, range: name.range }));
}

/** The edits that give a space another name in every file that means it; a string says why not. */
export function renameSpace(
  index: WorkspaceIndex,
  uri: string,
  space: string,
  newName: string,
): WorkspaceEdit | string {
  const places = index.places(uri, space);
  if (!places.some(({ name }) => name.declares))
    return `${space} is not declared in this workspace, so it can't be renamed.`;
  if (!isName(newName)) return notAName(newName);
  if (
    newName !== space &&
    places.some(place => index.owner(place.uri, newName) || index.known(place.uri).has(newName))
  )
    return `The name ${newName} is already taken here.`;
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const { uri: file, name } of places) {
    changes[file] ??= [];
    changes[file].push({ range: name.range, newText: newName });
  }
  return { changes };
}

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
