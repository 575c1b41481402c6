import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser, screenshots } from '../browser';
import { buildPage, openPage, type PageOptions } from './page';
import { choices, rows, searchEvents, trainEvents } from './samples';

const shots = screenshots('webview');

describe.skipIf(!browserPath)('how the panel looks (needs a Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const shoot = async (
    name: string,
    options: PageOptions,
    work: (p: Awaited<ReturnType<typeof openPage>>) => Promise<void>,
  ) => {
    const panel = await openPage(browser, options);
    await work(panel);
    await panel.page.waitForTimeout(150);
    await panel.page.screenshot({ path: path.join(shots, `${name}.png`) });
    expect(panel.problems).toEqual([]);
    await panel.page.context().close();
  };
  const searchDone = async ({ send }: Awaited<ReturnType<typeof openPage>>) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'search-done' });
    await send({ kind: 'run', run: rows[2]!, from: 0, events: searchEvents(120) });
  };
  const training = async ({ send }: Awaited<ReturnType<typeof openPage>>) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'train-running' });
    await send({ kind: 'run', run: rows[1]!, from: 0, events: trainEvents(186) });
  };
  const form =
    (kind: 'train' | 'search') =>
    async ({ send }: Awaited<ReturnType<typeof openPage>>) => {
      await send({ kind: 'choices', choices });
      await send({ kind: 'show', view: 'new', form: kind });
    };

  for (const theme of ['dark', 'light', 'hcDark', 'hcLight'] as const) {
    test(`a search that is done, ${theme}`, () =>
      shoot(`search-${theme}`, { theme, height: 900 }, searchDone));
    test(`a training that runs, ${theme}`, () => shoot(`train-${theme}`, { theme, height: 760 }, training));
    test(`the form of a training, ${theme}`, () => shoot(`form-train-${theme}`, { theme }, form('train')));
    test(`the form of a search, ${theme}`, () =>
      shoot(`form-search-${theme}`, { theme, height: 720 }, form('search')));
  }
  test('narrow', async () => {
    await shoot('narrow-search', { width: 300, height: 800 }, searchDone);
    await shoot('narrow-form', { width: 300, height: 800 }, form('train'));
  });
  test('wide', () => shoot('wide-train', { width: 1600, height: 800 }, training));
  test('nothing yet', async () => {
    await shoot('empty', {}, ({ send }) => send({ kind: 'runs', runs: [] }));
    await shoot('loading', {}, async ({ page }) => page.waitForTimeout(500));
  });
  for (const state of ['failed', 'interrupted', 'cancelled', 'old-experiment', '20250131-160512-search-0a1b'])
    test(state, () =>
      shoot(`state-${state}`, { height: 420 }, async ({ send }) => {
        const run = rows.find(r => r.id === state)!;
        await send({ kind: 'runs', runs: rows });
        await send({ kind: 'show', view: 'runs', run: state });
        await send({ kind: 'run', run, from: 0, events: [] });
      }),
    );
  test('refused and wrong', () =>
    shoot('form-refused', { height: 900 }, async ({ send, page }) => {
      await form('search')({ send, page } as Awaited<ReturnType<typeof openPage>>);
      await page.getByRole('textbox', { name: 'Most parameters' }).fill('many');
      await send({
        kind: 'refused',
        form: 'search',
        message: 'The directory .renas/runs can’t be made: the disk is full.',
      });
    }));
});
