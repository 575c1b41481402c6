import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../../src/cells/cell';
import { drawCells } from '../../../../src/cells/enumerate';
import { createRandom } from '../../../../src/cells/random';
import type { GraphSpace, SearchSpace } from '../../../../src/cells/space';
import { builtInSpaces } from '../../../../src/document/builtInSpaces';
import { readDocument } from '../../../../src/document/readDocument';
import { networkFeatureNames } from '../../../../src/predictor/features/network/networkFeatures';
import { createProcessRows, type ProcessRows } from '../../../../src/predictor/prior/processRows';
import { wideSpace } from '../../kinds/wideSpace';
import { nasbenchMacro } from '../../networks/sources';

/** Of four cells, with networks that differ in the first feature alone: 1, 3, 1, 3. */
function rowsOf(space: SearchSpace) {
  const cells = drawCells(space, 4, createRandom(1));
  const read = new Float32Array(4 * networkFeatureNames.length);
  for (let i = 0; i < 4; i++) read[i * networkFeatureNames.length] = i % 2 === 0 ? 1 : 3;
  const rows = createProcessRows(space, cells, read);
  return { cells, read, rows, of: rows.of(cells, read) };
}

/** Whether other networks of the same cells have the same rows. */
function ignoresNetworks(rows: ProcessRows, cells: readonly Cell[], read: Float32Array): boolean {
  const other = rows.of(
    cells,
    read.map(value => 2 * value),
  );
  return rows.of(cells, read).every((value, at) => value === other[at]);
}

const kinds: readonly (readonly [string, () => SearchSpace])[] = [
  ['networks of layers', () => readDocument(nasbenchMacro).spaces.get('nbmacro')!],
  ['a kind that knows of no graph of its own', () => wideSpace(1)],
];

describe('a process tells cells apart', () => {
  it.each(kinds)('of %s by their networks alone', (_, space) => {
    const { rows, of } = rowsOf(space());
    expect(rows.width).toBe(1);
    expect([...of]).toEqual([-1, 1, -1, 1]);
  });

  it('that are graphs by the graph alone', () => {
    const { cells, read, rows, of } = rowsOf(builtInSpaces().get('nasbench101')!);
    expect(rows.width).toBeGreaterThan(20);
    expect(of.length).toBe(4 * rows.width);
    expect(ignoresNetworks(rows, cells, read)).toBe(true);
  });

  it('that are graphs also by what the encoder of untrained networks says, where it knows all operations', () => {
    const known = builtInSpaces().get('nasbench101')! as GraphSpace;
    const larger = { kind: 'conv', kernel: 7, dilation: 1, groups: 1 } as const;
    const unknown: GraphSpace = {
      ...known,
      operations: known.operations.map((operation, i) =>
        i === 0 ? { ...operation, definition: larger } : operation,
      ),
    };
    // Two networks that hold 64 numbers each, and 42 that they say; of four cells some do not vary.
    expect(rowsOf(known).rows.width).toBeGreaterThan(rowsOf(unknown).rows.width + 140);
  });

  it('of a fixed graph by the graph and the network', () => {
    const { cells, read, rows, of } = rowsOf(builtInSpaces().get('nasbench201')!);
    expect(rows.width).toBeGreaterThan(20);
    expect(cells.map((_, i) => of[(i + 1) * rows.width - 1])).toEqual([-1, 1, -1, 1]);
    expect(ignoresNetworks(rows, cells, read)).toBe(false);
  });

  it('in deviations of the space, four at most', () => {
    const { cells, read, rows } = rowsOf(kinds[0]![1]());
    const far = read.map(value => 100 * value);
    expect([...rows.of(cells, far)]).toEqual([4, 4, 4, 4]);
  });

  it('even where all are alike', () => {
    const space = kinds[0]![1]();
    const cells = drawCells(space, 2, createRandom(1));
    const read = new Float32Array(2 * networkFeatureNames.length);
    const rows = createProcessRows(space, cells, read);
    expect([rows.width, [...rows.of(cells, read)]]).toEqual([1, [0, 0]]);
  });
});
