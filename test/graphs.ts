import type { Cell, GraphCell } from '../src/cells/cell';
import { isGraphSpace } from '../src/cells/kinds/graph/isGraphSpace';
import type { GraphSpace, SearchSpace } from '../src/cells/space';
import { builtInSpaces } from '../src/document/builtInSpaces';

/** A space that a test knows to be one of graphs. */
export function graphSpace(space: SearchSpace | undefined): GraphSpace {
  if (!space || !isGraphSpace(space)) throw new Error(`${space?.name} is no space of graphs.`);
  return space;
}

/** A cell that a test knows to be a graph. */
export function graphCell(cell: Cell): GraphCell {
  if (!('vertices' in cell)) throw new Error('This cell is no graph.');
  return cell;
}

/** A space that ships with ReNAS; all of them are of graphs. */
export function builtInGraphs(name: 'nasbench101' | 'nasbench201' | 'darts'): GraphSpace {
  return graphSpace(builtInSpaces().get(name));
}
