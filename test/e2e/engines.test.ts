import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { openWorkbench, type Workbench } from './workbench';

const soon = { timeout: 60_000 };

/** What computes: looked at, chosen, and asked to be installed on a machine without a GPU. */
describe.skipIf(!browserPath)('engines in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench();
  });
  afterAll(() => vscode?.close());

  const rows = () => vscode.page.locator('.quick-input-list .monaco-list-row');
  const status = () => vscode.page.locator('.statusbar-item', { hasText: 'ReNAS' }).first();

  it('lists every engine with its figures or with what it lacks, and takes the one chosen', async () => {
    await vscode.open('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
    await expect.poll(() => status().innerText(), soon).toMatch(/ReNAS: \w+/);
    const before = await vscode.hint('inception');
    await vscode.command('ReNAS: Choose Engine…');
    await rows().filter({ hasText: 'wasm' }).first().waitFor({ timeout: 60_000 });
    const list = (await rows().allInnerTexts()).join('\n');
    for (const engine of ['auto', 'cuda', 'webgpu', 'native', 'wasm', 'cpu']) expect(list).toContain(engine);
    expect(list).toMatch(/Not usable: /);
    await vscode.screenshot('engines');
    await rows()
      .filter({ hasText: /^\s*cpu/ })
      .first()
      .click();
    await expect.poll(() => status().innerText(), soon).toMatch(/ReNAS: cpu/);
    await expect.poll(() => vscode.hint('inception'), soon).toBe(before);
    await vscode.screenshot('hints from the cpu engine');
  });

  it('says what this machine lacks before it installs anything', async () => {
    await vscode.command('ReNAS: Install GPU Engine…');
    await vscode.pick('cuda');
    const dialog = vscode.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: 60_000 });
    expect(await dialog.innerText()).toMatch(/cannot run cuda now[\s\S]*(driver|GPU)/i);
    await vscode.screenshot('what the machine lacks');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
  });
});

describe.skipIf(!browserPath)('a workspace that is not trusted (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({
      trust: false,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });
  afterAll(() => vscode?.close());

  it('has its language and its hints, starts no run, and says why', async () => {
    await vscode.open('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top .+ of 5$/);
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
    await vscode.page.locator('.sidebar').getByText(/trust/i).first().waitFor();
    await vscode.screenshot('not trusted');
    await vscode.page.keyboard.press('F1');
    await vscode.page.locator('.quick-input-widget input').fill('>ReNAS: Search for Better');
    await vscode.page.waitForTimeout(500);
    const offered = await vscode.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    expect(offered.join('\n')).not.toContain('Search for Better Cells');
    await vscode.page.keyboard.press('Escape');
  });
});
