import { type Connection, TextDocuments } from 'vscode-languageserver';
import type { Known } from '../../document/known';
import type { CellDocument } from '../../document/readDocument';
import { createDocument, updateDocument } from './encodedDocument';
import { OpenFile } from './openFile';
import type { PositionEncoding } from './positionEncoding';

/** Milliseconds from an edit until it is read in the background, so that a burst of edits is read once. */
const readingDelay = 1;

/** The documents that the client has open. Each is read soon after it is opened and after each edit. */
export interface OpenDocuments {
  get(uri: string): OpenFile | undefined;
  files(): readonly OpenFile[];
  /** Reads every document again: the spaces that they may use have changed. */
  readAgain(): void;
  dispose(): void;
}

export interface DocumentListener {
  /** What the document may use without declaring it. */
  known(uri: string): Known;
  opened(uri: string): void;
  /** The text has been read; what it declares may change what it and others may use. */
  parsed(file: OpenFile, read: CellDocument): void;
  /** The text has been read with all that it may use now. */
  read(file: OpenFile, read: CellDocument): void;
  saved(): void;
  closed(uri: string): void;
}

export function openDocuments(
  connection: Connection,
  encoding: PositionEncoding,
  listener: DocumentListener,
): OpenDocuments {
  const documents = new TextDocuments({
    create: (uri, _, version, text) => createDocument(encoding, uri, version, text),
    update: updateDocument,
  });
  const files = new Map<string, OpenFile>();
  const toRead = new Map<string, NodeJS.Timeout>();

  function readSoon(uri: string, delay: number): void {
    if (!toRead.has(uri))
      toRead.set(
        uri,
        setTimeout(() => void readNow(uri), delay),
      );
  }

  async function readNow(uri: string): Promise<void> {
    const file = files.get(uri);
    const read = await file?.whenRead();
    // It may have been closed, and opened anew, before it was read.
    if (!file || !read || files.get(uri) !== file) return;
    toRead.delete(uri);
    listener.parsed(file, read);
    file.know(listener.known(uri));
    if (file.present) listener.read(file, file.present);
    else readSoon(uri, 0);
  }

  documents.onDidOpen(({ document }) => {
    files.set(document.uri, new OpenFile(document, listener.known(document.uri)));
    listener.opened(document.uri);
    readSoon(document.uri, 0);
  });
  documents.onDidChangeContent(({ document }) => {
    files.get(document.uri)?.edited();
    readSoon(document.uri, readingDelay);
  });
  documents.onDidSave(() => listener.saved());
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(toRead.get(uri));
    toRead.delete(uri);
    files.get(uri)?.close();
    files.delete(uri);
    listener.closed(uri);
  });
  documents.listen(connection);

  return {
    get: uri => files.get(uri),
    files: () => [...files.values()],
    readAgain() {
      for (const uri of files.keys()) readSoon(uri, 0);
    },
    dispose() {
      for (const timer of toRead.values()) clearTimeout(timer);
    },
  };
}
