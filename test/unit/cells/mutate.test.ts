import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { enumerateCells, spaceSize } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { mutate, neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { anyCell } from './arbitrary';
import { edgeSpace, everySpace, sparseEdgeSpace, vertexSpace } from './spaces';

describe('mutation', () => {
  it.each(everySpace)('of $name gives another cell of it', space => {
    fc.assert(
      fc.property(anyCell(space), fc.integer(), (cell, seed) => {
        const mutant = mutate(space, cell, createRandom(seed));
        expect(isCellOf(space, mutant)).toBe(true);
        expect(canonicalHash(space, mutant)).not.toBe(canonicalHash(space, cell));
        expect(mutate(space, cell, createRandom(seed))).toEqual(mutant);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    { ...vertexSpace, vertices: 5 },
    { ...sparseEdgeSpace, vertices: 3 },
  ])('of $name reaches every cell of it', space => {
    const random = createRandom(1);
    let cell = [...enumerateCells(space)][0]!;
    const graphs = new Set([...enumerateCells(space)].map(each => canonicalHash(space, each)));
    const seen = new Set<string>();
    for (let i = 0; i < 200 * spaceSize(space) && seen.size < graphs.size; i++) {
      cell = mutate(space, cell, random);
      seen.add(canonicalHash(space, cell));
    }
    expect(seen.size).toBe(graphs.size);
  });

  it('leaves the only cell of a space as it is', () => {
    const alone = { vertices: 2, edges: [0, 1, 0, 0], operations: [] };
    expect(mutate({ ...vertexSpace, vertices: 2 }, alone, createRandom(1))).toEqual(alone);
  });
});

describe('neighbours', () => {
  it.each(everySpace)('in $name are different cells of it', space => {
    fc.assert(
      fc.property(anyCell(space), cell => {
        const all = neighbours(space, cell);
        expect(all.length).toBeGreaterThan(0);
        expect(all.every(neighbour => isCellOf(space, neighbour))).toBe(true);
        const hashes = new Set([cell, ...all].map(each => canonicalHash(space, each)));
        expect(hashes.size).toBe(all.length + 1);
      }),
    );
  });

  it('are each other’s', () => {
    fc.assert(
      fc.property(anyCell({ ...vertexSpace, edges: null }), fc.nat(), (cell, pick) => {
        const space = { ...vertexSpace, edges: null };
        const all = neighbours(space, cell);
        const other = all[pick % all.length]!;
        // Pruning can take several vertices out at once, which no single edit brings back.
        if (Math.abs(other.vertices - cell.vertices) > 1) return;
        if (
          other.vertices < cell.vertices &&
          cell.edges.reduce((a, b) => a + b, 0) - other.edges.reduce((a, b) => a + b, 0) > 2
        )
          return;
        const hashes = neighbours(space, other).map(each => canonicalHash(space, each));
        expect(hashes).toContain(canonicalHash(space, cell));
      }),
    );
  });

  it('hold every mutation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everySpace).chain(space => anyCell(space).map(cell => ({ space, cell }))),
        fc.integer(),
        ({ space, cell }, seed) => {
          const mutant = canonicalHash(space, mutate(space, cell, createRandom(seed)));
          expect(neighbours(space, cell).map(each => canonicalHash(space, each))).toContain(mutant);
        },
      ),
    );
  });

  it('change one operation of one edge', () => {
    const cell = { vertices: 4, edges: [0, 4, 4, 4, 0, 0, 4, 4, 0, 0, 0, 4, 0, 0, 0, 0], operations: [] };
    expect(neighbours(edgeSpace, cell)).toHaveLength(6 * 4);
  });
});
