import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createDocumentCache } from '../../document/documentCache';
import type { Known } from '../../document/known';
import { type CellDocument, understanding } from '../../document/readDocument';
import { readSyntax } from '../../document/readSyntax';
import type { Parsed } from '../../language/parse';
import type { Steps } from '../../language/steps';
import { largestRead } from './limits';
import { inSlices, slice } from './slices';

/** A document that the client has open, and what its text says. */
export class OpenFile {
  private readonly cache = createDocumentCache();
  private understood: CellDocument | undefined;
  /** The text is parsed to the end even if it is edited meanwhile: its parse makes the next one short. */
  private parsing: { readonly steps: Steps<Parsed>; readonly version: number } | undefined;
  private understanding: Steps<CellDocument> | undefined;
  private beingRead: Promise<void> | undefined;
  private closed = false;

  constructor(
    readonly document: TextDocument,
    private known: Known,
  ) {}

  get uri(): string {
    return this.document.uri;
  }

  /** What the present text says; `undefined` while it has not been read to its end. */
  get present(): CellDocument | undefined {
    return this.understood;
  }

  /** From now on this may be used without being declared in the text. */
  know(known: Known): void {
    if (isSame(known, this.known) && isSame(known.operations, this.known.operations)) return;
    this.known = known;
    this.edited();
  }

  /** The text has changed. */
  edited(): void {
    this.understood = undefined;
    this.understanding = undefined;
  }

  close(): void {
    this.closed = true;
  }

  /** Reads for a few milliseconds, unless the text is being read in the background. Returns what it says, if that is enough. */
  readBriefly(): CellDocument | undefined {
    if (!this.understood && !this.beingRead) slice(() => this.step());
    return this.understood;
  }

  /** Returns what the text says once it has been read, in slices; `undefined` if the file is closed before. */
  async whenRead(): Promise<CellDocument | undefined> {
    while (!this.closed && !this.readBriefly()) {
      this.beingRead ??= inSlices(() => this.closed || this.step()).finally(() => {
        this.beingRead = undefined;
      });
      await this.beingRead;
    }
    return this.closed ? undefined : this.understood;
  }

  /** Reads a little; whether all has been read. */
  private step(): boolean {
    if (this.understood) return true;
    const { document } = this;
    if (this.understanding) {
      const { done, value } = this.understanding.next();
      if (done) this.understood = value;
      return done === true;
    }
    this.parsing ??= { steps: this.cache.parsing(document.getText()), version: document.version };
    const { version, steps } = this.parsing;
    const { done, value } = steps.next();
    if (!done) return false;
    this.parsing = undefined;
    if (version !== document.version) return false;
    if (value.file.text.length > largestRead) this.understood = readSyntax(value, this.known);
    else this.understanding = understanding(value, this.known, this.cache);
    return this.understood !== undefined;
  }
}

function isSame<T>(
  now: ReadonlyMap<string, T> = new Map(),
  before: ReadonlyMap<string, T> = new Map(),
): boolean {
  return now.size === before.size && [...now].every(([name, value]) => before.get(name) === value);
}
