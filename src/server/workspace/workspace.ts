import path from 'node:path';
import { type Connection, DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import type { ToClient } from '../toClient';
import { namesOfDocument } from './fileNames';
import type { OpenFile } from './openFile';
import type { PositionEncoding } from './positionEncoding';
import { cellFilesOf, fileStamp, isLeftOut, readNames, type WorkspaceFolder } from './readWorkspace';
import { createWorkspaceIndex, fileKey, type WorkspaceIndex } from './workspaceIndex';

/**
 * The files of the workspace: the open ones as they are in the editor, the others as they are on the disk. Where the
 * client can't watch files, changes on the disk are found when a document is opened or saved.
 */
export interface Workspace {
  /** As of the last readings. */
  readonly index: WorkspaceIndex;
  /** As of the present texts of the open files that have been read. */
  present(): WorkspaceIndex;
  /** Begins to read the folders, and to watch them if the client can; nothing waits for it. */
  start(options: WorkspaceStart): void;
  /**
   * Whether what the document declares counts in others: one of a workspace folder, whatever its scheme, an untitled one,
   * and any file where the client has named no folder. The old side of a diff does not, nor does a copy elsewhere.
   */
  contributes(uri: string): boolean;
  opened(uri: string): void;
  /** The file has been read. */
  note(file: OpenFile, read: CellDocument): void;
  saved(): void;
  closed(uri: string): void;
  /** Whether it lies in a folder that is not read, as the directories of runs do; it is known while it is open. */
  leavesOut(uri: string): boolean;
  /** Until the reading of the folders under way, if there is one, has ended. */
  whenRead(): Promise<void>;
  dispose(): void;
}

export interface WorkspaceStart {
  /** The client watches files on the server's behalf. */
  readonly canWatch: boolean;
  /** The client tells of folders that are added and removed. */
  readonly canTell: boolean;
}

export interface WorkspaceContext {
  readonly connection: Connection;
  readonly client: ToClient;
  readonly encoding: PositionEncoding;
  /** URIs of the client's folders; none: the folder of each file that is opened counts, without its subfolders. */
  readonly folders: readonly string[];
  openFiles(): readonly OpenFile[];
  /** Follows each change of the spaces that the files declare. */
  onSpaces(): void;
  /** Follows each change of what the files say. */
  onFiles(): void;
}

export function createWorkspace({
  connection,
  client,
  encoding,
  folders: named,
  openFiles,
  onSpaces,
  onFiles,
}: WorkspaceContext): Workspace {
  const index = createWorkspaceIndex({ onSpaces, onFiles, onOperations: readUsersAgain });
  /** Those that the client has named. */
  let roots = named.map(withoutSlash);
  /** Those of open files, where the client has named none. */
  const fileFolders = new Set<string>();
  let watched = false;
  /** Another number whenever the operations that files declare are others. */
  let operationsVersion = 0;
  const stamps = new Map<string, string>();
  let reading: Promise<void> | undefined;
  let again = false;
  const ended = new AbortController();
  const isOpen = (uri: string) => {
    const key = fileKey(uri);
    return openFiles().some(({ uri: other }) => fileKey(other) === key);
  };
  const folders = (): WorkspaceFolder[] => [
    ...roots.filter(uri => uri.startsWith('file:')).map(uri => ({ uri, deep: true })),
    ...[...fileFolders].map(uri => ({ uri, deep: false })),
  ];
  const contributes = (uri: string) =>
    uri.startsWith('untitled:') ||
    (roots.length === 0 ? uri.startsWith('file:') : roots.some(root => isWithin(uri, root)));

  /** Reads a file of the disk, unless it is known as it is. */
  async function readFile(uri: string): Promise<void> {
    const stamp = isLeftOut(uri, roots) ? undefined : await fileStamp(uri);
    if (stamp !== undefined && stamps.get(uri) === stamp) return;
    const operations = operationsVersion;
    const names =
      stamp === undefined ? undefined : await readNames(uri, encoding, index.known(uri).operations);
    if (ended.signal.aborted || isOpen(uri)) return;
    if (names?.usesOthers && operations !== operationsVersion) return readFile(uri);
    if (names && stamp !== undefined) stamps.set(uri, stamp);
    else stamps.delete(uri);
    if (names) index.set(names);
    else index.remove(uri);
  }

  /** The spaces of files on the disk that use operations of others are other ones now; open documents are read anyway. */
  function readUsersAgain(): void {
    operationsVersion++;
    for (const { uri, usesOthers } of index.files())
      if (usesOthers && !isOpen(uri)) {
        stamps.delete(uri);
        void readFile(uri);
      }
  }

  async function readFolder(folder: WorkspaceFolder): Promise<void> {
    const found = new Set<string>();
    for await (const uri of cellFilesOf(folder, ended.signal)) {
      if (!folders().some(({ uri: known }) => known === folder.uri)) return;
      found.add(fileKey(uri));
      if (!isOpen(uri)) await readFile(uri);
    }
    if (ended.signal.aborted) return;
    for (const { uri } of index.files()) {
      const isGone = isInFolder(uri, folder) && !found.has(fileKey(uri)) && !isOpen(uri);
      // There may be more files than are read.
      if (isGone && (await fileStamp(uri)) === undefined) index.remove(uri);
    }
  }

  /** Reads what has changed on the disk; called again meanwhile, once more. */
  function readFolders(): void {
    if (reading) {
      again = true;
      return;
    }
    reading = (async () => {
      for (const folder of folders())
        await readFolder(folder).catch(error =>
          client.log(`The folder ${folder.uri} can't be read: ${error}`),
        );
    })().finally(() => {
      reading = undefined;
      if (again && !ended.signal.aborted) readFolders();
      again = false;
    });
  }

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes)
      if (type === FileChangeType.Deleted && !isOpen(uri)) forget(uri);
      else if (uri.endsWith('.cell')) void readFile(uri);
  });

  function forget(uri: string): void {
    stamps.delete(uri);
    index.remove(uri);
  }

  function changeFolders(added: readonly string[], removed: readonly string[]): void {
    roots = [...roots.filter(folder => !removed.includes(folder)), ...added];
    for (const { uri } of index.files())
      if (removed.some(folder => isWithin(uri, folder)) && !contributes(uri)) forget(uri);
    for (const file of openFiles()) {
      noted.delete(file);
      if (file.present) note(file, file.present);
    }
    readFolders();
  }

  const noted = new WeakMap<OpenFile, CellDocument>();

  function note(file: OpenFile, read: CellDocument): void {
    if (!contributes(file.uri) || noted.get(file) === read) return;
    noted.set(file, read);
    const declared = new Map<string, SearchSpace>();
    for (const declaration of read.syntaxAlone ? [] : read.file.declarations) {
      const name = declaration.kind === 'space' ? declaration.name?.text : undefined;
      const space = name === undefined ? undefined : read.spaces.get(name);
      if (space) declared.set(space.name, space);
    }
    index.set(namesOfDocument(file.document, read, declared));
  }

  return {
    index,
    present() {
      for (const file of openFiles()) {
        const read = file.readBriefly();
        if (read) note(file, read);
      }
      return index;
    },
    start({ canWatch, canTell }) {
      if (canWatch)
        client.request(async to => {
          const watchers = [{ globPattern: '**/*.cell' }];
          await to.client.register(DidChangeWatchedFilesNotification.type, { watchers });
          watched = true;
        });
      if (canTell)
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
          changeFolders(
            added.map(({ uri }) => withoutSlash(uri)),
            removed.map(({ uri }) => withoutSlash(uri)),
          ),
        );
      readFolders();
    },
    contributes,
    opened(uri) {
      if (roots.length === 0 && uri.startsWith('file:')) {
        const folder = uri.slice(0, uri.lastIndexOf('/'));
        if (fileFolders.has(folder) && watched) return;
        fileFolders.add(folder);
      } else if (watched) return;
      readFolders();
    },
    note,
    saved() {
      if (!watched) readFolders();
    },
    closed(uri) {
      stamps.delete(uri);
      if (contributes(uri)) void readFile(uri);
    },
    leavesOut: uri => isLeftOut(uri, roots),
    whenRead: () => reading ?? Promise.resolve(),
    dispose: () => ended.abort(),
  };
}

function isWithin(uri: string, folder: string): boolean {
  const separator = folder.startsWith('file:') ? path.sep : '/';
  const key = fileKey(folder);
  return fileKey(uri).startsWith(key.endsWith(separator) ? key : `${key}${separator}`);
}

function isInFolder(uri: string, { uri: folder, deep }: WorkspaceFolder): boolean {
  return deep ? isWithin(uri, folder) : fileKey(uri.slice(0, uri.lastIndexOf('/'))) === fileKey(folder);
}

function withoutSlash(uri: string): string {
  return uri.replace(/(?<=[^:/])\/$/, '');
}
