import { type Diagnostic, shiftDiagnostic } from './diagnostic';
import { ownText } from './ownText';
import { type Parsed, parse, parsing } from './parse';
import { shiftDeclaration } from './shiftDeclaration';
import { finish, type Steps } from './steps';
import type { Comment, Declaration, Span } from './syntax';

/** Declarations parsed again on each side of an edit, with a token each at least: no parse looks so far beyond its end. */
const margin = 5;

/**
 * `parse(text)`, out of the parse of an earlier version where that is enough: only the declarations around the edit are
 * parsed, and those behind it are moved. `previous` stays as it is.
 */
export function reparse(previous: Parsed, text: string): Parsed {
  return finish(reparsing(previous, text));
}

/** `reparse` in steps of well under 10 ms, unless one declaration takes longer. */
export function* reparsing(previous: Parsed, text: string): Steps<Parsed> {
  return spliced(previous, text, editBetween(previous.file.text, text)) ?? (yield* parsing(text));
}

/** What differs: a span of the old text, and how much longer the new one is. */
interface Edit extends Span {
  readonly by: number;
}

/** Code units compared at a time. */
const block = 2 ** 14;

function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + block <= shorter && same(before, start, after, start)) start += block;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = before.length;
  const by = after.length - before.length;
  const least = start + Math.max(0, -by);
  while (end - block >= least && same(before, end - block, after, end - block + by)) end -= block;
  while (end > least && before.charCodeAt(end - 1) === after.charCodeAt(end - 1 + by)) end--;
  return { start, end, by };
}

function same(a: string, atA: number, b: string, atB: number): boolean {
  return a.slice(atA, atA + block) === b.slice(atB, atB + block);
}

function spliced(previous: Parsed, text: string, { start, end, by }: Edit): Parsed | undefined {
  const old = previous.file.declarations;
  const first = countBefore(old, start + 1) - 1 - margin;
  const behind = countBefore(old, end + 1);
  const stop = old[behind + margin];
  if (first < 0 && !stop) return undefined;
  const from = first < 0 ? 0 : old[first]!.start;
  const window = parse(ownText(text.slice(from, stop ? stop.start + by : undefined)));
  const parsed = window.file.declarations;

  // The window's first declaration lacks its documentation, so the earlier parse gives it.
  const head = first < 0 ? 0 : 1;
  const headEnd = first < 0 ? 0 : old[first + 1]!.start;

  // Where both parses begin the first declaration behind the edit, they go on alike, with other documentation at most.
  const again = stop ? old[behind + 1]! : undefined;
  const tailStart = again ? again.start + by : text.length;
  const tail = again ? countBefore(parsed, tailStart - from) : parsed.length;
  if (again && parsed[tail - 1]?.start !== old[behind]!.start + by - from) return undefined;

  const broken = new Set<Declaration>();
  const declarations = old.slice(0, Math.max(0, first + 1));
  const add = (declaration: Declaration, isBroken: boolean, move: number) => {
    const moved = shiftDeclaration(declaration, move);
    declarations.push(moved);
    if (isBroken) broken.add(moved);
  };
  for (const each of previous.broken) if (each.start <= (old[first]?.start ?? -1)) broken.add(each);
  for (let i = head; i < tail; i++) add(parsed[i]!, window.broken.has(parsed[i]!), from);
  if (again) for (let i = behind + 1; i < old.length; i++) add(old[i]!, previous.broken.has(old[i]!), by);

  /** Of spans in the order of the text. */
  const join = <S extends Span>(
    before: readonly S[],
    inside: readonly S[],
    move: (span: S, by: number) => S,
  ): S[] => {
    const ofWindow = inside.slice(
      countBefore(inside, headEnd - from),
      again ? countBefore(inside, tailStart - from) : inside.length,
    );
    return before.slice(0, countBefore(before, headEnd)).concat(
      ofWindow.map(span => move(span, from)),
      again ? before.slice(countBefore(before, again.start)).map(span => move(span, by)) : [],
    );
  };
  const byStart = (diagnostics: readonly Diagnostic[]) => diagnostics.toSorted((a, b) => a.start - b.start);
  return {
    file: {
      text,
      declarations,
      comments: join(previous.file.comments, window.file.comments, shiftComment),
    },
    diagnostics: join(byStart(previous.diagnostics), byStart(window.diagnostics), shiftDiagnostic),
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

function shiftComment(comment: Comment, by: number): Comment {
  const { kind, start, end } = comment;
  return by === 0 ? comment : { kind, start: start + by, end: end + by };
}
