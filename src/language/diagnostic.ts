import type { Span } from './syntax';

/** One finding about a text: what is wrong, in one sentence in the words of the space, and exactly where. */
export interface Diagnostic extends Span {
  readonly severity: 'error' | 'warning';
  /** Stable identifier, kebab-case: `unknown-operation`, `missing-output`. */
  readonly code: string;
  readonly message: string;
  /** The one obvious mend, if there is one. */
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] };
}

export interface TextEdit extends Span {
  readonly text: string;
}
