import type { CellOf } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import type { DocumentCell } from '../../document/readDocument';
import type { CellScore, ModelSummary } from '../../protocol/predictor';
import { type PredictorLink, predictionKey } from './predictorLink';

/** A cell with its canonical hash, by which its score is remembered. */
export interface HashedCell extends CellOf {
  readonly hash: string;
}

/** The cell of a declaration without errors, with its hash; nothing for any other. */
export function hashed({ space, cell, hash }: DocumentCell): HashedCell[] {
  return space && cell && hash !== undefined ? [{ space, cell, hash }] : [];
}

/** `pending`: asked for, or to be; `none`: there is no score to be had. */
export type ScoreState = CellScore | 'pending' | 'none';
export type StateOf = (cell: HashedCell) => ScoreState;

/** What is known of the predictor of a space; `undefined` until it has been asked for the first time. */
export type SpacePredictor =
  | { readonly model: ModelSummary }
  | { readonly model: undefined; readonly reason: string }
  | undefined;

/** What is known at once, from memory. */
export interface KnownScores {
  state(cell: HashedCell): ScoreState;
  /** Another number whenever a state may be another. */
  version(): number;
}

/** The scores known so far, and what asks for more. */
export interface Scores extends KnownScores {
  /** Another number after each `clear`. */
  generation(): number;
  predictor(space: SearchSpace): SpacePredictor;
  /**
   * Sets which cells of a document need scores, most urgent first. A later call for the document replaces an earlier.
   * `later`: only when no document wants any now. Resolves when each has a score or can have none, and as soon as the
   * document wants others or none.
   */
  want(document: string, cells: readonly HashedCell[], when?: 'now' | 'later'): Promise<void>;
  /** Somebody looks at the document: what it wants comes first. */
  prefer(document: string): void;
  forgetDocument(document: string): void;
  /** Forgets the scores of a space: more of its cells are measured. */
  clearSpace(space: SearchSpace): void;
  /** Forgets every score: other predictors answer from now on. */
  clear(): void;
}

/** So many cells go to the predictor at a time: some 2 ms of work, and an edit waits for no more of another document. */
export const chunkSize = 64;
/** Scores remembered of a space; the oldest are forgotten. */
const remembered = 100_000;
/**
 * Milliseconds that the declaration of a space must stand before its cells are scored again: while it is typed, each letter
 * makes another space, and each of them takes half a second.
 */
const quietSpace = 300;
/** A cell whose score could not be had is asked for again after so many milliseconds. */
const patience = 10_000;

type Entry = CellScore | { readonly failedAt: number };

interface Want {
  readonly cells: readonly HashedCell[];
  readonly later: boolean;
  readonly settle: () => void;
  /** The cells before it have scores, or can have none. */
  first: number;
}

/** Asks for one chunk at a time, of the document wanted last. `onNews` follows each answer, with that document. */
export function createScores(link: Pick<PredictorLink, 'score'>, onNews: (document: string) => void): Scores {
  /** Key of the space → hash → score. */
  const entries = new Map<string, Map<string, Entry>>();
  const predictors = new Map<string, SpacePredictor>();
  /** The document wanted last is last. */
  const wanted = new Map<string, Want>();
  /** Name of a space → the key that was asked for last. */
  const lastKeys = new Map<string, string>();
  let asking = false;
  let version = 0;
  let generation = 0;

  function missing({ space, hash }: HashedCell): boolean {
    const key = predictionKey(space);
    const predictor = predictors.get(key);
    if (predictor && !predictor.model) return false;
    const entry = entries.get(key)?.get(hash);
    return entry === undefined || ('failedAt' in entry && Date.now() - entry.failedAt > patience);
  }

  function nextChunk(): { readonly document: string; readonly chunk: readonly HashedCell[] } | undefined {
    const latest = [...wanted].reverse();
    const inTurn = [...latest.filter(([, { later }]) => !later), ...latest.filter(([, { later }]) => later)];
    for (const [document, want] of inTurn) {
      const { cells } = want;
      while (want.first < cells.length && !missing(cells[want.first]!)) want.first++;
      const space = cells[want.first]?.space;
      if (!space) {
        drop(document);
        continue;
      }
      const chunk = new Map<string, HashedCell>();
      for (let i = want.first; i < cells.length && chunk.size < chunkSize; i++) {
        const cell = cells[i]!;
        if (predictionKey(cell.space) === predictionKey(space) && missing(cell)) chunk.set(cell.hash, cell);
      }
      return { document, chunk: [...chunk.values()] };
    }
    return undefined;
  }

  function drop(document: string): void {
    wanted.get(document)?.settle();
    wanted.delete(document);
  }

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    let stood: string | undefined;
    for (let next = nextChunk(); next; next = nextChunk()) {
      const { document, chunk } = next;
      const { space } = chunk[0]!;
      const key = predictionKey(space);
      const before = lastKeys.get(space.name);
      if (before !== undefined && before !== key && stood !== key) {
        stood = key;
        await new Promise(resolve => setTimeout(resolve, quietSpace));
        continue;
      }
      lastKeys.set(space.name, key);
      const asked = generation;
      const answer = await link.score(
        space,
        chunk.map(({ cell }) => cell),
      );
      if (asked !== generation) continue;
      if (answer.kind === 'scores') predictors.set(key, { model: answer.model });
      if (answer.kind === 'none') predictors.set(key, { model: undefined, reason: answer.reason });
      chunk.forEach(({ hash }, i) => {
        const score = answer.kind === 'scores' ? answer.scores[i] : undefined;
        remember(key, hash, score ?? { failedAt: Date.now() });
      });
      version++;
      onNews(document);
    }
    asking = false;
  }

  function remember(key: string, hash: string, entry: Entry): void {
    const ofSpace = entries.get(key) ?? new Map<string, Entry>();
    entries.set(key, ofSpace);
    ofSpace.delete(hash);
    ofSpace.set(hash, entry);
    if (ofSpace.size > remembered) ofSpace.delete(ofSpace.keys().next().value!);
  }

  return {
    state({ space, hash }) {
      const key = predictionKey(space);
      const predictor = predictors.get(key);
      if (predictor && !predictor.model) return 'none';
      const entry = entries.get(key)?.get(hash);
      return entry === undefined ? 'pending' : 'failedAt' in entry ? 'none' : entry;
    },
    version: () => version,
    generation: () => generation,
    predictor: space => predictors.get(predictionKey(space)),
    want: (document, cells, when = 'now') =>
      new Promise(settle => {
        drop(document);
        wanted.set(document, {
          cells: cells.slice(0, remembered),
          later: when === 'later',
          settle,
          first: 0,
        });
        void ask();
      }),
    prefer(document) {
      const want = wanted.get(document);
      if (!want) return;
      wanted.delete(document);
      wanted.set(document, want);
    },
    forgetDocument: drop,
    clearSpace(space) {
      const key = predictionKey(space);
      if (!entries.has(key) && !predictors.has(key)) return;
      generation++;
      version++;
      for (const document of [...wanted.keys()]) drop(document);
      entries.delete(key);
      predictors.delete(key);
    },
    clear() {
      generation++;
      version++;
      for (const document of [...wanted.keys()]) drop(document);
      entries.clear();
      predictors.clear();
    },
  };
}
