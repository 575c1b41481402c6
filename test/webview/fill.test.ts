import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchSettings, TrainSettings } from '../../src/protocol/panel';
import { browserPath, openBrowser } from '../browser';
import { buildPage, openPage } from './page';
import { choices } from './samples';

describe.skipIf(!browserPath)('Duplicate with Changes in the panel (needs a Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('fills the forms in with what started a run, and starts the same from them', async () => {
    const panel = await openPage(browser);
    const { page } = panel;
    const table = choices.tables[0];
    if (!table) throw new Error('the samples have a table');
    const train: TrainSettings = {
      space: 'nasbench201',
      data: table.path,
      label: 'cost',
      samples: 77,
      recipe: choices.recipes.at(-1) ?? '',
      seed: 5,
    };
    await panel.send({ kind: 'choices', choices });
    await panel.send({ kind: 'show', view: 'new', fill: { form: 'train', settings: train } });
    await page.getByRole('button', { name: 'Train Predictor' }).click();
    expect((await panel.sent()).at(-1)).toEqual({ kind: 'train', settings: train });

    const search: SearchSettings = {
      space: 'nasbench201',
      model: 'train-done',
      strategy: 'evolution',
      budget: 500,
      top: 3,
      seed: 9,
      maxParameters: 5_000_000,
      maxFlops: undefined,
    };
    await panel.send({ kind: 'show', view: 'new', fill: { form: 'search', settings: search } });
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    expect((await panel.sent()).at(-1)).toEqual({ kind: 'search', settings: search });
    expect(panel.problems).toEqual([]);
    await page.context().close();
  });
});
