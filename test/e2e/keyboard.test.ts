import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { syntheticTable } from './syntheticTable';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };

/** One job from a table to a report; nothing here clicks. */
describe.skipIf(!browserPath)('by keyboard alone, in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({
      version: versions.at(-1) as string,
      settings: { 'renas.openFoundCells': false, 'renas.notifications': 'none' },
    });
    writeFileSync(path.join(vscode.folder, 'lab.csv'), syntheticTable(60));
  });
  afterAll(() => vscode?.close());

  const key = (...keys: readonly string[]) =>
    keys.reduce((before, each) => before.then(() => vscode.page.keyboard.press(each)), Promise.resolve());
  const type = (text: string) => vscode.page.keyboard.type(text, { delay: 10 });
  const widget = () => vscode.page.locator('.quick-input-widget');
  /** The option that Enter takes. */
  const chosen = (text: string) => widget().locator('.monaco-list-row.focused', { hasText: text });
  const asked = (text: string) =>
    vscode.page
      .locator(`.quick-input-widget:has-text("${text}"), .quick-input-widget input[placeholder*="${text}"]`)
      .first()
      .waitFor(soon);
  /** Answers a question by a part of an option's text, or by a text of one's own. */
  const answer = async (question: string, text: string, isOption = true) => {
    await asked(question);
    await type(text);
    if (isOption) await chosen(text).waitFor(soon);
    await key('Enter');
  };
  /** A palette that opened before VS Code had read the extension stays without its commands, so it is opened again. */
  const palette = async (title: string) => {
    for (let tries = 1; ; tries++) {
      await key('F1');
      await widget().locator('input').first().waitFor(soon);
      await type(title);
      try {
        await chosen(title).waitFor({ timeout: 15_000 });
        break;
      } catch (error) {
        if (tries === 4) throw error;
        await key('Escape');
      }
    }
    await key('Enter');
  };
  /** Into VS Code's own dialog for files, which swallows what is typed while it reads a folder. */
  const choosePath = async (title: string, file: string) => {
    await asked(title);
    const input = widget().locator('input').first();
    for (let tries = 0; tries < 10 && (await widget().isVisible()); tries++) {
      await vscode.page.waitForTimeout(1000);
      if ((await input.inputValue()) !== file) {
        await key('Control+A');
        await type(file);
      }
      await vscode.page.waitForTimeout(1000);
      await key('Enter');
      await vscode.page.waitForTimeout(1000);
      if (!(await vscode.page.locator('.quick-input-widget', { hasText: title }).isVisible())) return;
    }
  };
  /** What the panel's page has the focus on. */
  const focused = () =>
    vscode
      .panel()
      .locator('body')
      .evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
      });
  const tabTo = async (name: string) => {
    const passed: string[] = [];
    for (let tries = 0; tries < 60; tries++) {
      const now = await focused();
      if (now === name) return;
      passed.push(now.slice(0, 30));
      await key('Tab');
    }
    throw new Error(`Tab does not reach '${name}', only ${passed.join(' › ')}`);
  };
  const runs = () => {
    const folder = path.join(vscode.folder, '.renas', 'runs');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap(name => {
      const file = path.join(folder, name, 'run.json');
      return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8'))] : [];
    });
  };
  const done = (command: string) =>
    runs().filter(run => run.command === command && run.state === 'done').length;

  it('a table is imported', async () => {
    await palette('ReNAS: Import Benchmark…');
    await answer('What to import', 'A table of measured cells');
    await choosePath('the file to import', path.join(vscode.folder, 'lab.csv'));
    await answer('The search space of its cells', 'nasbench201');
    await asked('60 rows');
    await key('Enter');
    await answer('The table to make of', 'lab.celltable');
    await expect.poll(() => readdirSync(vscode.folder), soon).toContain('lab.celltable');
  });

  it('a predictor is trained with three seeds', async () => {
    await palette('ReNAS: New Run…');
    await vscode.panel().getByRole('radio', { name: 'Train a predictor' }).waitFor(soon);
    await tabTo('Search for cells');
    await key('ArrowRight');
    // Nothing starts while the table is read.
    const launch = vscode.panel().getByRole('button', { name: 'Train Predictor' });
    await expect.poll(() => launch.isEnabled(), soon).toBe(true);
    await vscode.screenshot('the form by keyboard');
    await tabTo('Runs');
    await key('Control+A');
    await type('3');
    await key('Enter');
    await expect.poll(() => done('train'), { timeout: 300_000 }).toBe(3);
    await vscode.screenshot('three seeds');
  }, 400_000);

  it('a search is run and compared with another', async () => {
    const searches = () => runs().filter(run => run.command === 'search');
    for (const [i, strategy] of ['evolution', 'random'].entries()) {
      await palette('ReNAS: Search for Better Cells…');
      await answer('The search space', 'nasbench201');
      await answer('How to look for cells', strategy);
      // Enter follows at once, before VS Code can list what was typed.
      await answer('How many cells to score', '400', false);
      await expect.poll(() => searches().length, soon).toBe(i + 1);
      await expect.poll(() => done('search'), { timeout: 120_000 }).toBe(i + 1);
    }
    const asked400 = (strategy: string) => expect.stringContaining(`--strategy ${strategy} --budget 400 `);
    expect(
      searches()
        .map(run => run.arguments.join(' '))
        .sort(),
    ).toEqual([asked400('evolution'), asked400('random')]);
    await palette('ReNAS: Compare Runs…');
    await asked('The runs to compare');
    await type('Search nasbench201');
    // Of a list in which several can be chosen, no row is the active one yet.
    await expect.poll(() => widget().locator('.monaco-list-row').count(), soon).toBe(2);
    await vscode.screenshot('runs to compare');
    await key('ArrowDown', 'Space', 'ArrowDown', 'Space');
    await expect.poll(() => widget().locator('.quick-input-count').innerText(), soon).toContain('2');
    await key('Enter');
    const differences = vscode.panel().getByRole('region', { name: 'Differences' });
    for (const strategy of ['evolution', 'random'])
      await expect.poll(() => differences.innerText(), soon).toContain(strategy);
    // The page gets the focus once it is in sight, and a list that opened before would close.
    await expect.poll(() => vscode.page.evaluate(() => document.activeElement?.tagName), soon).toBe('IFRAME');
    await vscode.screenshot('two searches compared');
  });

  it('a report is written', async () => {
    await palette('ReNAS: Write Report…');
    await answer('The run to report', 'Search nasbench201');
    await choosePath('Where to write the report', path.join(vscode.folder, 'report.html'));
    await expect.poll(() => existsSync(path.join(vscode.folder, 'report.html')), soon).toBe(true);
    expect(readFileSync(path.join(vscode.folder, 'report.html'), 'utf8')).toContain('nasbench201');
  });
});
