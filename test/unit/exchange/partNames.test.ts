import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partNames } from '../../../src/cells/kinds/graph/partNames';
import { className } from '../../../src/cells/network/identifiers';
import { anyCell } from '../cells/arbitrary';
import { everySpace } from '../cells/spaces';

const words = fc.constantFrom(
  'a',
  'b',
  'a_input',
  'a_channels',
  'x',
  'self',
  'lambda',
  'train',
  'n2_n1',
  'été',
  'ÉTÉ',
  '名',
  '_',
  'v',
);
const anyName = fc.oneof(words, fc.string(), fc.string({ unit: 'binary' }));

describe('the names of parts in exported code', () => {
  it.each(everySpace)('in $name are different ASCII identifiers, whatever the source calls them', space => {
    fc.assert(
      fc.property(anyCell(space), fc.array(anyName, { minLength: 12, maxLength: 12 }), (cell, names) => {
        const called = ['input', ...names.slice(0, cell.vertices - 2), 'output'];
        const parts = partNames(space, cell, called);
        const all = [
          ...parts.values.slice(1),
          ...parts.projections,
          ...parts.channels,
          ...(space.operationsOn === 'edges' ? parts.operations.filter(name => name !== '') : []),
        ];
        expect(new Set(all).size).toBe(all.length);
        for (const name of all) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
        for (const name of ['x', 'self', 'lambda', 'train', 'share']) expect(all).not.toContain(name);
      }),
    );
  });

  it('keep those of the source where they can', () => {
    const cell = { vertices: 4, edges: [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0], operations: [0, 1] };
    const { values, projections } = partNames(everySpace[0]!, cell, ['input', 'stem', 'head-2', 'output']);
    expect(values).toEqual(['x', 'stem', 'head_2', 'output']);
    expect(projections).toEqual(['x_input', 'stem_input', 'head_2_input', 'output_input']);
  });

  it('give classes names that Python and the exported code leave free', () => {
    expect(['best_2', 'my-cell', 'network', 'true', '9', '名'].map(className)).toEqual([
      'Best2',
      'MyCell',
      'CellNetwork',
      'CellTrue',
      'Cell9',
      'Cell',
    ]);
  });
});
