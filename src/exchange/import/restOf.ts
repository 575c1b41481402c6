import type { Span } from './reading';
import type { ScannedText } from './scanText';

/** What else stands in a text: comments of its code, other code, or prose. */
export type RestKind = 'comment' | 'code' | 'prose';

/** Characters that no text holds. */
const cellMark = '\ufdd0';
const codeMark = '\ufdd1';

/**
 * What of a text is neither a cell nor belongs to one, line by line: assignment, quotes, brackets and a call around a
 * cell do. Comments inside a cell stand before it.
 */
export function restOf(
  text: string,
  { found, parts, assignments }: ScannedText,
): (Span & { readonly kind: RestKind })[] {
  const rest: (Span & { readonly kind: RestKind })[] = [];
  const cells = [...found, ...parts].toSorted((a, b) => a.start - b.start);
  const code = assignments.filter(
    ({ start, end }) => !cells.some(cell => cell.start < end && cell.end > start),
  );
  for (const { start, end } of code) rest.push({ kind: 'code', start, end });
  for (const { start, end } of cells)
    for (const comment of commentsOf(text.slice(start, end)))
      rest.push({ kind: 'comment', start: start + comment.start, end: start + comment.end });
  const masked = mask(mask(text, cells, cellMark), code, codeMark);
  for (const match of masked.matchAll(/[^\r\n]+/g)) {
    const line = match[0];
    const at = match.index;
    const comment = /(?:^|[\s,;)\]}\ufdd0\ufdd1])((?:#|\/\/).*)$/.exec(line);
    const own = comment ? line.slice(0, line.length - comment[1]!.length) : line;
    const isNote = comment !== null && !comment[1]!.includes(cellMark);
    if (isNote) rest.push({ kind: 'comment', start: at + own.length, end: at + line.trimEnd().length });
    const left = isNote ? own : line;
    const kind = kindOf(left);
    if (kind) {
      const lead = left.length - left.trimStart().length;
      rest.push({ kind, start: at + lead, end: at + left.trimEnd().length });
    }
  }
  return rest;
}

/** Of a line without its comment; `undefined`: nothing but a cell and its punctuation, or code that is told already. */
function kindOf(line: string): RestKind | undefined {
  // A name begins where no name goes on: tried at each of its characters, a long one would cost its length squared.
  const bare = line
    .replaceAll(
      /['"]?(?<![\p{ID_Continue}.])[\p{ID_Start}_][\p{ID_Continue}.]*(?:\[[^\]]{0,80}\])?['"]?\s*(?::[^=\n'"\ufdd0]{0,80}=|[=:])(?=[\s\w.([{'"]*\ufdd0)/gu,
      '',
    )
    .replaceAll(/(?<![\p{ID_Continue}.])[\p{ID_Start}_][\p{ID_Continue}.]*\s*\((?=[\s([{'"]*\ufdd0)/gu, '')
    .replaceAll(/^\s*(?:>>>|\.\.\.|-)\s/g, '')
    .replaceAll(/[bru](?=['"]\ufdd0)/g, '')
    .replaceAll(/^\s*[-=_*~]{3,}\s*$/g, '')
    .replace(/\.\s*$/, '')
    .replaceAll(/[\s,;"'`()[\]{}\ufdd0\ufdd1]+/g, '');
  if (bare === '') return undefined;
  const isCode =
    /^\s*(?:import\s+[\w.]+|from\s+[\w.]+\s+import\b)/.test(line) ||
    /^\s*[A-Za-z_][\w.]*\s*(?::[^=]{0,80})?=\s*(?:'[^']*'|"[^"]*"|[\w.+-]+)\s*(?:;\s*)?$/.test(line);
  return isCode ? 'code' : 'prose';
}

/** Comments of Python code, outside its strings. */
function commentsOf(code: string): Span[] {
  const comments: Span[] = [];
  for (const match of code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|#[^\r\n]*/g))
    if (match[0].startsWith('#'))
      comments.push({ start: match.index, end: match.index + match[0].trimEnd().length });
  return comments;
}

/** The text with each span as marks in its first line's place; offsets stay. Lines inside a span are joined. */
function mask(text: string, spans: readonly Span[], mark: string): string {
  let result = '';
  let at = 0;
  for (const { start, end } of spans) {
    if (start < at) continue;
    result += text.slice(at, start) + mark.repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}
