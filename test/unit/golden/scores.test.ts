import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { startEngine } from '../../../src/engines/engine';
import { loadPredictor } from '../../../src/predictor/predictor';
import { createEncoding } from '../../../src/predictor/recipes/distilled/zeroCost/encode';
import { graphSpace } from '../../graphs';
import { goldenCells } from './figures';
import { stored } from './goldenFile';

beforeAll(async () => {
  await startEngine('wasm');
});

describe('a thousand cells have the scores they had under the shipped predictors', () => {
  it.each(['nasbench101', 'nasbench201', 'nasbench101-renas', 'nasbench201-renas'])(
    '%s',
    async name => {
      const predictor = await loadPredictor(path.join(import.meta.dirname, '../../../models', name));
      const scores = await predictor.score(goldenCells(graphSpace(predictor.space)));
      predictor.dispose();
      const text = Buffer.from(scores.buffer, scores.byteOffset, scores.byteLength).toString('base64');
      expect(scores).toHaveLength(1000);
      const wanted = floats(stored('scores', name, text));
      for (let i = 0; i < scores.length; i++)
        expect(Math.abs(scores[i]! - wanted[i]!), `cell ${i}`).toBeLessThan(
          1e-4 * (1 + Math.abs(wanted[i]!)),
        );
    },
    300_000,
  );
});

it('the encoder of untrained networks gives what it gave for fifty cells of nasbench101', async () => {
  const space = builtInSpaces().get('nasbench101')!;
  const encoding = createEncoding(space, [0, 3]);
  const values = await encoding.matrix(goldenCells(graphSpace(space), 50));
  const sums = Array.from({ length: 50 }, (_, i) =>
    values
      .slice(i * encoding.width, (i + 1) * encoding.width)
      .reduce((sum, value, k) => sum + value * ((k % 7) + 1), 0),
  );
  const wanted = stored('scores', 'encoder', sums);
  for (const [i, sum] of sums.entries())
    expect(Math.abs(sum - wanted[i]!), `cell ${i}`).toBeLessThan(1e-3 * (1 + Math.abs(wanted[i]!)));
});

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
