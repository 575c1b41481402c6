import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { syntheticTable } from './syntheticTable';
import { openWorkbench, versions, type Workbench } from './workbench';

const vsix = path.resolve(import.meta.dirname, '../../out/renas.vsix');

describe('the packaged extension', () => {
  it('is smaller than 6 MB', () => {
    expect(statSync(vsix).size).toBeLessThan(6e6);
  });
});

/** In order, in one window, as somebody would on the first day. */
const soon = { timeout: 30_000 };

describe.skipIf(!browserPath).each(versions)(
  'the first day in code-server %s (needs a Chromium)',
  version => {
    let vscode: Workbench;
    beforeAll(async () => {
      vscode = await openWorkbench({ version });
      writeFileSync(path.join(vscode.folder, 'measured.csv'), syntheticTable(60));
    });
    afterAll(() => vscode?.close());

    const hint = (cell: string) => expect.poll(() => vscode.hint(cell), soon);
    const experiment = (name: string | RegExp) =>
      vscode.page.locator('.sidebar .monaco-list-row', { hasText: name }).first();

    it('draws the predicted rank of each cell at the end of its first line', async () => {
      await vscode.open('inception.cell');
      await hint('inception').toMatch(/^top (\d+(\.\d+)?|<0\.01) % · \d(st|nd|rd|th) of 5$/);
      await vscode.screenshot('hints');
      await vscode.picture('hints');
    });

    it('follows an edit: another operation, another rank', async () => {
      const before = await vscode.hint('inception');
      await vscode
        .line('maxpool3x3(input)')
        .locator('span', { hasText: /^maxpool3x3$/ })
        .first()
        .dblclick();
      await vscode.page.keyboard.type('conv3x3');
      await hint('inception').not.toBe(before);
      await hint('inception').toMatch(/^top .+ of 5$/);
      await vscode.screenshot('after an edit');
    });

    it('shows no rank for a cell with errors, says what is wrong, and ranks it again once mended', async () => {
      await vscode.line('cell inception').click();
      await vscode
        .line('d = conv3x3(c)')
        .locator('span', { hasText: /^conv3x3$/ })
        .first()
        .dblclick();
      await vscode.page.keyboard.type('conv9x9');
      await hint('inception').toBeUndefined();
      await expect.poll(() => vscode.page.locator('.squiggly-error').count(), soon).toBeGreaterThan(0);
      await vscode.screenshot('an error');
      await vscode.page.keyboard.press('Control+Z');
      await hint('inception').toMatch(/^top /);
    });

    it('explains a cell on hover, with a drawing and its costs', async () => {
      const hover = vscode.page.locator('.monaco-hover:visible').first();
      await vscode.hover(
        vscode.line('cell inception').getByText('inception', { exact: true }).first(),
        hover.getByText(/parameters/i).first(),
      );
      await expect
        .poll(() =>
          hover
            .locator('img')
            .first()
            .evaluate(i => (i as HTMLImageElement).naturalWidth),
        )
        .toBeGreaterThan(50);
      expect(await hover.innerText()).toMatch(/nasbench101/);
      await vscode.page.waitForTimeout(300);
      await vscode.screenshot('hover');
      await vscode.page.keyboard.press('Escape');
    });

    it('welcomes to an empty sidebar', async () => {
      await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
      await vscode.page
        .locator('.sidebar')
        .getByText(/No experiments yet/)
        .waitFor();
      await vscode.screenshot('empty sidebar');
    });

    it('searches from the palette, and shows the cells found, ranked, without taking a key from the editor', async () => {
      const found = () => vscode.page.getByRole('tab', { name: /found\.cell/ });
      await vscode.command('ReNAS: Search for Better Cells…');
      await vscode.pick('nasbench201');
      await vscode.pick('evolution');
      await vscode.page
        .locator('.quick-input-widget input[placeholder*="How many cells to score"]')
        .waitFor();
      await vscode.page.locator('.quick-input-widget input').first().fill('1,500');
      await vscode.pick('1,500');
      await experiment(/Search nasbench201/i).waitFor();
      await vscode.screenshot('a search runs');

      await vscode.line('cell inception').click();
      await vscode.page.keyboard.press('Control+Home');
      await vscode.page.keyboard.type('// ');
      let typed = '';
      for (; typed.length < 600 && !(await found().isVisible()); typed += 'a')
        await vscode.page.keyboard.type('a', { delay: 100 });
      await vscode.page.keyboard.type('bcd', { delay: 100 });
      await found().waitFor();
      const own = path.join(vscode.folder, 'inception.cell');
      await expect.poll(() => readFileSync(own, 'utf8').split('\n')[0], soon).toMatch(/^\/\/ a*bcd/);
      expect(readFileSync(own, 'utf8')).toContain(`// ${typed}bcd`);
      await vscode.panel().locator('canvas').first().waitFor();

      const line = vscode.page.locator('.editor-instance .view-line', { hasText: /cell\sfound1\b/ }).first();
      await expect
        .poll(async () => ((await line.textContent()) ?? '').replace(/\u00a0/g, ' '), soon)
        .toMatch(/top (0\.\d+|<0\.01) % · 1st of 10$/);
      await vscode.screenshot('cells found');
      await line.click();
      await vscode.page.keyboard.type('x');
      await vscode.page.getByText('Cannot edit in read-only editor').first().waitFor();
      await expect
        .poll(() => experiment(/Search nasbench201/i).innerText(), soon)
        .toMatch(/top \S+ %|≈ 1st of 15,625/);
      await vscode.line('// a').click();
      for (const key of ['Control+Home', 'Shift+End', 'Delete', 'Delete'])
        await vscode.page.keyboard.press(key);
    });

    it('shows the run in the panel, with its curve and its cells', async () => {
      await experiment(/Search nasbench201/i).click();
      const panel = vscode.panel();
      await panel
        .getByText(/Search nasbench201/i)
        .first()
        .waitFor();
      await panel.locator('canvas').first().waitFor();
      await panel.getByText('found1').first().waitFor();
      await vscode.screenshot('panel with a search');
    });

    it('trains a predictor from the panel, and its progress is in the sidebar too', async () => {
      await vscode.command('ReNAS: New Run…');
      const panel = vscode.panel();
      await panel.getByRole('radio', { name: /train/i }).click();
      await vscode.screenshot('panel new training');
      await panel.getByRole('button', { name: /^(Start|Train)/ }).click();
      await experiment(/Train/i).waitFor();
      await vscode.page.waitForTimeout(4000);
      await vscode.screenshot('panel with a training');
      await expect.poll(() => experiment(/Train/i).innerText(), { timeout: 120_000 }).toMatch(/τ -?\d/);
      await vscode.screenshot('panel after the training');
    });

    it('has room for the table beside the run, alone in the window', async () => {
      await vscode.command('View: Close All Editors');
      await experiment(/Search nasbench201/i).click();
      const panel = vscode.panel();
      await panel.getByRole('row', { name: /Train on/ }).waitFor();
      await panel.locator('canvas').first().waitFor();
      await panel.getByText('found1').first().waitFor();
      await vscode.page.mouse.move(700, 5);
      await vscode.page.waitForTimeout(500);
      await vscode.screenshot('panel alone');
      await vscode.picture('panel');
    });

    it('takes the hints back after the predictor process was killed', async () => {
      await vscode.command('View: Close All Editors');
      await vscode.open('residual.cell');
      await expect
        .poll(() => vscode.page.locator('.view-line', { hasText: /top\s\S+\s%/ }).count(), soon)
        .toBeGreaterThan(0);
      killPredictor(vscode.folder);
      await vscode.page.waitForTimeout(200);
      await vscode.open('inception.cell');
      await vscode
        .line('a = conv1x1(input)')
        .locator('span', { hasText: /^conv1x1$/ })
        .first()
        .dblclick();
      await vscode.page.keyboard.type('maxpool3x3');
      await vscode.line('a = maxpool3x3(input)').waitFor();
      await hint('inception').toMatch(/^top /);
    });

    it('keeps its runs over a reload of the window', async () => {
      await vscode.reload();
      // A click on the sidebar's tab would close it where the window has shown it again already.
      await vscode.command('Focus on Experiments View');
      await experiment(/Search nasbench201/i).waitFor();
      expect(existsSync(path.join(vscode.folder, '.renas', 'runs'))).toBe(true);
      expect(readdirSync(path.join(vscode.folder, '.renas', 'runs')).length).toBeGreaterThanOrEqual(2);
    });
  },
);

/** The predictor process of this window: the child of a server that was started from this profile. */
function killPredictor(folder: string): void {
  const profile = path.dirname(folder);
  const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  const lines = processes.split('\n').filter(line => line.includes(profile) && /cli\.js serve/.test(line));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) process.kill(Number.parseInt(line, 10), 'SIGKILL');
}
