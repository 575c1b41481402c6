import fc from 'fast-check';
import type { GraphCell } from '../../../src/cells/cell';
import { absentEdge } from '../../../src/cells/kinds/graph/limits';
import { prune } from '../../../src/cells/kinds/graph/prune';
import { isCellOf } from '../../../src/cells/limits';
import type { GraphSpace } from '../../../src/cells/space';

/** Any cell of a space. */
export function anyCell(space: GraphSpace): fc.Arbitrary<GraphCell> {
  const cells = space.operationsOn === 'vertices' ? anyVertexCell(space) : anyEdgeCell(space);
  return cells.filter(cell => isCellOf(space, cell));
}

function anyVertexCell(space: GraphSpace): fc.Arbitrary<GraphCell> {
  return fc
    .integer({ min: 2, max: space.vertices })
    .chain(n =>
      fc.tuple(
        fc.constant(n),
        // A path through every vertex or jumps over some, so that pruning leaves something.
        fc.array(fc.nat(9), { minLength: n * n, maxLength: n * n }),
        fc.array(fc.nat(space.operations.length - 1), { minLength: n - 2, maxLength: n - 2 }),
      ),
    )
    .map(([n, dice, operations]) => {
      const density = Math.min(10, 14 / n);
      const edges = dice.map((die, at) => (at % n > Math.floor(at / n) && die < density ? 1 : 0));
      return (
        prune(space, { vertices: n, edges, operations })?.cell ?? {
          vertices: 2,
          edges: [0, 1, 0, 0],
          operations: [],
        }
      );
    });
}

function anyEdgeCell(space: GraphSpace): fc.Arbitrary<GraphCell> {
  const n = space.vertices;
  const absent = absentEdge(space);
  return fc.array(fc.nat(space.operations.length), { minLength: n * n, maxLength: n * n }).map(entries => ({
    vertices: n,
    edges: entries.map((entry, at) => (at % n > Math.floor(at / n) ? entry || absent : 0)),
    operations: [],
  }));
}
