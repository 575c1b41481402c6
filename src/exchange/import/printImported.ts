import { printCell } from '../../document/printCell';
import { printSpace } from '../../document/printSpace';
import { readDocument } from '../../document/readDocument';
import type { Piece } from './readCells';
import type { Unread } from './reading';

export interface PrintOptions {
  /** Names that the cells must not have. */
  readonly taken: Iterable<string>;
  /** Whether what should be a cell and is none stands among the cells, as a comment with its reason. */
  readonly showUnread: boolean;
  /** Whether comments, code and prose of the text become comments, so that nothing of it is lost. */
  readonly keepRest: boolean;
}

export interface Printed {
  /** Declarations, with an empty line between two. */
  readonly text: string;
  /** Of the cells, in order. */
  readonly names: readonly string[];
}

/** The cells of a text (`pieces` are what `readCells` finds in `source`) as declarations in the Cell language. */
export function printImported(source: string, pieces: readonly Piece[], options: PrintOptions): Printed {
  const taken = new Set(options.taken);
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
  const shown = new Set<number>();
  const declaredNames = new Set<string>();
  let last: { readonly start: number; readonly name: string } | undefined;
  for (const [i, piece] of pieces.entries()) {
    const written = source.slice(piece.start, piece.end);
    if (piece.kind === 'cell') {
      const { space, cell, names: vertices, doc } = piece.reading;
      const isSecond = piece.reading.part === 'reduction' && last?.start === piece.start;
      const name = freeName(isSecond ? `${last!.name}_reduce` : piece.name, taken);
      last = { start: piece.start, name };
      taken.add(name);
      names.push(name);
      shown.add(piece.start);
      const { declared } = piece.reading;
      if (declared && !declaredNames.has(declared.name)) finish(printSpace(declared));
      if (declared) declaredNames.add(declared.name);
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
      finish(`${withoutBlankLines(written)}\n`);
    } else if (piece.kind === 'unread') {
      if (!options.showUnread) continue;
      comment(`Not imported: ${unreadSentence(piece.name, piece.reading)}`);
      // Of a genotype whose other cell stands here, the text does too.
      if (!shown.has(piece.start)) comment(wholeLines(source, piece, pieces[i - 1]?.end ?? 0, pieces[i + 1]));
      shown.add(piece.start);
      finish('');
    } else if (options.keepRest)
      comment(piece.kind === 'comment' ? written.replace(/^(?:#|\/\/)\s?/, '') : written);
  }
  if (comments.length > 0) finish('');
  return { text: parts.join('\n'), names };
}

/** Why something is no cell, with its name where it has one. */
export function unreadSentence(name: string | undefined, { message, part }: Unread): string {
  if (name !== undefined) return `${name}: ${message}`;
  return part === 'reduction' ? `The reduction cell: ${message}` : message;
}

/** The lines that a piece stands on, unless others stand there too: `A = Genotype(…)` with its name. */
function wholeLines(source: string, { start, end }: Piece, from: number, next: Piece | undefined): string {
  const line = Math.max(source.lastIndexOf('\n', start - 1), source.lastIndexOf('\r', start - 1)) + 1;
  const [rest = ''] = /^[^\r\n]*/.exec(source.slice(end)) ?? [];
  const to = end + rest.length;
  return source.slice(line >= from ? line : start, next === undefined || next.start >= to ? to : end);
}

function withoutBlankLines(text: string): string {
  return text.replace(/^(?:[^\S\r\n]*(?:\r\n|\r|\n))+/, '').trimEnd();
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`;
  return name;
}
