import { type Parsed, parse } from './parse';
import { shiftDeclaration } from './shiftDeclaration';
import type { Declaration, Span } from './syntax';

/** Declarations parsed again on each side of an edit: no declaration's parse looks so far beyond its end. */
const margin = 5;

/**
 * `parse(text)`, out of the parse of an earlier version where that is enough: only the declarations around the edit are
 * parsed, and those behind it are moved. `previous` stays as it is.
 */
export function reparse(previous: Parsed, text: string): Parsed {
  const edit = editBetween(previous.file.text, text);
  return (edit && spliced(previous, text, edit)) ?? parse(text);
}

/** What differs: a span of the old text, and how much longer the new one is. */
interface Edit extends Span {
  readonly by: number;
}

function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, end: before.length - same, by: after.length - before.length };
}

function spliced(previous: Parsed, text: string, { start, end, by }: Edit): Parsed | undefined {
  const old = previous.file.declarations;
  const first = countBefore(old, start + 1) - 1 - margin;
  const behind = countBefore(old, end + 1);
  const stop = old[behind + margin];
  if (first < 0 && !stop) return undefined;
  const from = first < 0 ? 0 : old[first]!.start;
  const window = parse(text.slice(from, stop ? stop.start + by : undefined));
  const parsed = window.file.declarations;

  // The window's first declaration lacks its documentation, so the earlier parse gives it; the next must be where it was.
  const head = first < 0 ? 0 : 1;
  const headEnd = first < 0 ? 0 : old[first + 1]!.start;
  if (first >= 0 && parsed[1]?.start !== headEnd - from) return undefined;

  // The parses agree from a declaration on if both begin one there and at the one before, behind the edit.
  const again = stop ? old[behind + 1]! : undefined;
  const tailStart = again ? again.start + by : text.length;
  const tail = again ? countBefore(parsed, tailStart - from) : parsed.length;
  if (
    again &&
    (parsed[tail]?.start !== tailStart - from || parsed[tail - 1]?.start !== old[behind]!.start + by - from)
  )
    return undefined;

  const broken = new Set<Declaration>();
  const declarations: Declaration[] = [];
  const add = (declaration: Declaration, isBroken: boolean, move: number) => {
    const moved = shiftDeclaration(declaration, move);
    declarations.push(moved);
    if (isBroken) broken.add(moved);
  };
  for (let i = 0; i <= first; i++) add(old[i]!, previous.broken.has(old[i]!), 0);
  for (let i = head; i < tail; i++) add(parsed[i]!, window.broken.has(parsed[i]!), from);
  if (again) for (let i = behind + 1; i < old.length; i++) add(old[i]!, previous.broken.has(old[i]!), by);

  const join = <S extends Span>(
    before: readonly S[],
    inside: readonly S[],
    move: (span: S, by: number) => S,
  ) => {
    const inWindow = inside.map(span => move(span, from));
    return [
      ...before.filter(span => span.start < headEnd),
      ...inWindow.filter(
        span => span.start >= headEnd && span.start < (again ? tailStart : Number.POSITIVE_INFINITY),
      ),
      ...(again ? before.filter(span => span.start >= again.start).map(span => move(span, by)) : []),
    ];
  };
  return {
    file: {
      text,
      declarations,
      comments: join(previous.file.comments, window.file.comments, shiftSpan),
    },
    diagnostics: join(previous.diagnostics, window.diagnostics, ({ fix, ...found }, move) => ({
      ...shiftSpan(found, move),
      ...(fix ? { fix: { ...fix, edits: fix.edits.map(each => shiftSpan(each, move)) } } : {}),
    })),
    broken,
  };
}

/** How many begin before `offset`. */
function countBefore(declarations: readonly Span[], offset: number): number {
  let low = 0;
  let high = declarations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (declarations[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function shiftSpan<S extends Span>(span: S, by: number): S {
  return by === 0 ? span : { ...span, start: span.start + by, end: span.end + by };
}
