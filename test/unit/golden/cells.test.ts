import { describe, expect, it } from 'vitest';
import { figuresOf } from './figures';
import { stored } from './goldenFile';
import { goldenSpaces } from './goldenSpaces';

describe('a thousand cells of each space have the hashes, spellings, costs, features and drawings they had', () => {
  it.each(goldenSpaces)(
    '$name',
    space => {
      const found = figuresOf(space);
      expect(found).toEqual(stored('cells', space.name, found));
    },
    300_000,
  );
});
