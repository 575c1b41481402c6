import type { Span } from './syntax';

/** One finding about a text: what is wrong, in one sentence in the words of the space, and exactly where. */
export interface Diagnostic extends Span {
  readonly severity: 'error' | 'warning';
  /** Stable identifier, kebab-case: `unknown-operation`, `missing-output`. */
  readonly code: string;
  readonly message: string;
  /** The one obvious mend, if there is one. */
  readonly fix?: Fix;
  /** Mends that one may choose among, where none is obvious or another may be meant. */
  readonly otherFixes?: readonly Fix[];
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface TextEdit extends Span {
  readonly text: string;
}

/** The finding in a text in which it stands `by` code units further on. */
export function shiftDiagnostic({ fix, otherFixes, ...found }: Diagnostic, by: number): Diagnostic {
  const move = <S extends Span>(span: S): S => ({ ...span, start: span.start + by, end: span.end + by });
  const moved = ({ title, edits }: Fix): Fix => ({ title, edits: edits.map(move) });
  return {
    ...move(found),
    ...(fix ? { fix: moved(fix) } : {}),
    ...(otherFixes ? { otherFixes: otherFixes.map(moved) } : {}),
  };
}
