import type { Position, Range } from 'vscode-languageserver';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { lengthIn, type PositionEncoding, utf16LengthOf } from './positionEncoding';

/** A document whose positions count as the client and the server have agreed. */
export function createDocument(
  encoding: PositionEncoding,
  uri: string,
  version: number,
  text: string,
): TextDocument {
  const document = TextDocument.create(uri, 'cell', version, text);
  return encoding === 'utf-16' ? document : new EncodedDocument(document, encoding);
}

export function updateDocument(
  document: TextDocument,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
): TextDocument {
  if (document instanceof EncodedDocument) document.update(changes, version);
  else TextDocument.update(document, [...changes], version);
  return document;
}

/** The document with positions in UTF-16 code units. */
export function utf16Document(document: TextDocument): TextDocument {
  return document instanceof EncodedDocument ? document.utf16 : document;
}

class EncodedDocument implements TextDocument {
  constructor(
    readonly utf16: TextDocument,
    private readonly encoding: PositionEncoding,
  ) {}

  get uri(): string {
    return this.utf16.uri;
  }
  get languageId(): string {
    return this.utf16.languageId;
  }
  get version(): number {
    return this.utf16.version;
  }
  get lineCount(): number {
    return this.utf16.lineCount;
  }

  getText(range?: Range): string {
    return this.utf16.getText(range && this.rangeInUtf16(range));
  }

  positionAt(offset: number): Position {
    const { line, character } = this.utf16.positionAt(offset);
    const before = this.utf16.getText({ start: { line, character: 0 }, end: { line, character } });
    return { line, character: lengthIn(this.encoding, before) };
  }

  offsetAt(position: Position): number {
    return this.utf16.offsetAt(this.inUtf16(position));
  }

  /** Each change is of the text that the one before it has left. */
  update(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      const ours = 'range' in change ? { range: this.rangeInUtf16(change.range), text: change.text } : change;
      TextDocument.update(this.utf16, [ours], version);
    }
  }

  private inUtf16({ line, character }: Position): Position {
    const text = this.utf16.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    return { line, character: utf16LengthOf(this.encoding, text, character) };
  }

  private rangeInUtf16({ start, end }: Range): Range {
    return { start: this.inUtf16(start), end: this.inUtf16(end) };
  }
}
