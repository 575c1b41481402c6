import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import type { Notation } from './notations/notationNames';

/** The search spaces that a text may be read in, by name. */
export type Spaces = ReadonlyMap<string, SearchSpace>;

/** Where something stands in the text: UTF-16 offsets, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A cell that was read from another tool's text. */
export interface ReadCell {
  readonly ok: true;
  readonly notation: Notation;
  readonly space: SearchSpace;
  readonly cell: Cell;
  /** Of the vertices, `input` and `output` included, where other names than the usual ones say more. */
  readonly names?: readonly string[];
  /** What of the text a cell can't say: documentation for the cell. */
  readonly doc?: string;
  /** Which cell of a notation that holds two. */
  readonly part?: 'normal' | 'reduction';
  /** The space, where nobody has declared it yet: its declaration belongs to the cell. */
  readonly declared?: SearchSpace;
}

/**
 * Why a text is no cell:
 * - `unknown`: no notation is recognised.
 * - `truncated`: it was cut or abbreviated.
 * - `doubtful`: it could mean several cells.
 * - `invalid`: it breaks a rule of its notation.
 * - `outside-space`: the notation is read, and no space in question can express the cell.
 * - `network`: it describes a network of layers and no cell.
 */
export type UnreadReason = 'unknown' | 'truncated' | 'doubtful' | 'invalid' | 'outside-space' | 'network';

/** A text, or a part of it, that is no cell. */
export interface Unread {
  readonly ok: false;
  readonly reason: UnreadReason;
  /** `undefined` for an unknown one. */
  readonly notation: Notation | undefined;
  /** One sentence that says what is wrong, and where there is one, the next step. */
  readonly message: string;
  readonly part?: 'normal' | 'reduction';
}

export type CellReading = ReadCell | Unread;

export function unread(reason: UnreadReason, notation: Notation | undefined, message: string): Unread {
  return { ok: false, reason, notation, message };
}
