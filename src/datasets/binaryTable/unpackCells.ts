import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { parseSpelling } from '../../cells/spelling';
import { datasetKindOf } from '../kinds/datasetKind';
import type { RowProblem } from '../unreadable';
import { isPackedGraphs, type PackedCells, type PackedSpellings } from './packedCells';

/** Cells of `space`, one a row; `undefined` where the row holds none, with the reason in `problems`. */
export interface UnpackedCells {
  readonly cells: readonly (Cell | undefined)[];
  readonly problems: readonly RowProblem[];
}

/** A string is half a sentence why no row can be a cell of the space. */
export function unpackCells(packed: PackedCells, space: SearchSpace): UnpackedCells | string {
  if (!isPackedGraphs(packed)) return unpackSpellings(packed, space);
  return (
    datasetKindOf(space).unpack?.(packed, space) ?? `its cells are graphs, and those of ${space.name} are not`
  );
}

function unpackSpellings({ rows, bytes }: PackedSpellings, space: SearchSpace): UnpackedCells {
  const cells: (Cell | undefined)[] = new Array(rows);
  const problems: RowProblem[] = [];
  const spellings = new TextDecoder().decode(bytes).split('\n');
  for (let row = 0; row < rows; row++) {
    const result = parseSpelling(space, spellings[row] ?? '');
    if (result.ok) cells[row] = result.cell;
    else problems.push({ line: row + 1, message: result.message });
  }
  return { cells, problems };
}
