import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells, sampleCells, spaceSize } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { readDocument } from '../../../src/document/readDocument';
import { nasbenchMacro } from './sources';
import { tableOf } from './tables';

const document = readDocument(nasbenchMacro);
const space = document.spaces.get('nbmacro')!;
const cellOf = (spelling: string) => readSpelling(space, spelling) as Cell;

describe('NAS-Bench-Macro', () => {
  it('is declared without a finding but for the cell that is spelled once more', () => {
    expect(document.diagnostics.map(({ code }) => code)).toEqual(['duplicate-cell']);
    expect(document.cells.map(({ hash }) => hash)).toEqual([
      document.cells[0]!.hash,
      document.cells[0]!.hash,
    ]);
    expect(writeSpelling(space, document.cells[0]!.cell!)).toBe('22212220');
  });

  it('has 3,969 networks among its 6,561 spellings', () => {
    const spellings = Array.from({ length: 3 ** 8 }, (_, i) => i.toString(3).padStart(8, '0'));
    const hashes = new Set(spellings.map(spelling => canonicalHash(space, cellOf(spelling))));
    expect(hashes.size).toBe(3969);
    expect(spaceSize(space)).toBe(3969);
    const cells = [...enumerateCells(space)];
    expect(new Set(cells.map(cell => canonicalHash(space, cell)))).toEqual(hashes);
    expect(cells).toHaveLength(3969);
    expect(cells.every(cell => isCellOf(space, cell))).toBe(true);
  });

  it('is sampled uniformly and has neighbours one edit away', () => {
    const random = createRandom(3);
    const sizes = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const [cell] = sampleCells(space, 1, random);
      const active = writeSpelling(space, cell!).replaceAll('0', '').length;
      sizes.set(active, (sizes.get(active) ?? 0) + 1);
    }
    const expected = new Map<number, number>();
    for (const cell of enumerateCells(space)) {
      const active = writeSpelling(space, cell).replaceAll('0', '').length;
      expected.set(active, (expected.get(active) ?? 0) + 4000 / 3969);
    }
    let chi = 0;
    for (const [active, count] of expected) chi += ((sizes.get(active) ?? 0) - count) ** 2 / count;
    // 8 degrees of freedom: above 26.1 in one of a thousand runs of a uniform sampler.
    expect(chi).toBeLessThan(26.1);
    const near = neighbours(space, cellOf('22212220'));
    expect(new Set(near.map(cell => canonicalHash(space, cell))).size).toBe(near.length);
  });

  const table = tableOf('nasbench-macro.csv.gz');
  it.skipIf('why' in table)('has the parameters and FLOPs of every row of the table', () => {
    if ('why' in table) return;
    expect(table.rows).toHaveLength(6561);
    for (const { arch, params, flops } of table.rows)
      expect({ arch, ...totalCosts(space, cellOf(arch!)) }).toEqual({
        arch,
        parameters: Number(params),
        flops: Number(flops),
      });
  });
});
