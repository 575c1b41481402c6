import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import type { Spelling } from './syntax';

/** A number that can be told from others: too large a one is an error, and `undefined`, like none. */
export function parseNumber(cursor: Cursor): number | undefined {
  const { kind, start, end } = cursor;
  if (kind !== Kind.number) return undefined;
  const value = Number(cursor.text);
  if (!Number.isFinite(value)) {
    cursor.report({ start, end }, 'invalid-number', `${quoted(cursor.text)} is too large a number.`);
    return undefined;
  }
  cursor.advance();
  return value;
}

/** `"…"`, without escapes, on one line. */
export function parseString(cursor: Cursor): Spelling | undefined {
  const { kind, start, end } = cursor;
  if (kind !== Kind.string) return undefined;
  const text = cursor.text.slice(1, -1);
  cursor.advance();
  return { kind: 'spelling', start, end, text };
}
