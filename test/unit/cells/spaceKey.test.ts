import { describe, expect, it } from 'vitest';
import { spaceKey } from '../../../src/cells/spaceKey';
import { vertexSpace } from './spaces';

describe('the key of a space', () => {
  it('does not count names, documentation and spellings, nor the order of fields', () => {
    const operations = vertexSpace.operations.map(({ definition }, i) => ({
      name: `o${i}`,
      aliases: [],
      definition: Object.fromEntries(Object.entries(definition).reverse()) as unknown as typeof definition,
    }));
    expect(spaceKey({ ...vertexSpace, name: 'other', doc: 'New.', operations })).toBe(spaceKey(vertexSpace));
  });

  it('counts what a cell of it is', () => {
    const { skeleton, operations } = vertexSpace;
    const others = [
      { ...vertexSpace, vertices: vertexSpace.vertices + 1 },
      { ...vertexSpace, edges: null },
      { ...vertexSpace, output: 'sum' as const },
      { ...vertexSpace, operations: operations.toReversed() },
      { ...vertexSpace, skeleton: { ...skeleton, stem: skeleton.stem * 2 } },
      { ...vertexSpace, skeleton: { ...skeleton, image: { ...skeleton.image, height: 64 } } },
    ];
    expect(new Set([vertexSpace, ...others].map(spaceKey)).size).toBe(others.length + 1);
  });
});
