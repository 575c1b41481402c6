import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../../cells/space';
import { createDocumentCache } from '../../document/documentCache';
import { type CellDocument, understanding } from '../../document/readDocument';
import { readSyntax } from '../../document/readSyntax';
import type { Parsed } from '../../language/parse';
import type { Steps } from '../../language/steps';
import { hintLabel } from '../features/inlayHints';
import { type LastScores, type Rank, rankCells } from '../scoring/ranks';
import type { HashedCell, KnownScores, ScoreState } from '../scoring/scores';
import { largestRead } from './limits';
import { inSlices, slice } from './slices';

/** A document that the client has open, and what was last said about it. */
export class OpenFile {
  private readonly cache = createDocumentCache();
  /** What the present text says, once that is known. */
  private present: CellDocument | undefined;
  /** The text is parsed to the end even if it is edited meanwhile: its parse makes the next one short. */
  private parsing: { readonly steps: Steps<Parsed>; readonly version: number } | undefined;
  private understanding: Steps<CellDocument> | undefined;
  private beingRead: Promise<void> | undefined;
  private closed = false;
  private readonly lastScores: LastScores = new Map();
  /** The lines the client last asked hints for. */
  private visible = { first: 0, last: Number.MAX_SAFE_INTEGER };
  /** The ranks whose labels the client knows, or has been told to ask for. */
  private shown: ReadonlyMap<number, Rank> = new Map();
  private ranked:
    | { readonly of: CellDocument; readonly version: number; readonly ranks: ReadonlyMap<number, Rank> }
    | undefined;
  /** The cells whose scores the hints of operations last lacked. */
  awaited: readonly HashedCell[] = [];

  constructor(
    readonly document: TextDocument,
    private known: ReadonlyMap<string, SearchSpace>,
  ) {}

  /** From now on these spaces may be used without being declared in the text. */
  know(known: ReadonlyMap<string, SearchSpace>): void {
    const same =
      known.size === this.known.size && [...known].every(([name, space]) => this.known.get(name) === space);
    if (same) return;
    this.known = known;
    this.edited();
  }

  /** The text has changed. */
  edited(): void {
    this.present = undefined;
    this.understanding = undefined;
  }

  close(): void {
    this.closed = true;
  }

  /** What the present text says. What has not been read of it yet is read at once, however long that takes. */
  read(): CellDocument {
    while (!this.present) this.step();
    return this.present;
  }

  /** Whether `read` has nothing to do, or no more than others can wait for. */
  get isRead(): boolean {
    return this.present !== undefined || (!this.beingRead && slice(() => this.step()));
  }

  /** Resolves when the text, as it is then, has been read, or the file is closed. Others are answered meanwhile. */
  whenRead(): Promise<void> {
    this.beingRead ??= inSlices(() => this.closed || this.step()).finally(() => {
      this.beingRead = undefined;
    });
    return this.beingRead;
  }

  /** Reads a little; whether all has been read. */
  private step(): boolean {
    if (this.present) return true;
    const { document } = this;
    if (this.understanding) {
      const { done, value } = this.understanding.next();
      if (done) this.present = value;
      return done === true;
    }
    this.parsing ??= { steps: this.cache.parsing(document.getText()), version: document.version };
    const { version, steps } = this.parsing;
    const { done, value } = steps.next();
    if (!done) return false;
    this.parsing = undefined;
    if (version !== document.version) return false;
    if (value.file.text.length > largestRead) this.present = readSyntax(value, this.known);
    else this.understanding = understanding(value, this.known, this.cache);
    return this.present !== undefined;
  }

  /** The same for as long as neither the text nor the scores known have changed. */
  ranks({ state, version }: KnownScores): ReadonlyMap<number, Rank> {
    const of = this.read();
    const now = version();
    if (this.ranked?.of !== of || this.ranked.version !== now)
      this.ranked = { of, version: now, ranks: rankCells(of.cells, state, this.lastScores) };
    return this.ranked.ranks;
  }

  /** The cells that can have a score, those in the visible lines first. */
  scorable(): HashedCell[] {
    const inView: HashedCell[] = [];
    const elsewhere: HashedCell[] = [];
    const first = this.document.offsetAt({ line: this.visible.first, character: 0 });
    const behind = this.document.offsetAt({ line: this.visible.last + 1, character: 0 });
    for (const { declaration, space, cell, hash } of this.read().cells) {
      if (!space || !cell || !hash) continue;
      const visible = declaration.start >= first && declaration.start < behind;
      (visible ? inView : elsewhere).push({ space, cell, hash });
    }
    return [...inView, ...elsewhere];
  }

  /** Notes that hints are being answered; `changed` compares with them from now on. */
  show(ranks: ReadonlyMap<number, Rank>, lines: { readonly first: number; readonly last: number }): void {
    this.visible = lines;
    this.shown = ranks;
  }

  /** Whether scores have come in that the hints of operations lacked. Says so once for each change. */
  operationsCame(state: (cell: HashedCell) => ScoreState): boolean {
    const left = this.awaited.filter(cell => state(cell) === 'pending');
    const changed = left.length < this.awaited.length;
    this.awaited = left;
    return changed;
  }

  /** Whether a label is other than the client knows. Says so once for each change. */
  changed(known: KnownScores): boolean {
    if (!this.present) return false;
    const before = this.shown;
    this.shown = this.ranks(known);
    return this.shown !== before && labels(this.shown) !== labels(before);
  }
}

function labels(ranks: ReadonlyMap<number, Rank>): string {
  return [...ranks]
    .map(([index, rank]) => `${index} ${hintLabel(rank)}`)
    .sort()
    .join('\n');
}
