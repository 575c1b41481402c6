import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';

/**
 * `{ entry … }`, each entry on a line of its own or behind `;`. The cursor stands at the brace. `parseEntry` may leave
 * the cursor where it stands; `endsHere` tells where a line can't belong to this block, so that its brace is missing.
 */
export function parseBlock(
  cursor: Cursor,
  what: string,
  parseEntry: () => void,
  endsHere: () => boolean = () => false,
): { start: number; end: number } {
  const { start } = cursor;
  cursor.advance();
  for (;;) {
    cursor.beginStatement();
    if (cursor.take(Kind.closeBrace)) break;
    if (cursor.at(Kind.end) || cursor.atDeclaration || endsHere()) {
      const at = cursor.previousEnd;
      cursor.report({ start, end: start + 1 }, 'unclosed-brace', `The '{' of ${what} is never closed.`, {
        title: "Close it with '}'",
        edits: [{ start: at, end: at, text: '\n}' }],
      });
      break;
    }
    if (cursor.take(Kind.semicolon)) continue;
    const before = cursor.position;
    parseEntry();
    endEntry(cursor, before);
  }
  return { start, end: cursor.previousEnd };
}

function endEntry(cursor: Cursor, before: number): void {
  const moved = cursor.position > before;
  const { kind, start, end } = cursor;
  if (moved && (cursor.atLineStart || kind === Kind.closeBrace || kind === Kind.semicolon)) return;
  if (kind === Kind.end) return;
  if (cursor.atStatement && moved) {
    const message = `${quoted(cursor.text)} begins another statement, which belongs on a line of its own.`;
    cursor.report({ start, end }, 'unexpected-text', message, {
      title: 'Begin a new line',
      edits: [{ start: cursor.previousEnd, end: start, text: '\n' }],
    });
    return;
  }
  if (kind === Kind.openString) cursor.expected('', 'unclosed-string');
  else cursor.report({ start, end }, 'unexpected-text', `${quoted(cursor.text)} means nothing here.`);
  cursor.skipStatement(!moved);
  if (cursor.position === before) cursor.advance();
}
