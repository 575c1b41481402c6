import { fileURLToPath } from 'node:url';
import type { SearchSpace } from '../cells/space';
import { builtInSpaces } from '../document/builtInSpaces';
import type { FileName, FileNames } from './fileNames';

/** The names that the files of the workspace give to each other. A file is known by its URI, however that is encoded. */
export interface WorkspaceIndex {
  set(names: FileNames): void;
  remove(uri: string): void;
  files(): readonly FileNames[];
  /** The spaces that a file may use: those that ship, and those declared in other files. */
  known(uri: string): ReadonlyMap<string, SearchSpace>;
  /** The file that says what the name of a space means in this one: itself, or else the first that declares it. */
  owner(uri: string, space: string): FileNames | undefined;
  /** Every place in the workspace that names the space that `space` means in this file. */
  places(uri: string, space: string): readonly { readonly uri: string; readonly name: FileName }[];
  /** The other files that declare a space of this name. */
  others(uri: string, space: string): readonly FileNames[];
}

/** `onSpaces` follows each change of what some file declares, `onFiles` each of which files there are or what they say. */
export function createWorkspaceIndex(onSpaces: () => void, onFiles: () => void = () => {}): WorkspaceIndex {
  const byFile = new Map<string, FileNames>();
  let sorted: readonly FileNames[] | undefined;

  const files = () => {
    sorted ??= [...byFile.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    return sorted;
  };
  const others = (uri: string, space: string) => {
    const own = fileKey(uri);
    return files().filter(file => fileKey(file.uri) !== own && file.spaces.has(space));
  };
  const owner = (uri: string, space: string) => {
    const own = byFile.get(fileKey(uri));
    return own?.spaces.has(space) ? own : builtInSpaces().has(space) ? undefined : others(uri, space)[0];
  };
  return {
    set(names) {
      const key = fileKey(names.uri);
      const before = byFile.get(key);
      const spaces = before ? unchanged(before.spaces, names.spaces) : names.spaces;
      byFile.set(key, { ...names, spaces });
      sorted = undefined;
      if (before ? spaces !== before.spaces : spaces.size > 0) onSpaces();
      onFiles();
    },
    remove(uri) {
      const before = byFile.get(fileKey(uri));
      byFile.delete(fileKey(uri));
      sorted = undefined;
      if (before && before.spaces.size > 0) onSpaces();
      if (before) onFiles();
    },
    files,
    known(uri) {
      const own = fileKey(uri);
      const known = new Map(builtInSpaces());
      for (const file of files())
        if (fileKey(file.uri) !== own)
          for (const [name, space] of file.spaces) if (!known.has(name)) known.set(name, space);
      return known;
    },
    owner,
    places(uri, space) {
      const meant = owner(uri, space);
      return files()
        .filter(file => owner(file.uri, space) === meant)
        .flatMap(file =>
          file
            .names()
            .filter(({ kind, text }) => kind === 'space' && text === space)
            .map(name => ({ uri: file.uri, name })),
        );
    },
    others,
  };
}

/** Two URIs of one file have the same key. */
export function fileKey(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
}

/** `now`, with the spaces of `before` where they are equal: what was read with them stands. */
function unchanged(
  before: ReadonlyMap<string, SearchSpace>,
  now: ReadonlyMap<string, SearchSpace>,
): ReadonlyMap<string, SearchSpace> {
  const merged = new Map(
    [...now].map(([name, space]) => {
      const last = before.get(name);
      return [name, last && JSON.stringify(last) === JSON.stringify(space) ? last : space];
    }),
  );
  const same =
    merged.size === before.size && [...merged].every(([name, space]) => before.get(name) === space);
  return same ? before : merged;
}
