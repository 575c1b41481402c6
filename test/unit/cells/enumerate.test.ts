import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { canonicalCell, canonicalHash } from '../../../src/cells/canonical';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import {
  drawCells,
  enumerateCells,
  sampleCells,
  spaceSize,
  surelySamples,
} from '../../../src/cells/enumerate';
import { estimateVertexSpace } from '../../../src/cells/kinds/graph/vertexDraws';
import { isCellOf } from '../../../src/cells/limits';
import { moduleHash } from '../../../src/cells/moduleHash';
import { createRandom } from '../../../src/cells/random';
import type { GraphSpace } from '../../../src/cells/space';
import { readSpelling } from '../../../src/cells/spelling';
import { dataFile } from '../../data';
import { graphCell } from '../../graphs';
import { edgeSpace, labSpace, sparseEdgeSpace, vertexSpace } from './spaces';

const small: GraphSpace = { ...vertexSpace, name: 'small', vertices: 5, edges: 6 };

describe('enumerating', () => {
  it('gives NAS-Bench-101’s distinct cells, as many of each size as published', () => {
    const counts = new Array(8).fill(0);
    const hashes = new Set<string>();
    for (const cell of enumerateCells(vertexSpace)) {
      counts[cell.vertices]++;
      hashes.add(canonicalHash(vertexSpace, cell));
    }
    expect(counts.slice(2)).toEqual([1, 6, 84, 2441, 62_010, 359_082]);
    expect(hashes.size).toBe(423_624);
    expect(spaceSize(vertexSpace)).toBe(423_624);
  });

  it.skipIf(!dataFile('nasbench101_space.csv.gz'))('gives the cells that the benchmark lists', () => {
    const lines = gunzipSync(readFileSync(dataFile('nasbench101_space.csv.gz')!))
      .toString()
      .trim()
      .split('\n')
      .slice(1);
    const published = new Set(lines.map(line => line.slice(0, 32)));
    // The module hash is slow, so every cell of up to six vertices and each 40th of the rest.
    let count = 0;
    const unknown: GraphCell[] = [];
    for (const cell of enumerateCells(vertexSpace))
      if (cell.vertices < 6 || count++ % 40 === 0)
        if (!published.has(moduleHash(vertexSpace, cell) ?? '')) unknown.push(cell);
    expect(unknown).toEqual([]);
  });

  it('gives NAS-Bench-201’s labellings', () => {
    const cells = [...enumerateCells(edgeSpace)];
    expect(new Set(cells.map(cell => cell.edges.join())).size).toBe(15_625);
    expect(spaceSize(edgeSpace)).toBe(15_625);
    // Swapping the inner vertices is a new labelling of the same graph, where no edge joins them: (5⁵ − 5³) / 2 pairs.
    expect(new Set(cells.map(cell => canonicalHash(edgeSpace, cell))).size).toBe(15_625 - 1500);
  });

  it.each([small, { ...vertexSpace, vertices: 5, edges: null }])(
    'agrees with trying every matrix, edges: $edges',
    space => {
      const found = new Set<string>();
      for (let n = 2; n <= space.vertices; n++)
        for (let bits = 0; bits < 2 ** ((n * (n - 1)) / 2); bits++)
          for (let labels = 0; labels < 3 ** (n - 2); labels++) {
            let at = 0;
            const edges = Array.from({ length: n * n }, (_, i) =>
              i % n > Math.floor(i / n) ? (bits >> at++) & 1 : 0,
            );
            const operations = Array.from({ length: n - 2 }, (_, i) => Math.floor(labels / 3 ** i) % 3);
            const cell = { vertices: n, edges, operations };
            if (isCellOf(space, cell)) found.add(canonicalHash(space, cell));
          }
      const cells = [...enumerateCells(space)];
      expect(new Set(cells.map(cell => canonicalHash(space, cell)))).toEqual(found);
      expect(cells).toHaveLength(found.size);
      expect(spaceSize(space)).toBe(found.size);
      for (const cell of cells) expect(canonicalCell(space, cell)).toEqual(cell);
    },
  );

  it('leaves edges out up to the limit where operations stand on edges', () => {
    const space = { ...sparseEdgeSpace, vertices: 4, edges: 3 };
    const cells = [...enumerateCells(space)];
    expect(cells.every(cell => isCellOf(space, cell))).toBe(true);
    expect(cells).toHaveLength(1 + 6 * 4 + 15 * 16 + 20 * 64);
    expect(spaceSize(space)).toBe(cells.length);
  });

  it('refuses a space that is too large, in one sentence', () => {
    expect(() => enumerateCells(labSpace)).toThrow(/^lab has about 8\.\de\+11 cells, too many .*\.$/);
  });
});

describe('the size of a space too large to list', () => {
  it('is estimated to two per cent', () => {
    for (const space of [vertexSpace, small])
      expect(Math.abs(estimateVertexSpace(space) / spaceSize(space) - 1)).toBeLessThan(0.02);
  });
});

describe('samples', () => {
  it.each([vertexSpace, edgeSpace, labSpace, sparseEdgeSpace])(
    'of $name are different cells of it',
    space => {
      const cells = sampleCells(space, 500, createRandom(1));
      expect(cells).toHaveLength(500);
      expect(cells.every(cell => isCellOf(space, cell))).toBe(true);
      expect(new Set(cells.map(cell => cell.edges.join() + cell.operations.join('-'))).size).toBe(500);
      expect(sampleCells(space, 500, createRandom(1))).toEqual(cells);
      expect(sampleCells(space, 500, createRandom(2))).not.toEqual(cells);
    },
  );

  it('that need not be uniform are canonical cells of a space of any size, the same with the same seed', () => {
    const darts = { ...labSpace, vertices: 14, edges: 20 };
    const cells = drawCells(darts, 500, createRandom(1));
    expect(new Set(cells.map(cell => canonicalHash(darts, cell))).size).toBe(500);
    expect(cells.every(cell => isCellOf(darts, cell))).toBe(true);
    expect(cells.map(cell => canonicalCell(darts, cell))).toEqual(cells);
    expect(drawCells(darts, 500, createRandom(1))).toEqual(cells);
    expect(drawCells(small, 20, createRandom(3))).toEqual(sampleCells(small, 20, createRandom(3)));
  });

  it('draws from a space of graphs without counting it, where it is surely large enough', () => {
    const many: GraphSpace = { ...vertexSpace, name: 'not counted before' };
    expect(surelySamples(many, 128)).toBe(true);
    expect(drawCells(many, 128, createRandom(3))).toEqual(sampleCells(vertexSpace, 128, createRandom(3)));
    // It has 423,624 cells, and fewer of it are never taken for more.
    for (const space of [many, small]) expect(surelySamples(space, spaceSize(space))).toBe(false);
    expect(surelySamples(edgeSpace, 10)).toBe(false);
  });

  it('are the whole space where no more is there', () => {
    expect(sampleCells(edgeSpace, 20_000, createRandom(1))).toHaveLength(15_625);
    expect(sampleCells(small, 0, createRandom(1))).toEqual([]);
  });

  it('are uniform over distinct graphs, not over their numberings', () => {
    const space = { ...vertexSpace, vertices: 4, edges: null };
    const expected = 300;
    const counts = new Map<string, number>();
    const random = createRandom(5);
    const size = spaceSize(space);
    for (let i = 0; i < expected * size; i++) {
      const [cell] = sampleCells(space, 1, random);
      const hash = canonicalHash(space, cell!);
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    let chiSquare = 0;
    for (const cell of enumerateCells(space))
      chiSquare += ((counts.get(canonicalHash(space, cell)) ?? 0) - expected) ** 2 / expected;
    // Mean size − 1 = 90, deviation √(2·90) = 13.4.
    expect(size).toBe(91);
    expect(chiSquare).toBeLessThan(90 + 4 * 13.4);
  });
});

describe('the module hash', () => {
  it('is the benchmark’s', () => {
    const cell = readSpelling(
      vertexSpace,
      '0100110001000000010010000010000001000000010000000:input,conv3x3,maxpool3x3,conv3x3,conv3x3,conv1x1,output',
    );
    expect(moduleHash(vertexSpace, cell as Cell)).toBe('00005c142e6f48ac74fdcf73e3439874');
    expect(moduleHash(vertexSpace, canonicalCell(vertexSpace, graphCell(cell as Cell)))).toBe(
      '00005c142e6f48ac74fdcf73e3439874',
    );
  });

  it('is only there for the benchmark’s three operations', () => {
    const cell = { vertices: 3, edges: [0, 1, 0, 0, 0, 1, 0, 0, 0], operations: [0] };
    expect(moduleHash(labSpace, cell)).toBeUndefined();
    expect(moduleHash(edgeSpace, cell)).toBeUndefined();
    const wider = {
      ...vertexSpace,
      operations: [
        { name: 'skip', aliases: [], definition: { kind: 'identity' } as const },
        ...vertexSpace.operations,
      ],
    };
    expect(moduleHash(wider, cell)).toBeUndefined();
    expect(moduleHash(wider, { ...cell, operations: [1] })).toBe(moduleHash(vertexSpace, cell));
  });
});
