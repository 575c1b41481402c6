import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { syntheticTable } from './syntheticTable';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };
const newest = versions.at(-1) as string;

/** The sidebar and the palette beyond the first day: cells, tables, suggestions, loops. */
describe.skipIf(!browserPath)('the sidebar in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({ version: newest, settings: { 'renas.openFoundCells': false } });
    writeFileSync(path.join(vscode.folder, 'measured.csv'), syntheticTable(60));
  });
  afterAll(() => vscode?.close());

  const row = (text: string | RegExp) =>
    vscode.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  const input = () => vscode.page.locator('.quick-input-widget input').first();
  const type = async (text: string) => {
    await input().fill(text);
    await vscode.page.keyboard.press('Enter');
  };
  const chooseInMenu = async (on: Locator, action: string) => {
    const item = vscode.page.getByRole('menuitem', { name: action });
    // A list that is drawn anew closes the menu of a row, and a menu takes no click in its first moment.
    const chosen = async () => {
      await on.click({ button: 'right' });
      await item.hover({ timeout: 5000 });
      await vscode.page.waitForTimeout(300);
      await item.click({ timeout: 5000 });
      return true;
    };
    await expect
      .poll(() => chosen().catch(() => vscode.page.keyboard.press('Escape').then(() => false)), soon)
      .toBe(true);
    await item.waitFor({ state: 'hidden' });
  };
  /** Waits for a question, which stands in its input or above it. */
  const question = (text: string) =>
    vscode.page
      .locator(`.quick-input-widget:has-text("${text}"), .quick-input-widget input[placeholder*="${text}"]`)
      .first()
      .waitFor();
  /** Into VS Code's own dialog for files, which swallows what is typed while it reads a folder. */
  const choosePath = async (title: string, file: string) => {
    await question(title);
    const dialog = vscode.page.locator('.quick-input-widget', { hasText: title });
    for (let tries = 0; tries < 10 && (await dialog.isVisible()); tries++) {
      await vscode.page.waitForTimeout(1000);
      if ((await dialog.isVisible()) && (await input().inputValue()) !== file) await input().fill(file);
      await vscode.page.waitForTimeout(1000);
      if (!(await dialog.isVisible())) return;
      await vscode.page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden', timeout: 3000 }).catch(() => undefined);
    }
  };

  it('lists the cells of the workspace by space and rank, and opens the one clicked', async () => {
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
    await expect.poll(() => row('inception.cell').innerText(), soon).toMatch(/top \S+ %/);
    await vscode.screenshot('cells');
    await row(/^\s*inception/).click();
    await vscode.page.getByRole('tab', { name: 'inception.cell', selected: true }).first().waitFor();
    await vscode.line('cell inception').hover();
    await vscode.hover(row(/^\s*inception/), vscode.page.locator('.monaco-hover:visible img').first());
    await vscode.screenshot('a cell in the sidebar');
  });

  it('compares two cells selected', async () => {
    await vscode.page.keyboard.press('Escape');
    const cells = vscode.page.locator('.sidebar .monaco-list-row', { hasText: 'inception.cell' });
    const selected = vscode.page.locator('.sidebar .monaco-list-row.selected', { hasText: 'inception.cell' });
    // A list that is drawn anew between two clicks loses the first.
    await expect
      .poll(async () => {
        await cells.nth(0).click();
        await cells.nth(1).click({ modifiers: ['ControlOrMeta'] });
        return selected.count();
      }, soon)
      .toBe(2);
    await chooseInMenu(cells.nth(1), 'Compare Cells…');
    const compared = vscode.panel().getByRole('region', { name: 'Comparison' }).getByRole('article');
    await compared.nth(1).locator('.drawing svg').waitFor();
    await vscode.screenshot('two cells compared');
    await vscode.picture('sidebar');
  });

  it('imports a table, says what it has, and offers it for a training', async () => {
    await vscode.command('ReNAS: Import Benchmark…');
    await question('What to import');
    await vscode.screenshot('what to import');
    await vscode.pick('A table of measured cells');
    await choosePath('the file to import', path.join(vscode.folder, 'measured.csv'));
    await question('The search space of its cells');
    await vscode.pick('nasbench201');
    await question('60 rows');
    await vscode.screenshot('columns to import');
    await vscode.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await question('The table to make of');
    await vscode.screenshot('the table to make');
    await vscode.pick('measured.celltable');
    const told = vscode.page.locator('.notification-toast', {
      hasText: 'measured.celltable has 60 cells of nasbench201 with one figure each',
    });
    await told.waitFor();
    await vscode.screenshot('imported');
    expect(readdirSync(vscode.folder)).toContain('measured.celltable');
    await told.getByRole('button', { name: 'Show' }).click();
    await vscode.page.getByRole('treeitem', { name: /measured\.celltable/, selected: true }).waitFor();
  });

  it('suggests cells to measure, with room for what they measure', async () => {
    await vscode.command('View: Close All Editors');
    await vscode.command('ReNAS: Suggest Cells to Measure…');
    await question('What is measured so far');
    await vscode.screenshot('suggest from what');
    await vscode.pick('Nothing yet');
    await vscode.pick('nasbench201');
    await question('What is measured');
    await type('accuracy');
    await vscode.pick('To find the best cell');
    await question('How many cells');
    await type('3');
    await vscode.page.locator('.view-line', { hasText: 'suggested1' }).first().waitFor();
    await expect.poll(() => vscode.hint('suggested1'), soon).toMatch(/of 3$/);
    expect(
      await vscode.page.locator('.view-line', { hasText: /measured\saccuracy\s=/ }).count(),
    ).toBeGreaterThan(0);
    await vscode.screenshot('suggested');
  });

  it('runs a measurement loop, which is a run like others', async () => {
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
    await vscode.command('ReNAS: Run a Measurement Loop…');
    await vscode.pick('nasbench201');
    await vscode.pick('measured.csv');
    await vscode.pick('accuracy');
    await question('Which values of accuracy are better');
    await vscode.pick('Higher');
    await question('How many of the 60 cells');
    await vscode.screenshot('budget of a loop');
    await type('12');
    await expect
      .poll(() => row(/Measure nasbench201/).innerText(), { timeout: 120_000 })
      .toMatch(/accuracy \d/);
    await vscode.screenshot('a loop is done');
  });

  it('shows the models and the menu of the status bar', async () => {
    await vscode.page.keyboard.press('Escape');
    await vscode.hover(
      row(/in use/),
      vscode.page.locator('.monaco-hover:visible', { hasText: 'Learned from' }).first(),
    );
    await vscode.screenshot('models');
    await vscode.command('ReNAS: Show Menu…');
    await question('Predictor, runs and settings');
    await vscode.screenshot('menu');
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  });

  it('evaluates, exports, imports, chooses and deletes a predictor', async () => {
    const { page, folder } = vscode;
    const dialog = page.locator('.monaco-dialog-box');
    const told = (text: RegExp) => page.locator('.notification-toast', { hasText: text });
    const act = async (on: RegExp, action: string) => {
      await chooseInMenu(row(on), action);
    };
    await act(/renas, 156 cells/, 'Evaluate Predictor…');
    await vscode.pick('measured.csv');
    await vscode.pick('accuracy');
    await expect.poll(() => dialog.innerText(), soon).toMatch(/Kendall/);
    await vscode.screenshot('evaluated');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await act(/renas, 156 cells/, 'Export Predictor…');
    await choosePath('to put a copy of', `${folder}/`);
    await told(/Exported to/).waitFor();
    const exported = readdirSync(folder).find(name => name.startsWith('nasbench201-')) ?? '';
    await page.keyboard.press('Escape');

    await vscode.command('ReNAS: Import Predictor…');
    await choosePath('The folder of the predictor', path.join(folder, exported));
    await told(/Imported a predictor for nasbench201/)
      .getByRole('button', { name: 'Use for Hints' })
      .click();
    await row(new RegExp(`${exported}[^]*in use`)).waitFor();
    await vscode.screenshot('imported model in use');

    await act(new RegExp(exported), 'Delete Predictor…');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await row(/default, 15,625 cells.*in use/).waitFor();
    expect(await row(new RegExp(exported)).count()).toBe(0);
  });

  it('ticks the first steps off as they are done', async () => {
    await vscode.command('ReNAS: Get Started');
    const steps = vscode.page.locator('.getting-started-step');
    await expect.poll(() => steps.count(), soon).toBe(5);
    await vscode.screenshot('walkthrough');
    // Cells were opened, and the loop has left a predictor.
    await expect.poll(() => steps.locator('.codicon-getting-started-step-checked').count(), soon).toBe(2);
    await vscode.command('ReNAS: Open Panel');
    await vscode.page.getByRole('tab', { name: /^(Walkthrough: ReNAS|Welcome)/ }).click();
    await expect.poll(() => steps.locator('.codicon-getting-started-step-checked').count(), soon).toBe(3);
    await vscode.screenshot('three steps done');
  });
});

describe.skipIf(!browserPath)('a run that was killed (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({ settings: { 'renas.openFoundCells': false } });
  });
  afterAll(() => vscode?.close());

  it('is shown as interrupted, and goes on to its end when it is resumed', async () => {
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
    await vscode.command('ReNAS: Search for Better Cells…');
    await vscode.pick('nasbench101');
    await vscode.pick('evolution');
    await vscode.pick('50,000');
    const run = vscode.page.locator('.sidebar .monaco-list-row', { hasText: 'Search nasbench101' }).first();
    await expect.poll(() => run.innerText(), soon).toMatch(/[1-9]\d* %/);
    const runs = path.join(vscode.folder, '.renas', 'runs');
    const [id = ''] = readdirSync(runs);
    process.kill(JSON.parse(readFileSync(path.join(runs, id, 'run.json'), 'utf8')).pid, 'SIGKILL');
    await expect.poll(() => run.innerText(), soon).toContain('interrupted · can be resumed');
    await run.hover();
    await vscode.screenshot('interrupted');
    await run.getByRole('button', { name: 'Resume Run' }).click();
    await expect.poll(() => run.innerText(), { timeout: 120_000 }).toMatch(/top \S+ %|≈ \d+\w\w of 423,624/);
    expect(readdirSync(runs)).toEqual([id]);
    await vscode.screenshot('resumed');
  });
});

describe.skipIf(!browserPath)('workspaces of several folders and of none (needs a Chromium)', () => {
  const search = async (vscode: Workbench) => {
    await vscode.command('ReNAS: Search for Better Cells…');
    await vscode.pick('nasbench201');
    await vscode.pick('evolution');
    await vscode.pick('500');
  };
  const sidebar = (vscode: Workbench, text: string | RegExp) =>
    vscode.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();

  it('keep each run in the folder of the file edited last, and show those of all', async () => {
    const vscode = await openWorkbench({ folders: ['lab'], settings: { 'renas.openFoundCells': false } });
    try {
      const lab = path.join(path.dirname(vscode.folder), 'lab');
      writeFileSync(
        path.join(lab, 'mine.cell'),
        'use nasbench101\n\ncell mine {\n  output = concat(input)\n}\n',
      );
      await vscode.open('mine.cell');
      await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
      await search(vscode);
      await sidebar(vscode, /Search nasbench201\s*top/).waitFor();
      await vscode.open('inception.cell');
      await search(vscode);
      await expect.poll(() => readdirSync(path.join(vscode.folder, '.renas', 'runs')).length, soon).toBe(1);
      expect(readdirSync(path.join(lab, '.renas', 'runs')).length).toBe(1);
      await sidebar(vscode, /^\s*examples/).waitFor();
      await sidebar(vscode, /^\s*lab\s*1/).waitFor();
      // Runs that are alike have the time in their names.
      const done = vscode.page.locator('.sidebar .monaco-list-row', { hasText: /Search nasbench201.*top/ });
      await expect.poll(() => done.count(), soon).toBe(2);
      await vscode.command('ReNAS: New Run…');
      await vscode.panel().getByText('Kept in examples, the folder of the file edited last.').waitFor();
      await vscode.screenshot('several folders');
    } finally {
      await vscode.close();
    }
  });

  it('keep runs with the extension where no folder is open, and say so', async () => {
    const vscode = await openWorkbench({ folders: [], settings: { 'renas.openFoundCells': false } });
    try {
      await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
      await vscode.page
        .locator('.sidebar')
        .getByText(/No folder is open, so experiments are kept/)
        .waitFor();
      await vscode.screenshot('no folder');
      await search(vscode);
      await sidebar(vscode, /Search nasbench201\s*top/).waitFor();
      await vscode.page
        .locator('.sidebar')
        .getByText(/No folder is open, so experiments are kept/)
        .waitFor();
      await vscode.screenshot('a run without a folder');
    } finally {
      await vscode.close();
    }
  });
});
