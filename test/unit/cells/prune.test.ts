import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prune } from '../../../src/cells/kinds/graph/prune';
import { isCellOf } from '../../../src/cells/limits';
import { createRandom } from '../../../src/cells/random';
import { anyCell } from './arbitrary';
import { edgeSpace, everySpace, vertexSpace } from './spaces';

const matrix = (...rows: string[]) => rows.join('').split('').map(Number);

describe('pruning', () => {
  it('drops what the input does not reach and what does not reach the output', () => {
    const cell = {
      vertices: 6,
      edges: matrix('010010', '000001', '000100', '000001', '000000', '000000'),
      operations: [0, 1, 2, 1],
    };
    expect(prune(vertexSpace, cell)).toEqual({
      cell: { vertices: 3, edges: matrix('010', '001', '000'), operations: [0] },
      kept: [0, 1, 5],
    });
  });

  it('leaves nothing where the output is out of reach', () => {
    expect(
      prune(vertexSpace, { vertices: 3, edges: matrix('010', '000', '000'), operations: [0] }),
    ).toBeUndefined();
  });

  it.each(everySpace)('leaves a cell of $name as it is', space => {
    fc.assert(
      fc.property(anyCell(space), cell => {
        expect(prune(space, cell)?.cell).toBe(cell);
      }),
    );
  });
});

describe('a cell of a space', () => {
  it('is in its limits and well formed', () => {
    const chain = { vertices: 3, edges: matrix('010', '001', '000'), operations: [2] };
    expect(isCellOf(vertexSpace, chain)).toBe(true);
    expect(isCellOf({ ...vertexSpace, vertices: 2 }, chain)).toBe(false);
    expect(isCellOf({ ...vertexSpace, edges: 1 }, chain)).toBe(false);
    expect(isCellOf(vertexSpace, { ...chain, operations: [3] })).toBe(false);
    expect(isCellOf(vertexSpace, { ...chain, edges: matrix('010', '001', '010') })).toBe(false);
    expect(isCellOf(vertexSpace, { ...chain, edges: matrix('011', '000', '000') })).toBe(false);
    expect(isCellOf(edgeSpace, { vertices: 4, edges: new Array(16).fill(0), operations: [] })).toBe(false);
  });
});

describe('random numbers', () => {
  it('are the same for the same seed, and uniform and normal', () => {
    const values = (seed: number) => {
      const random = createRandom(seed);
      return Array.from(
        { length: 20_000 },
        () => [random.next(), random.integer(6), random.normal()] as const,
      );
    };
    const drawn = values(7);
    expect(values(7)).toEqual(drawn);
    expect(values(8)).not.toEqual(drawn);
    const mean = (of: (value: (typeof drawn)[number]) => number) =>
      drawn.reduce((sum, value) => sum + of(value), 0) / drawn.length;
    expect(drawn.every(([next, integer]) => next >= 0 && next < 1 && integer >= 0 && integer < 6)).toBe(true);
    expect(mean(([next]) => next)).toBeCloseTo(0.5, 1);
    expect(mean(([, integer]) => integer)).toBeCloseTo(2.5, 1);
    expect(mean(([, , normal]) => normal)).toBeCloseTo(0, 1);
    expect(mean(([, , normal]) => normal ** 2)).toBeCloseTo(1, 1);
  });

  it('shuffle in place, and keep everything', () => {
    const array = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = createRandom(3).shuffle(array);
    expect(shuffled).toBe(array);
    expect(shuffled).not.toEqual([...shuffled].sort((a, b) => a - b));
    expect(new Set(shuffled).size).toBe(50);
  });
});
