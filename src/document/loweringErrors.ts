import type { Diagnostic } from '../language/diagnostic';
import type { Name, Span } from '../language/syntax';

export function error(span: Span, code: string, message: string): Diagnostic {
  return { severity: 'error', code, message, start: span.start, end: span.end };
}

/** A name of the user's in a message. */
export function quoted({ text }: Name): string {
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}
