import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCell, canonicalHash } from '../../../src/cells/canonical';
import type { GraphCell } from '../../../src/cells/cell';
import { absentEdge, isZero } from '../../../src/cells/kinds/graph/limits';
import { isCellOf } from '../../../src/cells/limits';
import type { GraphSpace } from '../../../src/cells/space';
import { anyCell } from './arbitrary';
import { edgeSpace, everySpace, sparseEdgeSpace, vertexSpace } from './spaces';

describe('the canonical form', () => {
  it.each(everySpace)('of $name does not depend on the order of the vertices', space => {
    fc.assert(
      fc.property(
        anyCell(space),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (cell, keys) => {
          const other = renumber(space, cell, () => keys.next().value);
          expect(canonicalCell(space, other)).toEqual(canonicalCell(space, cell));
          expect(canonicalHash(space, other)).toBe(canonicalHash(space, cell));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(everySpace)('of $name is a cell of the space and its own canonical form', space => {
    fc.assert(
      fc.property(anyCell(space), cell => {
        const canonical = canonicalCell(space, cell);
        expect(isCellOf(space, canonical)).toBe(true);
        expect(canonicalCell(space, canonical)).toEqual(canonical);
      }),
    );
  });

  it.each([
    { ...vertexSpace, vertices: 5, edges: null },
    edgeSpace,
    { ...sparseEdgeSpace, vertices: 4, edges: null },
  ])('of $name tells graphs apart exactly as trying every order does', space => {
    fc.assert(
      fc.property(anyCell(space), anyCell(space), (a, b) => {
        const same = orders(space, a).some(
          order => text(space, a, order) === text(space, b, range(b.vertices)),
        );
        expect(canonicalHash(space, a) === canonicalHash(space, b)).toBe(same && a.vertices === b.vertices);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps apart what only counts of neighbours can’t', () => {
    // Two layers of four, joined as one ring of eight or as two rings of four: all degrees agree.
    const layered = (pairs: readonly (readonly [number, number])[]): GraphCell => {
      const n = 10;
      const edges: number[] = new Array(n * n).fill(0);
      for (let i = 1; i <= 4; i++) {
        edges[i] = 1;
        edges[(i + 4) * n + 9] = 1;
      }
      for (const [from, to] of pairs) edges[(from + 1) * n + to + 5] = 1;
      return { vertices: n, edges, operations: new Array(8).fill(0) };
    };
    const space = { ...vertexSpace, vertices: 10, edges: null };
    const ring = layered([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 3],
      [3, 3],
      [3, 0],
    ]);
    const two = layered([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 2],
      [2, 3],
      [3, 2],
      [3, 3],
    ]);
    expect(canonicalHash(space, ring)).not.toBe(canonicalHash(space, two));
    const turned = layered([
      [2, 0],
      [2, 3],
      [0, 3],
      [0, 1],
      [3, 1],
      [3, 2],
      [1, 2],
      [1, 0],
    ]);
    expect(canonicalHash(space, turned)).toBe(canonicalHash(space, ring));
  });

  it('is found at once for many interchangeable chains', () => {
    const chains = 12;
    const n = 2 + 2 * chains;
    const build = (end: (i: number) => number): GraphCell => {
      const edges: number[] = new Array(n * n).fill(0);
      for (let i = 0; i < chains; i++) {
        edges[1 + i] = 1;
        edges[(1 + i) * n + 1 + chains + end(i)] = 1;
        edges[(1 + chains + end(i)) * n + n - 1] = 1;
      }
      return { vertices: n, edges, operations: new Array(n - 2).fill(1) };
    };
    const space = { ...vertexSpace, vertices: n, edges: null };
    const start = performance.now();
    expect(
      canonicalHash(
        space,
        build(i => i),
      ),
    ).toBe(
      canonicalHash(
        space,
        build(i => (5 * i + 3) % chains),
      ),
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('depends on the operations’ names alone, not on their order in the space', () => {
    const turned: GraphSpace = {
      ...vertexSpace,
      name: 'mine',
      operations: [...vertexSpace.operations].reverse(),
    };
    fc.assert(
      fc.property(anyCell(vertexSpace), cell => {
        const same = { ...cell, operations: cell.operations.map(operation => 2 - operation) };
        expect(canonicalHash(turned, same)).toBe(canonicalHash(vertexSpace, cell));
      }),
    );
  });
});

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Some other numbering of the same graph in topological order. */
function renumber(space: GraphSpace, cell: GraphCell, key: () => number): GraphCell {
  const n = cell.vertices;
  const order = [0];
  const rest = new Set(range(n).slice(1, -1));
  while (rest.size > 0) {
    const ready = [...rest].filter(v => [...rest].every(u => !connects(space, cell, u, v)));
    const chosen = ready[Math.min(ready.length - 1, Math.floor(key() * ready.length))]!;
    order.push(chosen);
    rest.delete(chosen);
  }
  order.push(n - 1);
  return apply(space, cell, order);
}

function connects(space: GraphSpace, cell: GraphCell, from: number, to: number): boolean {
  const entry = cell.edges[from * cell.vertices + to]!;
  return space.operationsOn === 'edges' ? !isZero(space, entry) : entry !== 0;
}

function apply(space: GraphSpace, cell: GraphCell, order: readonly number[]): GraphCell {
  const n = cell.vertices;
  const absent = space.operationsOn === 'edges' ? absentEdge(space) : 0;
  const edges = range(n * n).map(at => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i >= j) return 0;
    return connects(space, cell, order[i]!, order[j]!) ? cell.edges[order[i]! * n + order[j]!]! : absent;
  });
  const operations = cell.operations.length > 0 ? order.slice(1, -1).map(v => cell.operations[v - 1]!) : [];
  return { vertices: n, edges, operations };
}

/** Every topological order of a cell. */
function orders(space: GraphSpace, cell: GraphCell): number[][] {
  const n = cell.vertices;
  const result: number[][] = [];
  const extend = (order: number[], rest: number[]) => {
    if (rest.length === 0) result.push([...order, n - 1]);
    for (const v of rest)
      if (!rest.some(u => connects(space, cell, u, v)))
        extend(
          [...order, v],
          rest.filter(u => u !== v),
        );
  };
  extend([0], range(n).slice(1, -1));
  return result;
}

function text(space: GraphSpace, cell: GraphCell, order: readonly number[]): string {
  const { edges, operations } = apply(space, cell, order);
  return `${edges.map(entry => (space.operationsOn === 'edges' && isZero(space, entry) ? 0 : entry)).join()}:${operations.join()}`;
}
