import path from 'node:path';
import { type Connection, DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import type { ToClient } from '../toClient';
import { namesOfDocument } from './fileNames';
import type { OpenFile } from './openFile';
import { isLeftOut, readNames, readWorkspace } from './readWorkspace';
import { createWorkspaceIndex, fileKey, type WorkspaceIndex } from './workspaceIndex';

/** The files of the workspace: the open ones as they are in the editor, the others as they are on the disk. */
export interface Workspace {
  /** As of the last readings. */
  readonly index: WorkspaceIndex;
  /** As of the present texts of the open files that have been read. */
  present(): WorkspaceIndex;
  /** Begins to read the folders, and to watch them if the client can; nothing waits for it. `canTell`: of other folders. */
  start(folders: readonly string[], canWatch: boolean, canTell: boolean): void;
  /** The file has been read. */
  note(file: OpenFile, read: CellDocument): void;
  closed(uri: string): void;
  /** Whether it lies in a folder that is not read, as the directories of runs do; it is known while it is open. */
  leavesOut(uri: string): boolean;
  dispose(): void;
}

export interface WorkspaceContext {
  readonly connection: Connection;
  readonly client: ToClient;
  openFiles(): readonly OpenFile[];
  /** Follows each change of the spaces that the files declare. */
  onSpaces(): void;
  /** Follows each change of what the files say. */
  onFiles(): void;
}

export function createWorkspace({
  connection,
  client,
  openFiles,
  onSpaces,
  onFiles,
}: WorkspaceContext): Workspace {
  const index = createWorkspaceIndex(onSpaces, onFiles);
  let roots: readonly string[] = [];
  const ended = new AbortController();
  const isOpen = (uri: string) => {
    const key = fileKey(uri);
    return openFiles().some(({ uri: other }) => fileKey(other) === key);
  };

  async function readAgain(uri: string): Promise<void> {
    const names = isLeftOut(uri, roots) ? undefined : await readNames(uri);
    if (ended.signal.aborted || isOpen(uri)) return;
    if (names) index.set(names);
    else index.remove(uri);
  }

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes)
      if (type === FileChangeType.Deleted && !isOpen(uri)) index.remove(uri);
      else if (uri.endsWith('.cell')) void readAgain(uri);
  });

  function readFolders(folders: readonly string[]): void {
    for (const folder of folders)
      void readWorkspace(
        folder,
        names => {
          if (roots.includes(folder) && !isOpen(names.uri)) index.set(names);
        },
        ended.signal,
      ).catch(error => connection.console.warn(`The folder ${folder} could not be read: ${error}`));
  }

  function changeFolders(added: readonly string[], removed: readonly string[]): void {
    const isWithin = (uri: string, folders: readonly string[]) =>
      folders.some(folder => fileKey(uri).startsWith(path.join(fileKey(folder), path.sep)));
    roots = [...roots.filter(folder => !removed.includes(folder)), ...added];
    for (const { uri } of index.files())
      if (isWithin(uri, removed) && !isWithin(uri, roots) && !isOpen(uri)) index.remove(uri);
    readFolders(added);
  }

  const noted = new WeakMap<OpenFile, CellDocument>();

  function note(file: OpenFile, read: CellDocument): void {
    if (noted.get(file) === read) return;
    noted.set(file, read);
    const declared = new Map<string, SearchSpace>();
    for (const declaration of read.syntaxAlone ? [] : read.file.declarations) {
      const name = declaration.kind === 'space' ? declaration.name?.text : undefined;
      const space = name === undefined ? undefined : read.spaces.get(name);
      if (space) declared.set(space.name, space);
    }
    index.set(namesOfDocument(file.document, read.file, declared));
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
    start(folders, canWatch, canTell) {
      roots = folders;
      if (canWatch)
        client.request(to =>
          to.client.register(DidChangeWatchedFilesNotification.type, {
            watchers: [{ globPattern: '**/*.cell' }],
          }),
        );
      if (canTell)
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
          changeFolders(
            added.map(({ uri }) => uri),
            removed.map(({ uri }) => uri),
          ),
        );
      readFolders(folders);
    },
    note,
    closed: uri => void readAgain(uri),
    leavesOut: uri => isLeftOut(uri, roots),
    dispose: () => ended.abort(),
  };
}
