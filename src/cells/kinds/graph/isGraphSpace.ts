import type { GraphCell } from '../../cell';
import type { GraphSpace, SearchSpace } from '../../space';

/** For what is written for graphs alone; everything else asks the kind. */
export function isGraphSpace(space: SearchSpace): space is GraphSpace {
  return (space.kind ?? 'graph') === 'graph';
}

/** The cell as the graph that it is in a space of graphs. */
export function graphIn(_space: GraphSpace, cell: unknown): GraphCell {
  return cell as GraphCell;
}
