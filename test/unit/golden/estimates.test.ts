import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import type { SearchSpace } from '../../../src/cells/space';
import { readDocument } from '../../../src/document/readDocument';
import { startEngine } from '../../../src/engines/engine';
import { readPrior } from '../../../src/predictor/prior/priorFolder';
import { createSpacePredictor, preparePrior } from '../../../src/predictor/prior/spacePredictor';
import { nasbenchMacro } from '../networks/sources';
import { stored } from './goldenFile';
import { goldenSpaces, smallSpaces } from './goldenSpaces';

const spaces: readonly SearchSpace[] = [
  ...goldenSpaces.filter(space => !smallSpaces.includes(space)),
  readDocument(nasbenchMacro).spaces.get('nbmacro')!,
];

beforeAll(async () => void (await startEngine('cpu')));

/** To rounding in the last of what people see: a percentile of 128 cells. */
const digits = 5;

describe('what other spaces say of fifty cells, and what ten measured ones change, is as it was', () => {
  it.each(spaces.map(space => [space.name, space] as const))(
    '%s',
    async (name, space) => {
      const { prior } = await readPrior(path.join(import.meta.dirname, '../../../models/any'));
      const prepared = preparePrior(space, prior);
      const cells = drawCells(space, 60, createRandom(2026));
      const [known, asked] = [cells.slice(0, 10), cells.slice(10)];
      const values = prepared.look(known).scores.map((score, i) => score * (i % 3) - i / 4);
      const figures = async (measured?: { cells: typeof known; values: ArrayLike<number> }) =>
        (await createSpacePredictor(prepared, measured).judge!(asked)).flatMap(judgement => [
          judgement.score,
          judgement.low,
          judgement.high,
          judgement.spread,
        ]);
      const found = {
        basis: prepared.basis,
        estimates: await figures(),
        learned: await figures({ cells: known, values }),
      };
      const wanted = stored('estimates', name, found);
      expect(found.basis).toBe(wanted.basis);
      for (const of of ['estimates', 'learned'] as const)
        for (const [i, value] of wanted[of].entries())
          expect(found[of][i], `${of} ${i}`).toBeCloseTo(value, digits);
    },
    60_000,
  );
});
