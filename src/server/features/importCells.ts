import { builtInSpaces } from '../../document/builtInSpaces';
import type { CellDocument } from '../../document/readDocument';
import { printImported, unreadSentence } from '../../exchange/import/printImported';
import { isCellSource, nothingRecognised, readCells } from '../../exchange/import/readCells';
import { type ImportAnswer, type ImportParams, importCells as importRequest } from '../../protocol/lsp';
import type { Session } from '../session';
import { completionContext } from './completionContext';

export function serveImportCells({ connection, documents }: Session): void {
  connection.onRequest(
    importRequest,
    async ({ text, uri, position, mixed = false }: ImportParams): Promise<ImportAnswer> => {
      const file = uri === undefined ? undefined : documents.get(uri);
      const document = await file?.whenRead();
      const offset = position && file?.document.offsetAt(position);
      return importCells(text, { document, offset, mixed });
    },
  );
}

/** Where imported cells go. */
interface ImportTarget {
  readonly document: CellDocument | undefined;
  /** Of a paste: where in the document; what is not a cell may then not be lost. */
  readonly offset: number | undefined;
  /** Of a paste: import from a text that holds more than cells too; what is not a cell is left out. */
  readonly mixed?: boolean;
}

/**
 * Another tool's text as declarations for a document, under names that are free in it; or why that can't be. What should
 * be a cell and is none stands among them as a comment with its reason. When pasted, so does what else the text holds
 * (comments, code, the prose around a fenced block); a text in which prose only mentions a cell is refused.
 */
function importCells(source: string, { document, offset, mixed }: ImportTarget): ImportAnswer {
  const used = document?.file.declarations.flatMap(each =>
    each.kind === 'use' && each.space ? [each.space.text] : [],
  );
  const { pieces, isFenced } = readCells(source, document?.spaces ?? builtInSpaces(), used);
  if (!isFenced && isCellSource(source)) return { refused: 'This is written in the Cell language already.' };
  if (document && offset !== undefined && completionContext(document.file, offset).kind !== 'declaration')
    return { refused: 'A cell can be declared between others, not inside one.' };
  const sentences = [
    ...new Set(
      pieces.flatMap(piece => (piece.kind === 'unread' ? [unreadSentence(piece.name, piece.reading)] : [])),
    ),
  ];
  if (!pieces.some(({ kind }) => kind === 'cell' || kind === 'source'))
    return { refused: sentences.length > 0 ? someOf(sentences) : nothingRecognised };
  const isPaste = offset !== undefined;
  const isMixed = !isFenced && pieces.some(({ kind }) => kind === 'prose');
  if (isPaste && isMixed && !mixed)
    return {
      refused:
        'The text holds more than cells, so it is pasted as it is. Paste As… or Import Cell from Clipboard takes the cells alone.',
    };
  const printed = printImported(source, pieces, {
    taken: document?.cells.map(({ name }) => name) ?? [],
    showUnread: true,
    keepRest: isPaste && !isMixed,
  });
  return {
    text: document && isPaste ? apart(printed.text, document.file.text, offset) : printed.text,
    names: printed.names,
    notImported: sentences,
    mixed: isMixed,
  };
}

const maxSentences = 3;

function someOf(sentences: readonly string[]): string {
  const shown = sentences.slice(0, maxSentences).join(' ');
  return sentences.length > maxSentences ? `${shown} (and ${sentences.length - maxSentences} more)` : shown;
}

/** With an empty line between it and what stands before and behind the offset. */
function apart(written: string, text: string, offset: number): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const lines = /[^\S\r\n]*((?:\r\n|\r|\n)?)[^\S\r\n]*((?:\r\n|\r|\n)?)[^\S\r\n]*$/.exec(before);
  const gap = before.trim() === '' || lines?.[2] ? '' : lines?.[1] ? '\n' : '\n\n';
  return `${gap}${written}${/^[^\S\r\n]*\S/.test(after) ? '\n' : ''}`;
}
