import { fileURLToPath } from 'node:url';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import type { FileNames } from './fileNames';

/** The names that the files of the workspace give to each other. A file is known by its URI, however that is encoded. */
export interface WorkspaceIndex {
  set(names: FileNames): void;
  remove(uri: string): void;
  /** In the order of their URIs. */
  files(): readonly FileNames[];
  /** The spaces that a file may use: those that ship, and those declared in other files. */
  known(uri: string): ReadonlyMap<string, SearchSpace>;
  /** The file that says what the name of a space means in this one: itself, or else the first that declares it. */
  owner(uri: string, space: string): FileNames | undefined;
  /** The files in which the name of a space means what it means in this one. */
  meaning(uri: string, space: string): readonly FileNames[];
  /** The other files that declare a space of this name. */
  others(uri: string, space: string): readonly FileNames[];
  /** The metrics of the `measured` lines of the other files, and whether they are in per cent. */
  metrics(uri: string): ReadonlyMap<string, boolean>;
}

/** `onSpaces` follows each change of what some file declares, `onFiles` each of which files there are or what they say. */
export function createWorkspaceIndex(onSpaces: () => void, onFiles: () => void = () => {}): WorkspaceIndex {
  const byFile = new Map<string, FileNames>();
  let sorted: readonly FileNames[] | undefined;
  /** Name of a space → the files that declare it, in the order of `files`. */
  let declaring: ReadonlyMap<string, readonly FileNames[]> | undefined;

  const files = () => {
    sorted ??= [...byFile.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    return sorted;
  };
  const thoseDeclaring = () => {
    if (!declaring) {
      const found = new Map<string, FileNames[]>();
      for (const file of files())
        for (const name of file.spaces.keys()) {
          const others = found.get(name);
          if (others) others.push(file);
          else found.set(name, [file]);
        }
      declaring = found;
    }
    return declaring;
  };
  const find = (uri: string) => byFile.get(fileKey(uri));
  const othersThan = (own: FileNames | undefined, space: string) =>
    (thoseDeclaring().get(space) ?? []).filter(file => file !== own);
  const ownerFor = (own: FileNames | undefined, space: string) =>
    own?.spaces.has(space) ? own : builtInSpaces().has(space) ? undefined : othersThan(own, space)[0];
  const changed = () => {
    sorted = undefined;
    declaring = undefined;
  };
  return {
    set(names) {
      const key = fileKey(names.uri);
      const before = byFile.get(key);
      const spaces = before ? unchanged(before.spaces, names.spaces) : names.spaces;
      byFile.set(key, { ...names, spaces });
      changed();
      if (before ? spaces !== before.spaces : spaces.size > 0) onSpaces();
      onFiles();
    },
    remove(uri) {
      const before = find(uri);
      byFile.delete(fileKey(uri));
      changed();
      if (before && before.spaces.size > 0) onSpaces();
      if (before) onFiles();
    },
    files,
    known(uri) {
      const own = find(uri);
      const known = new Map(builtInSpaces());
      for (const name of thoseDeclaring().keys()) {
        const space = othersThan(own, name)[0]?.spaces.get(name);
        if (space && !known.has(name)) known.set(name, space);
      }
      return known;
    },
    owner: (uri, space) => ownerFor(find(uri), space),
    meaning(uri, space) {
      const meant = ownerFor(find(uri), space);
      return files().filter(file => ownerFor(file, space) === meant);
    },
    others: (uri, space) => othersThan(find(uri), space),
    metrics(uri) {
      const own = find(uri);
      return new Map(files().flatMap(file => (file === own ? [] : [...file.metrics()])));
    },
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
