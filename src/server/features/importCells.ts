import { builtInSpaces } from '../../document/builtInSpaces';
import { printCell } from '../../document/printCell';
import { type CellDocument, readDocument } from '../../document/readDocument';
import { isCellSource, nothingRecognised, type Piece, readCells } from '../../exchange/import/readCells';
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
  const { pieces, isFenced } = readCells(source, document?.spaces ?? builtInSpaces());
  if (!isFenced && isCellSource(source)) return { refused: 'This is written in the Cell language already.' };
  if (document && offset !== undefined && completionContext(document.file, offset).kind !== 'declaration')
    return { refused: 'A cell can be declared between others, not inside one.' };
  const unread = pieces.flatMap(piece => (piece.kind === 'unread' ? [piece] : []));
  if (!pieces.some(({ kind }) => kind === 'cell' || kind === 'source')) {
    const reasons = [...new Set(unread.map(sentenceOf))];
    return { refused: reasons.length > 0 ? someOf(reasons) : nothingRecognised };
  }
  const isPaste = offset !== undefined;
  const isMixed = !isFenced && pieces.some(({ kind }) => kind === 'prose');
  if (isPaste && isMixed && !mixed)
    return {
      refused:
        'The text holds more than cells, so it is not replaced by them; Import Cell from Clipboard takes the cells alone.',
    };
  const printed = print(
    source,
    pieces,
    isPaste && !isMixed,
    new Set(document?.cells.map(({ name }) => name)),
  );
  return {
    text: document && isPaste ? apart(printed.text, document.file.text, offset) : printed.text,
    names: printed.names,
    notImported: [...new Set(unread.map(sentenceOf))],
    mixed: isMixed,
  };
}

const mostReasons = 3;

function someOf(reasons: readonly string[]): string {
  const shown = reasons.slice(0, mostReasons).join(' ');
  return reasons.length > mostReasons ? `${shown} (and ${reasons.length - mostReasons} more)` : shown;
}

function sentenceOf({ name, reading }: Extract<Piece, { kind: 'unread' }>): string {
  const { message, part } = reading;
  if (name !== undefined) return `${name}: ${message}`;
  return part === 'reduction' ? `The reduction cell: ${message}` : message;
}

/** The declarations, with an empty line between; `whole`: nothing of the source is lost. */
function print(
  source: string,
  pieces: readonly Piece[],
  whole: boolean,
  taken: Set<string>,
): { readonly text: string; readonly names: readonly string[] } {
  const names: string[] = [];
  const parts: string[] = [];
  let comments: string[] = [];
  const comment = (text: string) => {
    for (const line of text.split(/\r\n|\r|\n/)) comments.push(`// ${line}`.trimEnd());
  };
  const finish = (declaration: string) => {
    parts.push([...comments, declaration].join('\n'));
    comments = [];
  };
  let last: Piece | undefined;
  for (const piece of pieces) {
    const written = source.slice(piece.start, piece.end);
    if (piece.kind === 'cell') {
      const { space, cell, names: vertices, doc } = piece.reading;
      const name = freeName(piece.name, taken);
      taken.add(name);
      names.push(name);
      finish(
        printCell(space, cell, {
          name,
          ...(vertices ? { names: vertices } : {}),
          ...(doc === undefined ? {} : { doc }),
        }),
      );
    } else if (piece.kind === 'source') {
      for (const { name } of readDocument(written).cells) {
        taken.add(name);
        names.push(name);
      }
      finish(`${written.replace(/^(?:[^\S\r\n]*(?:\r\n|\r|\n))+/, '').trimEnd()}\n`);
    } else if (piece.kind === 'unread') {
      comment(`Not imported: ${sentenceOf(piece)}`);
      // Of a genotype whose normal cell is imported, the rest is in the text twice otherwise.
      if (piece.start !== last?.start) comment(written);
      parts.push(`${comments.join('\n')}\n`);
      comments = [];
    } else if (whole) comment(piece.kind === 'comment' ? written.replace(/^(?:#|\/\/)\s?/, '') : written);
    last = piece;
  }
  if (comments.length > 0) parts.push(`${comments.join('\n')}\n`);
  return { text: parts.join('\n'), names };
}

/** With an empty line between it and what stands before and behind the offset. */
function apart(written: string, text: string, offset: number): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const lines = /[^\S\r\n]*((?:\r\n|\r|\n)?)[^\S\r\n]*((?:\r\n|\r|\n)?)[^\S\r\n]*$/.exec(before);
  const gap = before.trim() === '' || lines?.[2] ? '' : lines?.[1] ? '\n' : '\n\n';
  return `${gap}${written}${/^[^\S\r\n]*\S/.test(after) ? '\n' : ''}`;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`;
  return name;
}
