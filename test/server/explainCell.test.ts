import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ExplainAnswer, type ExplainParams, explainCell } from '../../src/protocol/explainCell';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { startTestClient, type TestClient } from './testClient';
import { until } from './until';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor({ without: ['lab'] }));
});
afterEach(() => client.close());

const explain = (params: ExplainParams): Promise<ExplainAnswer> =>
  client.connection.sendRequest(explainCell, params);

it('explains a cell of a text: its rank, its costs, what was measured, and the edits that are better', async () => {
  const text = twoCells.replace('output = concat(b)', 'output = concat(b)\n  measured acc = 0.9');
  const pooled = await explain({ text, name: 'pooled' });
  if ('refused' in pooled) throw new Error(pooled.refused);
  expect(pooled).toMatchObject({
    cell: 'pooled',
    space: 'nasbench101',
    measured: [{ metric: 'acc', value: 0.9 }],
  });
  expect(pooled.predicted).toMatch(/^(≈ )?top \S+ %$/);
  expect(pooled.operations.map(({ operation, vertex }) => `${vertex} ${operation}`)).toEqual([
    'a maxpool3x3',
    'b conv1x1',
  ]);
  // The stand-in holds that more parameters are better.
  expect(pooled.better.length).toBeGreaterThan(0);
  for (const { top } of pooled.better) expect(top).toBeLessThan(pooled.top ?? 0);
  expect(pooled.edits).toBeGreaterThanOrEqual(pooled.better.length);
  expect(await explain({ text })).toMatchObject({ cell: 'deep' });
});

it('says why a cell has no rank, and what is wrong with a text', async () => {
  const unranked = await explain({ text: labSpace });
  expect(unranked).toMatchObject({ cell: 'first', predicted: 'No predictor for space lab yet.', better: [] });
  expect(unranked).not.toHaveProperty('top');
  // A space that an open file declares may be used.
  client.open(labSpace);
  const user = 'cell user : lab {\n  a = skip(input)\n  output = concat(a)\n}\n';
  await until(async () => 'space' in (await explain({ text: user })));
  const refused = async (params: ExplainParams) => ((await explain(params)) as { refused?: string }).refused;
  expect(await refused({ text: 'use nasbench101' })).toBe('The text declares no cell.');
  expect(await refused({ text: twoCells, name: 'none' })).toBe(
    'The text has no cell none; it has pooled, deep.',
  );
  expect(await refused({ text: 'cell x : nasbench101 {\n  a = conv9x9(input)\n}\n' })).toMatch(
    /^The cell has errors: .*conv9x9/,
  );
});
