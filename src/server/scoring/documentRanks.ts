import type { CancellationToken } from 'vscode-languageserver';
import type { CellDocument } from '../../document/readDocument';
import type { OpenFile } from '../workspace/openFile';
import { type Ranks, rankCells } from './ranks';
import { type HashedCell, hashed, type Scores } from './scores';
import { within } from './within';

/** Milliseconds that a request waits for the scores of the present text. The predictor needs some 8 ms after an edit. */
export const rankPatience = 1000;

export interface RankedText {
  readonly read: CellDocument;
  readonly ranks: Ranks;
}

/** The ranks of the cells in open documents, always of the text as it is. */
export interface DocumentRanks {
  /** Asks for the scores of a text that has been read. Resolves when they are known, or others are wanted instead. */
  want(file: OpenFile, read: CellDocument): Promise<void>;
  /** The ranks known now. */
  known(read: CellDocument): Ranks;
  /**
   * What the text says, and its ranks once all are known; after `patience` milliseconds (a second if absent), or when the
   * request is cancelled, those that are known by then. The text may be edited meanwhile: the answer is of its last state.
   * `undefined`: closed.
   */
  current(file: OpenFile, token?: CancellationToken, patience?: number): Promise<RankedText | undefined>;
  /** The client looks at these lines: their cells come first from now on. */
  look(file: OpenFile, lines: Lines): void;
}

export interface Lines {
  readonly first: number;
  readonly last: number;
}

export function createDocumentRanks(scores: Scores): DocumentRanks {
  interface Wanted {
    readonly read: CellDocument;
    readonly generation: number;
    readonly settled: Promise<void>;
  }
  const wantedOf = new WeakMap<OpenFile, Wanted>();
  const linesOf = new WeakMap<OpenFile, Lines>();
  const ranksOf = new WeakMap<CellDocument, { readonly version: number; readonly ranks: Ranks }>();

  function wanted(file: OpenFile, read: CellDocument): Wanted {
    const generation = scores.generation();
    const before = wantedOf.get(file);
    if (before?.read === read && before.generation === generation) return before;
    const settled = scores.want(file.uri, mostUrgentFirst(file, read, linesOf.get(file)));
    const now = { read, generation, settled };
    wantedOf.set(file, now);
    return now;
  }

  function known(read: CellDocument): Ranks {
    const version = scores.version();
    const before = ranksOf.get(read);
    if (before?.version === version) return before.ranks;
    const ranks = rankCells(read.cells, scores.state);
    ranksOf.set(read, { version, ranks });
    return ranks;
  }

  return {
    want: (file, read) => wanted(file, read).settled,
    known,
    async current(file, token, patience = rankPatience) {
      const end = performance.now() + patience;
      for (;;) {
        const read = await file.whenRead();
        if (!read) return undefined;
        const left = end - performance.now();
        const { settled, generation } = wanted(file, read);
        if (left > 0 && !token?.isCancellationRequested) await within(left, settled, undefined, token);
        const stands = file.present === read && generation === scores.generation();
        if (stands || left <= 0) return { read, ranks: known(read) };
      }
    },
    look(file, lines) {
      linesOf.set(file, lines);
      scores.prefer(file.uri);
    },
  };
}

/** The cells that can have a score, those in the visible lines first. */
function mostUrgentFirst(
  { document }: OpenFile,
  read: CellDocument,
  lines: Lines | undefined,
): readonly HashedCell[] {
  if (!lines) return read.cells.flatMap(hashed);
  const first = document.offsetAt({ line: lines.first, character: 0 });
  const behind = document.offsetAt({ line: lines.last + 1, character: 0 });
  const isVisible = ({ declaration }: CellDocument['cells'][number]) =>
    declaration.start >= first && declaration.start < behind;
  return [...read.cells.filter(isVisible), ...read.cells.filter(found => !isVisible(found))].flatMap(hashed);
}
