import type { GraphCell } from '../../cell';
import type { GraphSpace } from '../../space';
import type { ChoiceKind, Site } from '../kind';
import { graphBlock } from './block';
import { canonicalCell, canonicalText } from './canonical';
import { totalCosts } from './costs';
import { describeCell } from './describeCell';
import { graphDiagram, labelledGraph } from './diagram';
import { difference } from './difference';
import {
  countCells,
  enumerateGraphs,
  isExactlyCounted,
  labelledGraphs,
  quickSampler,
  sampler,
  samplesQuickly,
} from './enumerate';
import { graphSpaceKey } from './key';
import { isCellOf } from './limits';
import { hasModuleHashes, moduleHash } from './moduleHash';
import { mutate, neighbours } from './mutate';
import { parseSpelling, writeSpelling } from './spelling';

/** Cells that are graphs, with their operations on the vertices or on the edges. */
export const graphKind: ChoiceKind<GraphSpace, GraphCell> = {
  size: space => ({ count: BigInt(Math.round(countCells(space))), exact: isExactlyCounted(space) }),
  enumerate: enumerateGraphs,
  enumerateQuickly: space => (space.operationsOn === 'vertices' ? labelledGraphs(space) : undefined),
  sampler,
  samplesQuickly,
  quickSampler,
  mutate,
  neighbours,
  contains: isCellOf,
  canonical: canonicalCell,
  hashText: canonicalText,
  twins: ({ operationsOn }) => operationsOn === 'edges',
  // The number of vertices follows from that of the edges.
  numbers: ({ edges, operations }) => [edges, operations],
  sites,
  write: writeSpelling,
  read: parseSpelling,
  describe: describeCell,
  widens: space => space.operationsOn === 'vertices',
  block: graphBlock,
  diagram: graphDiagram,
  labelledGraph,
  difference,
  key: graphSpaceKey,
  moduleHash,
  hasModuleHashes,
  costs: totalCosts,
};

function sites(space: GraphSpace, { vertices: n, edges, operations }: GraphCell): Site[] {
  if (space.operationsOn === 'vertices')
    return operations.map((chosen, i) => ({ path: [i + 1], chosen, options: space.operations }));
  const found: Site[] = [];
  for (let to = 1; to < n; to++)
    for (let from = 0; from < to; from++)
      found.push({ path: [from, to], chosen: edges[from * n + to]! - 1, options: space.operations });
  return found;
}
