import type { CancellationToken } from 'vscode-languageserver';
import { totalCosts } from '../../cells/costs';
import { difference } from '../../cells/drawing/difference';
import { drawCell } from '../../cells/drawing/draw';
import { countingOf } from '../../cells/network/places';
import { printCell } from '../../document/printCell';
import { type CellDocument, type DocumentCell, readDocument } from '../../document/readDocument';
import {
  type DrawAnswer,
  type DrawnCell,
  type DrawParams,
  drawCells,
  type RankedFile,
  type Refusal,
  rankedCells,
} from '../../protocol/lsp';
import type { TableFigure } from '../../protocol/tables';
import { formatFlops } from '../../protocol/words';
import type { CellQuestions } from '../scoring/cellQuestions';
import type { StateOf } from '../scoring/scores';
import { type HashedCell, hashed } from '../scoring/scores';
import type { Session } from '../session';
import type { OpenFile } from '../workspace/openFile';
import { findCell, hasErrors } from './cellTargets';
import { answerPatience, listPatience } from './patience';

/** Draws cells for the panel, and lists those of a file, once they are ranked. */
export function serveDrawnCells(session: Session): void {
  const { connection, documents, questions, scores } = session;
  const ranked = (cells: readonly HashedCell[], token: CancellationToken) =>
    session.scored(cells, { patience: listPatience, token });

  connection.onRequest(
    drawCells,
    async (params: DrawParams, token: CancellationToken): Promise<DrawAnswer> => {
      const wanted = await Promise.all(
        params.cells.map(async source =>
          'uri' in source ? (await findCell(session, source))?.found : cellOfText(source.text, source.name),
        ),
      );
      // One of a text has the rank it was found by; beside another, both need that of one predictor.
      const beside = wanted.length === 2;
      const toRank = params.cells.flatMap((source, i) => {
        const found = 'uri' in source || beside ? wanted[i] : undefined;
        return found ? hashed(found) : [];
      });
      await ranked(toRank, token);
      return drawnCells(wanted, params, scores.state, await tellOf(questions, wanted));
    },
  );
  connection.onRequest(
    rankedCells,
    async ({ uri }: { readonly uri: string }, token: CancellationToken): Promise<RankedFile> => {
      const file = documents.get(uri);
      const before = await file?.whenRead();
      await ranked(before?.cells.flatMap(hashed) ?? [], token);
      const read = await file?.whenRead();
      return { cells: file && read ? rankedFile(file, read, scores.state) : [] };
    },
  );
}

/** What is not known of cells until it is asked for. */
export interface ToldOfCells {
  /** One list a cell. */
  readonly measured: readonly (readonly TableFigure[])[];
  /** Of two cells, the chance that the first is better: from 0 to 1. */
  readonly chance?: number;
}

/** The cells as the panel shows them. Two cells of one space are marked where they differ, if that is asked for. */
function drawnCells(
  wanted: readonly (DocumentCell | undefined)[],
  { marked, direction }: DrawParams,
  state: StateOf,
  told: ToldOfCells,
): DrawAnswer {
  const [a, b] = wanted;
  const comparable = marked && a?.space && a.space === b?.space && a.cell && b.cell;
  const marks = comparable ? difference(a.space, a.cell, b.cell) : undefined;
  const cells = wanted.map((found, i): DrawnCell | Refusal => {
    if (!found) return { refused: 'This cell is not there any more.' };
    const { name, names, space, cell, hash, measured } = found;
    if (!space || !cell || hash === undefined) return { refused: hasErrors(name) };
    const { parameters, flops } = totalCosts(space, cell);
    const score = state({ space, cell, hash });
    const mark = marks?.[i];
    return {
      name,
      space: space.name,
      drawing: drawCell(space, cell, {
        names,
        direction,
        css: true,
        title: `${name}, a cell of ${space.name}`,
        ...(mark ? { marks: mark } : {}),
      }),
      source: printCell(space, cell, { name, names }),
      parameters,
      flops,
      flopsText: formatFlops(flops, countingOf(space)),
      ...(typeof score === 'string' ? {} : { score }),
      ...(told.chance === undefined ? {} : { chance: i === 0 ? told.chance : 1 - told.chance }),
      measured: [...measured, ...(told.measured[i] ?? []).map(drawnFigure)],
    };
  });
  return { cells };
}

/** A figure of a table as one of a cell that is drawn. */
export function drawnFigure({ column, value, table }: TableFigure): DrawnCell['measured'][number] {
  return { metric: column, value, percent: false, table };
}

/** The last cell of this name in a text that is no document. */
function cellOfText(text: string, name: string): DocumentCell | undefined {
  return readDocument(text).cells.findLast(cell => cell.name === name);
}

/** The cells of a file that have no errors, with what is known of their rank. */
function rankedFile(
  { uri, document }: OpenFile,
  { cells }: CellDocument,
  state: StateOf,
): RankedFile['cells'] {
  return cells.flatMap(found =>
    hashed(found).map(known => {
      const score = state(known);
      const start = (found.declaration.name ?? found.declaration).start;
      return {
        name: found.name,
        space: known.space.name,
        target: { uri, position: document.positionAt(start) },
        ...(typeof score === 'string' ? {} : { score }),
      };
    }),
  );
}

/** What tables measured of each cell, and of two the chance that the first is better. */
export async function tellOf(
  questions: CellQuestions,
  wanted: readonly (DocumentCell | undefined)[],
): Promise<ToldOfCells> {
  const cells = wanted.map(found => (found ? hashed(found)[0] : undefined));
  const [first, second, ...more] = cells;
  const measured = Promise.all(
    cells.map(async cell => {
      const found = cell ? await questions.measured(cell, answerPatience) : [];
      return found === 'reading' ? [] : found;
    }),
  );
  const chance =
    first && second && more.length === 0 ? await questions.chance(first, second, listPatience) : undefined;
  return { measured: await measured, ...(chance === undefined ? {} : { chance }) };
}
