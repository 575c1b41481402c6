import { cellCosts } from '../../cells/costs';
import { difference } from '../../cells/difference';
import { drawCell } from '../../cells/drawing/draw';
import { printCell } from '../../document/printCell';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import type { DrawAnswer, DrawnCell, DrawParams, RankedFile, Refusal } from '../../protocol/lsp';
import type { TableFigure } from '../../protocol/tables';
import { formatFlops } from '../../protocol/words';
import type { HashedCell } from '../scoring/scores';
import type { OpenFile } from '../workspace/openFile';
import { hasErrors } from './cellRequests';
import type { StateOf } from './improvements';

/** What is not known of cells until it is asked for. */
export interface ToldOfCells {
  /** One list a cell. */
  readonly measured: readonly (readonly TableFigure[])[];
  /** Of two cells, the chance that the first is better: from 0 to 1. */
  readonly chance?: number;
}

/** The cells as the panel shows them. Two cells of one space are marked where they differ, if that is asked for. */
export function drawnCells(
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
    const { parameters, flops } = cellCosts(space, cell);
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
      flopsText: formatFlops(flops, space.skeleton.counting),
      ...(typeof score === 'string' ? {} : { score }),
      ...(told.chance === undefined ? {} : { chance: i === 0 ? told.chance : 1 - told.chance }),
      measured: [...measured, ...(told.measured[i] ?? []).map(drawnFigure)],
    };
  });
  return { cells };
}

function drawnFigure({ column, value, table }: TableFigure): DrawnCell['measured'][number] {
  return { metric: column, value, percent: false, table };
}

/** The last cell of this name in a text that is no document. */
export function cellOfText(text: string, name: string): DocumentCell | undefined {
  return readDocument(text).cells.findLast(cell => cell.name === name);
}

export function hashed({ space, cell, hash }: DocumentCell): HashedCell[] {
  return space && cell && hash !== undefined ? [{ space, cell, hash }] : [];
}

/** The cells of a file that have no errors, with what is known of their rank. */
export function rankedFile(file: OpenFile, state: StateOf): RankedFile['cells'] {
  return file.read().cells.flatMap(found =>
    hashed(found).map(known => {
      const score = state(known);
      const start = (found.declaration.name ?? found.declaration).start;
      return {
        name: found.name,
        space: known.space.name,
        target: { uri: file.document.uri, position: file.document.positionAt(start) },
        ...(typeof score === 'string' ? {} : { score }),
      };
    }),
  );
}
