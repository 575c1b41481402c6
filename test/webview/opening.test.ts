import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser } from '../browser';
import { buildPage, openPage } from './page';
import { choices, rows } from './samples';

describe.skipIf(!browserPath)('a page made with the runs (needs a Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('lists them before it hears from the host, which learns which one is selected', async () => {
    const { page, sent, problems } = await openPage(browser, { first: [{ kind: 'runs', runs: rows }] });
    expect(await page.getByRole('rowheader').count()).toBe(rows.length);
    expect(await page.locator('.detail h2').first().textContent()).toBe('Search');
    expect(await sent()).toEqual([{ kind: 'ready', run: rows[0]?.id, hasRuns: true }]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('shows the run that it was opened for', async () => {
    const { page, sent } = await openPage(browser, {
      first: [
        { kind: 'show', view: 'runs', run: 'search-done' },
        { kind: 'runs', runs: rows },
      ],
    });
    expect(await sent()).toEqual([{ kind: 'ready', run: 'search-done', hasRuns: true }]);
    expect(await page.locator('[role=row][aria-selected=true]').getAttribute('id')).toBe('run-search-done');
    await page.context().close();
  });

  test('makes its forms when they are first seen, with what it was told before', async () => {
    const { page, send } = await openPage(browser, { first: [{ kind: 'runs', runs: rows }] });
    await send({ kind: 'choices', choices });
    expect(await page.locator('.form').count()).toBe(0);
    await page.getByRole('tab', { name: 'New Run' }).click();
    await page.getByRole('button', { name: 'Search', exact: true }).waitFor();
    expect(await page.locator('.form').count()).toBe(4);
    await page.context().close();
  });
});
