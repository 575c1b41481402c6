import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { syntheticTable } from './syntheticTable';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };

/** Runs that are started from the panel and do their work while one looks at them. */
describe.skipIf(!browserPath)('runs at work in the panel of a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({ version: versions.at(-1) as string });
    const [head, ...lines] = syntheticTable(60).split('\n');
    // Another measurement of the same cells, which disagrees a little.
    const rows = lines.map((line, i) => `${line},${(Number(line.split(',')[1]) + (i % 7) / 2).toFixed(2)}`);
    writeFileSync(path.join(vscode.folder, 'lab.csv'), [`${head},test`, ...rows].join('\n'));
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
  });
  afterAll(() => vscode?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const detail = () => vscode.panel().getByRole('article', { name: 'Selected run' });
  const button = (name: string) => detail().getByRole('button', { name, exact: true });
  const listed = (text: string | RegExp) =>
    vscode.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  const toasts = () => vscode.page.locator('.notification-toast').allInnerTexts();
  const search = async (budget: string) => {
    await vscode.command('ReNAS: New Run…');
    await vscode.panel().getByRole('radio', { name: 'Search for cells' }).click();
    await vscode.panel().getByRole('textbox', { name: 'Cells to score' }).fill(budget);
    await vscode.panel().getByRole('button', { name: 'Search', exact: true }).click();
  };

  it('a run that is at work is not run again, and one that is cancelled is only that', async () => {
    await search('400000');
    await button('Cancel').waitFor(soon);
    await expect.poll(() => detail().innerText(), soon).toContain('found1');
    expect(await button('Run Again').count()).toBe(0);
    expect(await button('Resume').count()).toBe(0);
    await button('Cancel').click();
    await expect.poll(() => detail().innerText(), soon).toContain('It was stopped when asked to');
    await button('Run Again').waitFor();
    await button('Resume').waitFor();
    const all = [await detail().innerText(), await listed('Search').innerText(), ...(await toasts())];
    expect(all.join('\n')).not.toMatch(/process (has )?ended|interrupted/);
    expect(await listed('Search').innerText()).toMatch(/cancelled/);
    await vscode.screenshot('a run cancelled');
  });

  it('the cells that a search has found open beside the page that shows it', async () => {
    await search('600');
    await vscode.page.getByRole('tab', { name: /found\.cell/ }).waitFor(soon);
    const panelTab = vscode.page.locator('.tab.active', { hasText: /^ReNAS$/ });
    expect(await panelTab.count()).toBe(1);
    await expect.poll(() => detail().innerText(), soon).toContain('Best Cells Found'.toUpperCase());
    expect(await detail().locator('canvas').first().isVisible()).toBe(true);
    // What has the focus hears the next keys.
    const heard = await vscode.page.evaluate(
      () => document.activeElement?.closest('.monaco-editor') === null,
    );
    expect(heard).toBe(true);
    await vscode.screenshot('cells found beside the panel');
  });

  it('is deleted by a name that tells it from the others', async () => {
    await button('Delete…').click();
    const dialog = vscode.page.locator('.monaco-dialog-box');
    await expect
      .poll(() => dialog.innerText(), soon)
      .toMatch(/Delete "Search nasbench\d01 · budget 600" and its results\?/);
    await vscode.screenshot('which of two searches is deleted');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await listed('budget 600').count()).toBe(1);
  });

  it('τ is the same figure wherever it stands, and says what it is computed against', async () => {
    await vscode.command('View: Close All Editors');
    await vscode.command('ReNAS: New Run…');
    await vscode.panel().getByRole('radio', { name: 'Train a predictor' }).click();
    const launch = vscode.panel().getByRole('button', { name: 'Train Predictor' });
    await expect.poll(() => launch.isEnabled(), soon).toBe(true);
    await launch.click();
    await expect
      .poll(() => listed('Train on lab.csv').innerText(), { timeout: 300_000 })
      .toMatch(/τ -?\d.*ago|τ -?\d.*now/);
    const [, tau = ''] = /τ (-?\d\.\d{3})/.exec(await listed('Train on lab.csv').innerText()) ?? [];
    expect(tau).not.toBe('');
    await expect.poll(() => detail().innerText(), soon).toMatch(/Kendall’s τ\s+-?\d/);
    const text = await detail().innerText();
    expect(text).toMatch(new RegExp(`Kendall’s τ\\s+${tau} · against (accuracy|test) of \\d+ cells`));
    expect(text).toMatch(/Kendall’s τ against (accuracy|test)/);
    expect(new Set(text.match(/against (accuracy|test)/g)).size).toBe(1);
    expect(text).not.toMatch(/teacher/i);
    const row = vscode
      .panel()
      .getByRole('row', { name: /Train on lab\.csv/ })
      .first();
    expect(await row.innerText()).toContain(`τ ${tau}`);
    const id = await row.getAttribute('id');
    const folder = path.join(vscode.folder, '.renas', 'runs', (id ?? '').replace(/^run-/, ''));
    const record = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8'));
    expect(record.metrics.kendall_tau.toFixed(3)).toBe(tau);
    await vscode.screenshot('one figure for τ');
  }, 400_000);
});
