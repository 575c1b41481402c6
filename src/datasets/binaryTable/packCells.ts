import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import { datasetKindOf } from '../kinds/datasetKind';
import type { PackedCells } from './packedCells';

/** Packs cells of one space; their operations get the names that the space publishes first. */
export function packCells(space: SearchSpace, cells: readonly Cell[]): PackedCells {
  const packed = datasetKindOf(space).pack?.(space, cells);
  if (packed) return packed;
  const spellings = cells.map(cell => writeSpelling(space, cell));
  return { rows: cells.length, bytes: new TextEncoder().encode(spellings.join('\n')) };
}
