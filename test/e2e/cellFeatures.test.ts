import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { openWorkbench, type Workbench } from './workbench';

const soon = { timeout: 30_000 };

/** What can be done with a cell from its text, in a real VS Code. In order, in one window. */
describe.skipIf(!browserPath)('the work on a cell in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench();
  });
  afterAll(() => vscode?.close());

  const lens = (title: string) =>
    vscode.page.locator('.codelens-decoration a', { hasText: new RegExp(`^${title}$`) }).first();
  const rows = () => vscode.page.locator('.quick-input-list .monaco-list-row');
  const share = async (cell: string) => Number(/[\d.]+/.exec((await vscode.hint(cell)) ?? '')?.[0]);

  it('improves a cell by the best single edit, in one undo step', async () => {
    await vscode.open('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
    const before = await vscode.hint('inception');
    const shareBefore = await share('inception');
    await lens('Improve').click();
    await rows().first().waitFor();
    await vscode.screenshot('single edits');
    await rows().first().click();
    await expect.poll(() => share('inception'), soon).toBeLessThan(shareBefore);
    await vscode.screenshot('improved');
    await vscode.page.keyboard.press('Control+Z');
    await expect.poll(() => vscode.hint('inception'), soon).toBe(before);
  });

  it('offers the operations by rank', async () => {
    const operation = vscode
      .line('maxpool3x3(input)')
      .locator('span', { hasText: /^maxpool3x3$/ })
      .first();
    await operation.dblclick();
    await vscode.page.keyboard.press('Control+Space');
    const suggestions = vscode.page.locator('.suggest-widget .monaco-list-row');
    await suggestions.first().waitFor();
    await vscode.page.keyboard.press('Escape');
    await expect
      .poll(async () => {
        await vscode.page.keyboard.press('Control+Space');
        await suggestions.first().waitFor();
        const text = await suggestions.first().innerText();
        await vscode.screenshot('operations by rank');
        await vscode.page.keyboard.press('Escape');
        return text.replace(/\s+/g, ' ');
      }, soon)
      .toMatch(/top [\d.<]+ %/);
  });

  it('shows two cells side by side', async () => {
    await lens('Compare').click();
    await rows().first().click();
    const cells = vscode.panel().getByRole('region', { name: 'Comparison' }).getByRole('article');
    await cells.nth(1).locator('.drawing svg').waitFor();
    expect(await cells.nth(0).innerText()).toMatch(/Predicted\s+(≈ )?top .+ %\)/);
    await expect.poll(() => cells.nth(0).innerText(), soon).toMatch(/Better than \w+\s+with a chance of /);
    await vscode.screenshot('two cells compared');
    await vscode.page.keyboard.press('Control+W');
  });

  it('exports a cell into a document', async () => {
    await vscode.open('inception.cell');
    await lens('Export').click();
    await vscode.pick('PyTorch');
    await vscode.page.getByText('import torch', { exact: false }).first().waitFor();
    await vscode.screenshot('exported to PyTorch');
    await vscode.page.keyboard.press('Control+S');
    const saved = path.join(vscode.folder, 'inception.py');
    await expect.poll(() => existsSync(saved) && readFileSync(saved, 'utf8'), soon).toContain('import torch');
    await vscode.page.keyboard.press('Control+W');
  });

  it('opens the example of the walkthrough without changes to be saved', async () => {
    await vscode.command('ReNAS: Open an Example');
    const tab = vscode.page.locator('.editor-group-container.active .tab.selected');
    await expect.poll(() => tab.innerText(), soon).toBe('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
    expect(await tab.getAttribute('class')).not.toContain('dirty');
    await vscode.screenshot('example');
    await vscode.page.keyboard.press('Control+W');
  });

  it('imports what the clipboard holds', async () => {
    await vscode.open('inception.cell');
    await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await vscode.page.evaluate(
      text => navigator.clipboard.writeText(text),
      'found = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"',
    );
    await vscode.command('ReNAS: Import Cell from Clipboard');
    await expect.poll(() => vscode.hint('found'), soon).toMatch(/^top /);
    await vscode.screenshot('imported');
    await vscode.page.keyboard.press('Control+Z');
    await vscode.page.keyboard.press('Control+End');
    await vscode.page.keyboard.press('Control+V');
    await expect.poll(() => vscode.hint('found'), soon).toMatch(/^top /);
    await vscode.screenshot('pasted');
    await vscode.page.keyboard.press('Control+Z');
  });

  it('pastes all cells of a text, and a text that only mentions a cell as it is', async () => {
    const paste = async (text: string) => {
      await vscode.page.evaluate(copied => navigator.clipboard.writeText(copied), text);
      await vscode.page.keyboard.press('Control+End');
      await vscode.page.keyboard.press('Control+V');
    };
    const arch = '|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_3x3~2|';
    await paste(`first = "${arch}"\n# the second\nsecond = "${arch}"\n`);
    await expect.poll(() => vscode.hint('second'), soon).toMatch(/^top /);
    expect(await vscode.hint('first')).toMatch(/^top /);
    expect(await vscode.line('// the second').count()).toBe(1);
    await vscode.screenshot('pasted two');
    await vscode.page.keyboard.press('Control+Z');
    await paste(`// best of Tuesday's run: ${arch} (93.8 %), keep for the paper`);
    await vscode.line('keep for the paper').waitFor();
    await vscode.screenshot('pasted a comment');
    await vscode.page.keyboard.press('Control+Z');
  });

  it('searches on from a cell', async () => {
    await vscode.page.keyboard.press('Control+Home');
    // VS Code takes a moment after an edit until its lenses can be clicked again.
    await vscode.page.waitForTimeout(2000);
    await lens('Search from here').click();
    await vscode.page.getByRole('tab', { name: /found\.cell/ }).waitFor();
    await vscode.screenshot('searched from a cell');
    expect(path.basename(vscode.folder)).toBe('examples');
  });
});
