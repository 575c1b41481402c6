import { Kind, type Tokens } from './lexer';
import type { CellFile, Declaration, Span } from './syntax';

/** What the formatter lays out: a token, a comment, or a stretch of text that is kept as it is. */
export interface Piece extends Span {
  readonly role: 'token' | 'line' | 'block' | 'kept';
  /** The kind of a token. */
  readonly kind: number;
  readonly text: string;
  /** Of a token: whether a line break lies between it and the token before. */
  readonly breakBefore: boolean;
  readonly beginsDeclaration: boolean;
}

/**
 * The pieces of a text in their order. Broken declarations, and what belongs to no declaration, are kept as one piece
 * each, with the spaces in front of it.
 */
export function piecesOf(
  tokens: Tokens,
  file: CellFile,
  broken: ReadonlySet<Declaration>,
  renamed: ReadonlyMap<number, string>,
): Piece[] {
  const { text, comments, count, kinds, starts, ends, breaks } = tokens;
  const pieces: Piece[] = [];
  const begins = new Set(file.declarations.map(declaration => declaration.start));
  const kept = keptSpans(tokens, file, broken);
  let comment = 0;
  let end = text.startsWith('\ufeff') ? 1 : 0;
  let k = 0;
  for (let i = 0; i <= count; i++) {
    const start = starts[i]!;
    for (; comment < comments.length && comments[comment]!.start < start; comment++) {
      const { kind, start: from, end: to } = comments[comment]!;
      // A block comment that is never closed reaches to the end of the text, but the last line breaks are not its own.
      const shown = text.slice(from, to).trimEnd();
      pieces.push(untouched(kind === 'block' ? 'block' : 'line', from, from + shown.length, shown));
      end = to;
    }
    if (i === count) break;
    const whole = kept[k];
    if (whole?.start === start) {
      k++;
      let from = start;
      while (from > end && isSpace(text[from - 1]!)) from--;
      const slice = text.slice(from, whole.end);
      const last = whole.end === text.length ? slice.trimEnd() : slice;
      pieces.push(untouched('kept', from, from + last.length, last));
      end = whole.end;
      while (i + 1 < count && starts[i + 1]! < end) i++;
      while (comment < comments.length && comments[comment]!.start < end) comment++;
      continue;
    }
    end = ends[i]!;
    pieces.push({
      role: 'token',
      kind: kinds[i]!,
      start,
      end,
      text: renamed.get(start) ?? text.slice(start, end),
      breakBefore: breaks[i] === 1,
      beginsDeclaration: begins.has(start),
    });
  }
  return pieces;
}

/** The broken declarations, and the stretches between declarations that belong to none. */
function keptSpans(
  { count, kinds, starts, ends }: Tokens,
  file: CellFile,
  broken: ReadonlySet<Declaration>,
): Span[] {
  const spans: Span[] = [];
  let i = 0;
  for (const declaration of [...file.declarations, undefined]) {
    const end = declaration?.start ?? Number.POSITIVE_INFINITY;
    const first = i;
    let onlySemicolons = true;
    for (; i < count && starts[i]! < end; i++) onlySemicolons &&= kinds[i] === Kind.semicolon;
    if (!onlySemicolons) spans.push({ start: starts[first]!, end: ends[i - 1]! });
    if (!declaration) break;
    if (broken.has(declaration)) spans.push({ start: declaration.start, end: declaration.end });
    while (i < count && starts[i]! < declaration.end) i++;
  }
  return spans;
}

function untouched(role: Piece['role'], start: number, end: number, text: string): Piece {
  return { role, kind: Kind.end, start, end, text, breakBefore: false, beginsDeclaration: false };
}

function isSpace(character: string): boolean {
  return /[^\S\r\n]/.test(character);
}
