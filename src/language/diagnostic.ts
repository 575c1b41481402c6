import type { Span } from './syntax';

/** One finding about a text: what is wrong, in one sentence in the words of the space, and exactly where. */
export interface Diagnostic extends Span {
  readonly severity: 'error' | 'warning';
  /** Stable identifier, kebab-case: `unknown-operation`, `missing-output`. */
  readonly code: string;
  readonly message: string;
  /** The one obvious mend, if there is one. */
  readonly fix?: Fix;
  /** Another mend that one may choose instead. */
  readonly otherFix?: Fix;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface TextEdit extends Span {
  readonly text: string;
}

/** The finding in a text in which it stands `by` code units further on. */
export function shiftDiagnostic({ fix, otherFix, ...found }: Diagnostic, by: number): Diagnostic {
  const move = <S extends Span>(span: S): S => ({ ...span, start: span.start + by, end: span.end + by });
  const moved = ({ title, edits }: Fix): Fix => ({ title, edits: edits.map(move) });
  return {
    ...move(found),
    ...(fix ? { fix: moved(fix) } : {}),
    ...(otherFix ? { otherFix: moved(otherFix) } : {}),
  };
}
