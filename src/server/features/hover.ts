import type { Hover } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isDeclarable, operationNamed } from '../../cells/network/catalogue';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument, DocumentCell } from '../../document/readDocument';
import type { Span } from '../../language/syntax';
import { atOffset } from '../documentRequests';
import { rangeOf } from '../ranges';
import type { Asked } from '../scoring/cellQuestions';
import type { Ranks } from '../scoring/ranks';
import type { SpacePredictor } from '../scoring/scores';
import type { Session } from '../session';
import { cellFacts } from './cellFacts';
import { cellHover, siteHover } from './cellHover';
import { type Occurrence, occurrenceAt } from './occurrences';
import { operationHover, spaceHover } from './spaceHover';

export function serveHover(session: Session): void {
  const { connection, ranks, scores, questions } = session;
  connection.onHover(
    atOffset(session, async ({ file, document, read, offset, token }) => {
      const predictorOf = (space: SearchSpace) => scores.predictor(space);
      const cell = hoveredCell(read, offset);
      if (cell === undefined) return hover(document, read, new Map(), predictorOf, offset);
      const ranked = await ranks.current(file, token);
      const asked = ranked && (await questions.ofHover(read, ranked.ranks, cell));
      // Where the text is another by now, the client asks again.
      return ranked && file.present === read
        ? hover(document, read, ranked.ranks, predictorOf, offset, asked)
        : null;
    }),
  );
}

/** The index of the cell that `hover` would tell of as a whole. */
export function hoveredCell(read: CellDocument, offset: number): number | undefined {
  const at = occurrenceAt(read, offset);
  return at === undefined || at.kind === 'cell' ? cellWithHead(read, offset) : undefined;
}

/** What is known about the name, or the head of the cell, at `offset`. */
export function hover(
  document: TextDocument,
  read: CellDocument,
  ranks: Ranks,
  predictorOf: (space: SearchSpace) => SpacePredictor,
  offset: number,
  asked: Asked = {},
): Hover | null {
  const at = occurrenceAt(read, offset);
  const answer = (value: string | undefined, span: Span | undefined = at?.name): Hover | null =>
    value && span ? { contents: { kind: 'markdown', value }, range: rangeOf(document, span) } : null;

  if (at?.kind === 'space') {
    const space = read.spaces.get(at.name.text);
    return answer(space && spaceHover(space, predictorOf(space)));
  }
  if (at?.kind === 'catalogue') {
    const kind = at.name.text;
    return answer(isDeclarable(kind) ? operationNamed(kind).summary : undefined);
  }
  if (at?.kind === 'vertex' || at?.kind === 'operation' || at?.kind === 'join') {
    const cell = at.cell && read.cells.find(({ declaration }) => declaration === at.cell);
    return answer((cell && inCell(cell, at)) ?? operation(read, at));
  }
  const index = cellWithHead(read, offset);
  const cell = index === undefined ? undefined : read.cells[index];
  if (index === undefined || !cell) return null;
  const { declaration, space } = cell;
  return answer(
    cellHover(cell, ranks.get(index), space && predictorOf(space), asked),
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

function inCell(cell: DocumentCell, at: Occurrence): string | undefined {
  const facts = cellFacts(cell);
  if (!facts) return undefined;
  if (at.kind === 'vertex') return siteHover(cell, facts, at.name.text);
  const index = cell.sites.findLastIndex(
    site => site !== undefined && site.start <= at.name.start && at.name.end <= site.end,
  );
  const site = facts.sites.find(found => found.index === index);
  return site && siteHover(cell, facts, site);
}

function operation(read: CellDocument, at: Occurrence): string | undefined {
  if (at.kind === 'join') return operationNamed('concat').summary;
  const space = read.spaces.get(at.space ?? '');
  const name = at.id.slice(at.id.lastIndexOf(' ') + 1);
  const found = space?.operations.find(candidate => candidate.name === name);
  return space && found && operationHover(space, found);
}
