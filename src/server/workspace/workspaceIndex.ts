import { fileURLToPath } from 'node:url';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import { type SharedOperation, sameOperations } from '../../document/kinds/network/sharedOperations';
import { type Known, known } from '../../document/known';
import type { FileNames } from './fileNames';

/** The names that the files of the workspace give to each other. A file is known by its URI, however that is encoded. */
export interface WorkspaceIndex {
  set(names: FileNames): void;
  remove(uri: string): void;
  /** In the order of their URIs. */
  files(): readonly FileNames[];
  /** What a file may use: the spaces that ship, and the spaces and operations declared in other files. */
  known(uri: string): Required<Known>;
  /** The spaces that a file declares, by name; `undefined`: it is no file of the workspace. */
  declaredIn(uri: string): ReadonlyMap<string, SearchSpace> | undefined;
  /** The file that says what a name means in this one: itself, or else the first that declares it. */
  owner(uri: string, name: string, kind?: DeclaredKind): FileNames | undefined;
  /** The files in which a name means what it means in this one. */
  meaning(uri: string, name: string, kind?: DeclaredKind): readonly FileNames[];
  /** The other files that declare this name. */
  others(uri: string, name: string, kind?: DeclaredKind): readonly FileNames[];
  /** The metrics of the `measured` lines of the other files, and whether they are in per cent. */
  metrics(uri: string): ReadonlyMap<string, boolean>;
}

/** What files declare for each other: spaces, unless said otherwise, and operations. */
export type DeclaredKind = 'space' | 'operation';

export interface IndexListener {
  /** The spaces or the operations that files declare have changed. */
  onSpaces(): void;
  /** The operations alone. */
  onOperations?(): void;
  /** Which files there are, or what they say. */
  onFiles?(): void;
}

type Declaring = ReadonlyMap<string, readonly FileNames[]>;

export function createWorkspaceIndex({
  onSpaces,
  onOperations = () => {},
  onFiles = () => {},
}: IndexListener): WorkspaceIndex {
  const byFile = new Map<string, FileNames>();
  let sorted: readonly FileNames[] | undefined;
  /** Name → the files that declare it, in the order of `files`. */
  let declaring: Readonly<Record<DeclaredKind, Declaring>> | undefined;

  const files = () => {
    sorted ??= [...byFile.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    return sorted;
  };
  const thoseDeclaring = (kind: DeclaredKind): Declaring => {
    declaring ??= {
      space: filesBy(files(), ({ spaces }) => spaces.keys()),
      operation: filesBy(files(), ({ declared }) => declared.operations.keys()),
    };
    return declaring[kind];
  };
  const find = (uri: string) => byFile.get(fileKey(uri));
  const othersThan = (own: FileNames | undefined, name: string, kind: DeclaredKind) =>
    (thoseDeclaring(kind).get(name) ?? []).filter(file => file !== own);
  const ownerFor = (own: FileNames | undefined, name: string, kind: DeclaredKind) => {
    if (own && declares(own, name, kind)) return own;
    return kind === 'space' && builtInSpaces().has(name) ? undefined : othersThan(own, name, kind)[0];
  };
  const changed = () => {
    sorted = undefined;
    declaring = undefined;
  };
  return {
    set(names) {
      const key = fileKey(names.uri);
      const before = byFile.get(key);
      const spaces = before ? unchanged(before.spaces, names.spaces) : names.spaces;
      const sameDeclared = before !== undefined && sameOperations(before.declared, names.declared);
      const declared = sameDeclared ? before.declared : names.declared;
      byFile.set(key, { ...names, spaces, declared });
      changed();
      const others = before ? !sameDeclared : declared.operations.size > 0;
      if (others) onOperations();
      if (others || (before ? spaces !== before.spaces : spaces.size > 0)) onSpaces();
      onFiles();
    },
    remove(uri) {
      const before = find(uri);
      byFile.delete(fileKey(uri));
      changed();
      if (!before) return;
      if (before.declared.operations.size > 0) onOperations();
      if (before.spaces.size + before.declared.operations.size > 0) onSpaces();
      onFiles();
    },
    files,
    known(uri) {
      const own = find(uri);
      const spaces = new Map(builtInSpaces());
      for (const name of thoseDeclaring('space').keys()) {
        const space = othersThan(own, name, 'space')[0]?.spaces.get(name);
        if (space && !spaces.has(name)) spaces.set(name, space);
      }
      const operations = new Map<string, SharedOperation>();
      for (const name of thoseDeclaring('operation').keys()) {
        const operation = othersThan(own, name, 'operation')[0]?.declared.operations.get(name);
        if (operation) operations.set(name, operation);
      }
      return known(spaces, operations);
    },
    declaredIn: uri => find(uri)?.spaces,
    owner: (uri, name, kind = 'space') => ownerFor(find(uri), name, kind),
    meaning(uri, name, kind = 'space') {
      const meant = ownerFor(find(uri), name, kind);
      return files().filter(file => ownerFor(file, name, kind) === meant);
    },
    others: (uri, name, kind = 'space') => othersThan(find(uri), name, kind),
    metrics(uri) {
      const own = find(uri);
      return new Map(files().flatMap(file => (file === own ? [] : [...file.metrics()])));
    },
  };
}

function declares({ spaces, declared }: FileNames, name: string, kind: DeclaredKind): boolean {
  return kind === 'space' ? spaces.has(name) : declared.operations.has(name);
}

function filesBy(files: readonly FileNames[], names: (file: FileNames) => Iterable<string>): Declaring {
  const found = new Map<string, FileNames[]>();
  for (const file of files)
    for (const name of names(file)) {
      const others = found.get(name);
      if (others) others.push(file);
      else found.set(name, [file]);
    }
  return found;
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
