import type { SearchSpace } from '../../cells/space';
import { readDocument } from '../../document/readDocument';
import { isName } from '../../language/lexer';
import { expressInSpaces } from './expressInSpace';
import { plainText } from './plainText';
import { type CellReading, type ReadCell, type Spaces, type Span, type Unread, unread } from './reading';
import { type RestKind, restOf } from './restOf';
import { type FoundInText, scanText } from './scanText';

/** A part of a text: a cell, what should be one, or anything else. */
export type Piece = Span &
  (
    | { readonly kind: 'cell'; readonly reading: ReadCell; readonly name: string }
    | { readonly kind: 'unread'; readonly reading: Unread; readonly name: string | undefined }
    /** Declarations in the Cell language. */
    | { readonly kind: 'source' }
    | { readonly kind: RestKind }
  );

export interface CellsInText {
  /** In the order of the text. What stands between them is blank, or punctuation. */
  readonly pieces: readonly Piece[];
  /** Whether cells are read from fenced blocks (Markdown) alone. */
  readonly isFenced: boolean;
}

const maxLength = 2 ** 20;
const declaration =
  /^[^\S\r\n]*(?:(?:cell|space)\s+[\p{ID_Start}_][\p{ID_Continue}-]*\s*[:{=]|use\s+[\p{ID_Start}_]\p{ID_Continue}*[^\S\r\n]*(?:\/\/.*)?$)/mu;

/** Whether a text declares cells or spaces in the Cell language. */
export function isCellSource(text: string): boolean {
  return declaration.test(text);
}

/**
 * Reads every cell of a text, in whatever notation: a published spelling, a Python or JSON value, Cell source; alone or
 * among other text. `used` are the spaces to try first. Cells in fenced blocks (Markdown) are preferred: text around them is prose then.
 */
export function readCells(text: string, spaces: Spaces, used: readonly string[] = []): CellsInText {
  if (text.length > maxLength) {
    const message = 'This text is too long to be cells: more than a million characters.';
    return {
      pieces: [
        {
          kind: 'unread',
          reading: unread('unknown', undefined, message),
          name: undefined,
          start: 0,
          end: text.length,
        },
      ],
      isFenced: false,
    };
  }
  // A space that is declared for one cell is there for those behind it.
  const known = new Map(spaces);
  const blocks = fencedBlocks(text);
  const fenced = blocks.map(block => readBlock(text, block, known, used));
  if (
    !fenced.some(pieces =>
      pieces.some(({ kind }) => kind === 'cell' || kind === 'source' || kind === 'unread'),
    )
  )
    return { pieces: readBlock(text, { start: 0, end: text.length }, known, used), isFenced: false };
  const pieces: Piece[] = [];
  let at = 0;
  for (const [i, block] of blocks.entries()) {
    pieces.push(...prose(text, at, block.before), ...fenced[i]!);
    at = block.after;
  }
  pieces.push(...prose(text, at, text.length));
  return { pieces, isFenced: true };
}

/** One sentence why a text has no cell; for one in which `readCells` finds nothing. */
export const nothingRecognised =
  'No cell is recognised here: ReNAS reads a ModelSpec(matrix=…, ops=…), an arch_str like "|nor_conv_3x3~0|+…", six NASLib op indices, a DARTS Genotype(…) and others (docs/exchange.md).';

function readBlock(
  text: string,
  { start, end }: Span,
  spaces: Map<string, SearchSpace>,
  used: readonly string[],
): Piece[] {
  const block = text.slice(start, end);
  if (isCellSource(block)) return [{ kind: 'source', start, end }];
  const plain = plainText(`${block}\n`);
  const scanned = scanText(plain, block);
  const rest = restOf(plain, scanned);
  const isAmongWords = (each: Span) =>
    rest.some(line => line.kind === 'prose' && line.start <= each.start && line.end >= each.end) &&
    /\p{L}/u.test(lineAround(plain, each));
  const pieces: Piece[] = scanned.found
    // Six numbers in a sentence are not taken for a cell.
    .filter(each => each.found.notation !== 'op-indices' || each.name !== undefined || !isAmongWords(each))
    .flatMap(each => piecesOf(each, spaces, used));
  pieces.push(...rest);
  return pieces
    .toSorted((a, b) => a.start - b.start)
    .map(piece => ({ ...piece, start: piece.start + start, end: Math.min(piece.end + start, end) }));
}

/** What stands on the lines of a span before and behind it. */
function lineAround(text: string, { start, end }: Span): string {
  const after = text.indexOf('\n', end);
  return (
    text.slice(text.lastIndexOf('\n', start - 1) + 1, start) +
    text.slice(end, after < 0 ? text.length : after)
  );
}

function piecesOf(
  { found, name, start, end }: FoundInText,
  spaces: Map<string, SearchSpace>,
  used: readonly string[],
): Piece[] {
  const readings: readonly CellReading[] = 'ok' in found ? [found] : expressInSpaces(found, spaces, used);
  for (const reading of readings)
    if (reading.ok && reading.declared) spaces.set(reading.declared.name, reading.declared);
  const called = name !== undefined && isName(name) ? name : undefined;
  return readings.map(reading => {
    const own = reading.part === 'reduction' ? `${called ?? 'imported'}_reduce` : called;
    return reading.ok
      ? { kind: 'cell', reading, name: own ?? 'imported', start, end }
      : { kind: 'unread', reading, name: own, start, end };
  });
}

interface Block extends Span {
  /** Where its fence begins. */
  readonly before: number;
  /** Behind its closing fence. */
  readonly after: number;
}

/** The blocks between lines of three or more backticks or tildes; one that is not closed ends with the text. */
function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; before: number; start: number } | undefined;
  for (const match of text.matchAll(/^[ \t>]*(`{3,}|~{3,})[^`\r\n]*(?:\r\n|\r|\n|$)/gm)) {
    const [line, fence] = match;
    const after = match.index + line.length;
    if (!open) open = { fence: fence!, before: match.index, start: after };
    else if (fence!.startsWith(open.fence)) {
      blocks.push({ before: open.before, start: open.start, end: match.index, after });
      open = undefined;
    }
  }
  if (open) blocks.push({ before: open.before, start: open.start, end: text.length, after: text.length });
  return blocks;
}

function prose(text: string, start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  for (const match of text.slice(start, end).matchAll(/[^\r\n]+/g))
    if (match[0].trim() !== '')
      pieces.push({ kind: 'prose', start: start + match.index, end: start + match.index + match[0].length });
  return pieces;
}

/** The cells of Cell source, each with its name, or why it has none. One that names no space is of `use`'s, or of `space`. */
export function readCellSource(
  source: string,
  spaces: Spaces,
  space?: string,
): readonly { readonly name: string; readonly reading: CellReading; readonly source: Span }[] {
  const head = space === undefined ? '' : `use ${space}\n`;
  const { cells, diagnostics } = readDocument(head + source, spaces);
  return cells.map(({ cell, space: its, names, name, declaration: { start, end, doc } }) => {
    const span = { start: start - head.length, end: end - head.length };
    const wrong = diagnostics.find(
      found => found.severity === 'error' && found.start >= start && found.start < end,
    );
    const reading: CellReading =
      cell && its
        ? { ok: true, notation: 'cell', space: its, cell, names, ...(doc === undefined ? {} : { doc }) }
        : unread('invalid', 'cell', wrong?.message ?? `The cell ${name} has an error.`);
    return { name, reading, source: span };
  });
}
