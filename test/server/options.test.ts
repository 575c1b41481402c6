import { afterEach, describe, expect, it } from 'vitest';
import type { PredictorLinkListener } from '../../src/server/scoring/predictorLink';
import type { StartPredictor } from '../../src/server/session';
import { parameterPredictor } from './parameterPredictor';
import { twoCells } from './samples';
import { richOptions, startTestClient, type TestClient } from './testClient';
import { until } from './until';

let client: TestClient;
afterEach(() => client.close());

describe('options that are wrong', () => {
  it('are left out one by one, and the user is told', async () => {
    client = await startTestClient(parameterPredictor(), {
      ...richOptions,
      tables: 'measured.csv',
      features: { operationHints: true },
      node: 5,
    });
    const document = client.open(twoCells);
    expect((await document.hints()).length).toBeGreaterThan(2);
    expect(client.shown).toEqual([
      'The initialization option is ignored: node is a number instead of text.',
      'The initialization option is ignored: tables is text instead of a list.',
    ]);
  });
});

describe('trouble with the predictor', () => {
  const failing = (): readonly [StartPredictor, () => PredictorLinkListener | undefined] => {
    let listener: PredictorLinkListener | undefined;
    const start: StartPredictor = (options, told) => {
      listener = told;
      return parameterPredictor()(options, told);
    };
    return [start, () => listener];
  };
  const failed = { engine: undefined, models: {}, state: 'failed' } as const;

  it('reaches a client that shows no status as a message, once for many restarts', async () => {
    const [start, listener] = failing();
    client = await startTestClient(start, {});
    await until(() => listener() !== undefined);
    listener()?.status({ ...failed, reason: 'The predictor process ended. It starts again in 0.5 s.' });
    listener()?.status({ ...failed, reason: 'The predictor process ended. It starts again in 1 s.' });
    await client.open(twoCells).diagnostics();
    expect(client.shown).toEqual([
      'No ranks for now: The predictor process ended. It starts again in 0.5 s.',
    ]);
    expect(client.statuses).toEqual([]);
  });

  it('reaches a client that shows the status there alone', async () => {
    const [start, listener] = failing();
    client = await startTestClient(start);
    await until(() => listener() !== undefined);
    listener()?.status({ ...failed, reason: 'It ended.' });
    await until(() => client.statuses.length > 0);
    expect(client.statuses[0]).toMatchObject({ state: 'failed', reason: 'It ended.' });
    expect(client.shown).toEqual([]);
  });
});
