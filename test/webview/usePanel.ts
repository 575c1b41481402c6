import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { FromPage } from '../../src/protocol/panel';
import type { RunRow } from '../../src/protocol/run';
import { browserPath, openBrowser } from '../browser';
import { buildPage, openPage, type PanelPage } from './page';

export interface PanelInTest extends Pick<PanelPage, 'send' | 'sent'> {
  readonly page: Page;
  /** What the page has said last. */
  last(): Promise<FromPage | undefined>;
  /** All that it has said of one kind. */
  said<K extends FromPage['kind']>(kind: K): Promise<readonly Extract<FromPage, { kind: K }>[]>;
  /** Through the list of a form's field, as somebody would. */
  choose(field: string, value: string): Promise<void>;
}

/** Tests on the panel's page alone, opened anew for each with these runs; each fails if something goes wrong in the page. */
export function describePanel(
  name: string,
  rows: readonly RunRow[] | undefined,
  tests: (panel: PanelInTest) => void,
): void {
  describe.skipIf(!browserPath)(`${name} (needs a Chromium)`, () => {
    let browser: Browser;
    let panel: PanelPage;
    beforeAll(async () => {
      await buildPage();
      browser = await openBrowser();
    });
    afterAll(() => browser?.close());
    beforeEach(async () => {
      panel = await openPage(browser);
      panel.page.setDefaultTimeout(5000);
      if (rows) await panel.send({ kind: 'runs', runs: rows });
    });
    afterEach(async () => {
      expect(panel.problems).toEqual([]);
      await panel.page.context().close();
    });
    tests({
      get page() {
        return panel.page;
      },
      send: message => panel.send(message),
      sent: () => panel.sent(),
      last: async () => (await panel.sent()).at(-1),
      said: async <K extends FromPage['kind']>(kind: K) =>
        (await panel.sent()).filter((m): m is Extract<FromPage, { kind: K }> => m.kind === kind),
      async choose(field, value) {
        await panel.page.getByRole('combobox', { name: field, exact: true }).click();
        await panel.page.getByRole('option', { name: value, exact: true }).click();
      },
    });
  });
}
