import type { TextEdit } from '../language/diagnostic';
import type { Span, Sum, Term } from '../language/syntax';

/** An edit of a cell not tried yet. */
export interface EditDraft {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The operation that is changed, where one is changed for another. */
  readonly site?: Span;
}

/** Takes one of several out, with what joins it to the one before it, or the first to the one after it. */
export function without(parts: readonly Span[], i: number): TextEdit {
  const [before, part, after] = [parts[i - 1], parts[i]!, parts[i + 1]];
  return before
    ? { start: before.end, end: part.end, text: '' }
    : { start: part.start, end: after?.start ?? part.end, text: '' };
}

export function replaced({ start, end }: Span, text: string): TextEdit {
  return { start, end, text };
}

export function sumText({ terms }: Sum): string {
  return terms.map(termText).join(' + ');
}

export function termText(term: Term): string {
  return term.kind === 'reference'
    ? term.name.text
    : `${term.callee.text}(${term.arguments.map(sumText).join(', ')})`;
}

export function spanOf({ start, end }: Span): Span {
  return { start, end };
}
