import { printImported, unreadSentence } from '../../exchange/import/printImported';
import { isCellSource, readCells } from '../../exchange/import/readCells';
import type { Span, UnreadReason } from '../../exchange/import/reading';
import type { Diagnostic } from '../../language/diagnostic';
import { lineIndex } from '../../language/lineIndex';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { exitCodes } from '../failure';
import { knownSpaces } from './knownSpaces';

/** A text in another tool's notation, read. */
export interface ImportedSource {
  /** Its cells as declarations. */
  readonly source: string;
  /** What should be a cell and is none, where it stands in the text. */
  readonly unread: readonly (Diagnostic & { readonly code: `import-${UnreadReason}` })[];
  /** Where it has declarations in the Cell language: the fenced blocks of a Markdown file. */
  readonly blocks: readonly Span[];
}

/**
 * The cells of a file in another tool's notation: `renas rank best.txt`. `undefined`: the file is a `.cell` file, its text
 * is in the Cell language, or no notation is recognised in it.
 */
export function importedSource(
  file: string,
  text: string,
  spaces: readonly string[],
): ImportedSource | undefined {
  if (/\.cell$/i.test(file)) return undefined;
  const { pieces, isFenced } = readCells(text, knownSpaces(file, text, spaces));
  if (!isFenced && isCellSource(text)) return undefined;
  const unread = pieces.flatMap(({ start, end, ...piece }) =>
    piece.kind === 'unread' && piece.reading.notation !== undefined
      ? [
          {
            start,
            end,
            severity: 'error',
            code: `import-${piece.reading.reason}`,
            message: unreadSentence(piece.name, piece.reading),
          } as const,
        ]
      : [],
  );
  if (unread.length === 0 && !pieces.some(({ kind }) => kind === 'cell' || kind === 'source'))
    return undefined;
  const options = { taken: [], showUnread: false, keepRest: false };
  const blocks = pieces.flatMap(({ kind, start, end }) => (kind === 'source' ? [{ start, end }] : []));
  return { source: printImported(text, pieces, options).text, unread, blocks };
}

/** The text as Cell source. Reports what of another tool's notation is no cell, and sets the exit code. */
export function asCellSource(file: string, text: string, spaces: readonly string[]): string {
  const imported = importedSource(file, text, spaces);
  if (!imported) return text;
  const position = lineIndex(text);
  for (const { start, message } of imported.unread) {
    writeError(safeText(`${file}:${position(start).line}: ${message}\n`, 'terminal'));
    process.exitCode = exitCodes.inputHasErrors;
  }
  return imported.source;
}
