import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../cells/space';
import { createDocumentCache } from '../document/documentCache';
import { type CellDocument, readDocument } from '../document/readDocument';
import { readSyntax } from '../document/readSyntax';
import { hintLabel } from './inlayHints';
import { largestRead } from './limits';
import { type LastScores, type Rank, rankCells } from './ranks';
import type { HashedCell, ScoreState } from './scores';

/** A document that the client has open, and what was last said about it. */
export class OpenFile {
  private readonly cache = createDocumentCache();
  /** Milliseconds that reading the text after an edit took last. */
  readingTime = 0;
  private readBefore = false;
  private reading: CellDocument | undefined;
  private readonly lastScores: LastScores = new Map();
  /** The lines the client last asked hints for. */
  private visible = { first: 0, last: Number.MAX_SAFE_INTEGER };
  /** The labels the client knows, or has been told to ask for. */
  private shown = '';
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
    this.reading = undefined;
  }

  /** What the present text says. */
  read(): CellDocument {
    if (!this.reading) {
      const begun = performance.now();
      const text = this.document.getText();
      this.reading = (text.length > largestRead ? readSyntax : readDocument)(text, this.known, this.cache);
      if (this.readBefore) this.readingTime = performance.now() - begun;
      this.readBefore = true;
    }
    return this.reading;
  }

  /** The text has changed. */
  edited(): void {
    this.reading = undefined;
  }

  ranks(state: (cell: HashedCell) => ScoreState): ReadonlyMap<number, Rank> {
    return rankCells(this.read().cells, state, this.lastScores);
  }

  /** The cells that can have a score, those in the visible lines first. */
  scorable(): HashedCell[] {
    const inView: HashedCell[] = [];
    const elsewhere: HashedCell[] = [];
    for (const { declaration, space, cell, hash } of this.read().cells) {
      if (!space || !cell || !hash) continue;
      const { line } = this.document.positionAt(declaration.start);
      (line >= this.visible.first && line <= this.visible.last ? inView : elsewhere).push({
        space,
        cell,
        hash,
      });
    }
    return [...inView, ...elsewhere];
  }

  /** Notes that hints are being answered; `changed` compares with them from now on. */
  show(ranks: ReadonlyMap<number, Rank>, lines: { readonly first: number; readonly last: number }): void {
    this.visible = lines;
    this.shown = labels(ranks);
  }

  /** Whether scores have come in that the hints of operations lacked. Says so once for each change. */
  operationsCame(state: (cell: HashedCell) => ScoreState): boolean {
    const left = this.awaited.filter(cell => state(cell) === 'pending');
    const changed = left.length < this.awaited.length;
    this.awaited = left;
    return changed;
  }

  /** Whether a label is other than the client knows. Says so once for each change. */
  changed(state: (cell: HashedCell) => ScoreState): boolean {
    const now = labels(this.ranks(state));
    const changed = now !== this.shown;
    this.shown = now;
    return changed;
  }
}

function labels(ranks: ReadonlyMap<number, Rank>): string {
  return [...ranks]
    .map(([index, rank]) => `${index} ${hintLabel(rank)}`)
    .sort()
    .join('\n');
}
