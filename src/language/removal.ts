import type { Span } from './syntax';

/** The whole line where nothing else stands on it, else the statement with its `;`. */
export function lineOf(text: string, start: number, end: number): Span {
  let from = start;
  while (from > 0 && /[^\S\r\n]/.test(text[from - 1]!)) from--;
  const rest = /[^\S\r\n]*(;?)[^\S\r\n]*(\r\n|\r|\n)?/y;
  rest.lastIndex = end;
  const [whole = '', semicolon, lineBreak] = rest.exec(text) ?? [];
  const first = from === 0 || /[\r\n]/.test(text[from - 1]!);
  if (first && lineBreak) return { start: from, end: end + whole.length };
  return semicolon ? { start, end: end + whole.length - (lineBreak?.length ?? 0) } : { start, end };
}

/** One of `parts` with the sign that joins it to the part before or behind it; `undefined` for a part that stands alone. */
export function joinedPart(parts: readonly Span[], index: number): Span | undefined {
  const [before, part, after] = [parts[index - 1], parts[index]!, parts[index + 1]];
  if (before) return { start: before.end, end: part.end };
  return after && { start: part.start, end: after.start };
}
