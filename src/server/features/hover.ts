import type { Hover } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { canonicalHash } from '../../cells/canonical';
import { enumerateCells } from '../../cells/enumerate';
import { isDeclarable, operationNamed } from '../../cells/network/catalogue';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import type { Span } from '../../language/syntax';
import { atOffset } from '../documentRequests';
import { type Markup, markupContent, paragraph, words } from '../markup';
import { rangeOf } from '../ranges';
import type { Asked } from '../scoring/cellQuestions';
import type { Ranks } from '../scoring/ranks';
import type { HashedCell, SpacePredictor } from '../scoring/scores';
import type { Session } from '../session';
import { cellFacts } from './cellFacts';
import { cellHover, siteHover } from './cellHover';
import { declaredHover } from './declaredHover';
import { type Occurrence, occurrenceAt } from './occurrences';
import { operationHover, spaceHover } from './spaceHover';

export function serveHover(session: Session): void {
  const { connection, can, options, ranks, scores, questions } = session;
  /** A client shows a picture only if it asks for pictures, and where it shows Markdown. */
  const shown = (found: HoverText | undefined, document: TextDocument): Hover | null =>
    found
      ? {
          contents: markupContent(
            options.pictures ? found.markup : found.markup.filter(({ kind }) => kind !== 'picture'),
            can.hoverFormat,
          ),
          range: rangeOf(document, found.span),
        }
      : null;
  connection.onHover(
    atOffset(session, async ({ file, document, read, offset, token }) => {
      const predictorOf = (space: SearchSpace) => scores.predictor(space);
      const space = hoveredSpace(read, offset);
      if (space && !scores.predictor(space)) await session.scored(anyCell(space), { token });
      const cell = hoveredCell(read, offset);
      if (cell === undefined)
        return shown(hover(read, new Map(), predictorOf, offset, {}, options.commands), document);
      const ranked = await ranks.current(file, token);
      const asked = ranked && (await questions.ofHover(read, ranked.ranks, cell, file.uri));
      // Where the text is another by now, the client asks again.
      return ranked && file.present === read
        ? shown(hover(read, ranked.ranks, predictorOf, offset, asked, options.commands), document)
        : null;
    }),
  );
}

function hoveredSpace(read: CellDocument, offset: number): SearchSpace | undefined {
  const at = occurrenceAt(read, offset);
  return at?.kind === 'space' ? read.spaces.get(at.name.text) : undefined;
}

/** With its first score, a predictor says what it is. */
function anyCell(space: SearchSpace): HashedCell[] {
  const [cell] = enumerateCells(space);
  return cell ? [{ space, cell, hash: canonicalHash(space, cell) }] : [];
}

/** The index of the cell that `hover` would tell of as a whole. */
export function hoveredCell(read: CellDocument, offset: number): number | undefined {
  const at = occurrenceAt(read, offset);
  return at === undefined || at.kind === 'cell' ? cellWithHead(read, offset) : undefined;
}

export interface HoverText {
  readonly markup: Markup;
  readonly span: Span;
}

/** What is known about the name, or the head of the cell, at `offset`. */
export function hover(
  read: CellDocument,
  ranks: Ranks,
  predictorOf: (space: SearchSpace) => SpacePredictor,
  offset: number,
  asked: Asked = {},
  commands = false,
): HoverText | undefined {
  const at = occurrenceAt(read, offset);
  const answer = (markup: Markup | undefined, span: Span | undefined = at?.name): HoverText | undefined =>
    markup && span ? { markup, span } : undefined;

  if (at?.kind === 'space') {
    const space = read.spaces.get(at.name.text);
    return answer(space && spaceHover(space, predictorOf(space), commands));
  }
  if (at?.kind === 'catalogue') {
    const kind = at.name.text;
    return answer(isDeclarable(kind) ? paragraph(words(operationNamed(kind).summary)) : undefined);
  }
  if (at?.kind === 'declared') return answer(declaredHover(read, at.name.text));
  if (at?.kind === 'vertex' || at?.kind === 'operation' || at?.kind === 'join') {
    const cell = at.cell && read.cells.find(({ declaration }) => declaration === at.cell);
    return answer((cell && inCell(cell, at)) ?? operation(read, at));
  }
  const index = cellWithHead(read, offset);
  const cell = index === undefined ? undefined : read.cells[index];
  if (index === undefined || !cell) return undefined;
  const { declaration, space } = cell;
  return answer(
    cellHover(cell, ranks.get(index), space && predictorOf(space), asked, commands),
    declaration.name ?? declaration,
  );
}

function cellWithHead(read: CellDocument, offset: number): number | undefined {
  const index = read.cells.findIndex(({ declaration: { start, end, body } }) => {
    const headEnd = body?.kind === 'block' ? body.start : end;
    return start <= offset && offset <= headEnd;
  });
  return index < 0 ? undefined : index;
}

function inCell(cell: DocumentCell, at: Occurrence): Markup | undefined {
  const facts = cellFacts(cell);
  if (!facts) return undefined;
  if (at.kind === 'vertex') return siteHover(cell, facts, at.name.text);
  const index = cell.sites.findLastIndex(
    site => site !== undefined && site.start <= at.name.start && at.name.end <= site.end,
  );
  const site = facts.sites.find(found => found.index === index);
  return site && siteHover(cell, facts, site);
}

function operation(read: CellDocument, at: Occurrence): Markup | undefined {
  if (at.kind === 'join') return paragraph(words(operationNamed('concat').summary));
  const space = read.spaces.get(at.space ?? '');
  const name = at.id.slice(at.id.lastIndexOf(' ') + 1);
  const found = space?.operations.find(candidate => candidate.name === name);
  return space && found && operationHover(space, found);
}
