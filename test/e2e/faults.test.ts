import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { writeSpelling } from '../../src/cells/spelling';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { browserPath } from '../browser';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
const space = builtInSpaces().get('nasbench201')!;

/** What a name of a file or of a column may be on most systems. */
const link = '[Repair](command:workbench.action.quit)';
const tableName = `${link} $(trash) \u202egnp.csv`;
const columnName = `acc ${link} <img src=x> \u001b[2J`;
const table = [
  `arch_str,${columnName},note`,
  ...sampleCells(space, 40, createRandom(3)).map(
    (cell, i) => `${writeSpelling(space, cell)},${50 + i},${'long '.repeat(i === 7 ? 20_000 : 1)}`,
  ),
].join('\n');

/** What goes wrong on a disk, and what comes with a folder of somebody else, as a user of VS Code sees it. */
describe.skipIf(!browserPath)('faults in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({
      version: versions.at(-1) as string,
      settings: { 'files.autoSave': 'off' },
    });
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
  });
  afterAll(() => vscode?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  describe.skipIf(!mayMount)('of a disk (needs the right to mount one)', () => {
    const disk = () => path.join(vscode.folder, '.renas');
    const mount = (options: string) => {
      mkdirSync(disk(), { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk()]);
    };
    afterEach(async () => {
      await vscode.command('Notifications: Clear All Notifications');
      execFileSync('umount', ['-l', disk()]);
      rmSync(disk(), { recursive: true });
    });

    it.each([
      ['full', 'size=4k', /full/],
      ['read-only', 'ro', /read-only/],
    ])('that is %s is told in one sentence, and nothing is lost', async (name, options, sentence) => {
      const file = path.join(vscode.folder, 'inception.cell');
      const before = readFileSync(file, 'utf8');
      mount(options);
      await vscode.open('inception.cell');
      await vscode.line('cell inception').click();
      await vscode.command('ReNAS: Search from This Cell');
      const told = vscode.page.locator('.notification-toast', { hasText: sentence });
      await told.waitFor(soon);
      await vscode.screenshot(`a disk that is ${name}`);
      expect(await told.innerText()).not.toMatch(/\bE[A-Z]{4,}|at .*\.js|undefined/);
      expect(readFileSync(file, 'utf8')).toBe(before);
      expect(await vscode.page.locator('.tab.dirty').count()).toBe(0);
    });
  });

  it('of names in a table: they are text in the form, in the sidebar and in hovers', async () => {
    writeFileSync(path.join(vscode.folder, tableName), table);
    expect(readdirSync(vscode.folder)).toContain(tableName);
    await vscode.command('ReNAS: New Run…');
    const form = vscode.panel();
    await form.getByRole('radio', { name: /train/i }).click();
    await form
      .getByText(/40 rows, their cells given by arch_str/)
      .first()
      .waitFor(soon);
    await vscode.screenshot('hostile names in the form');
    expect(await form.locator('body').innerText()).not.toMatch(/(?!\s)\p{Cc}|\u202e/u);
    expect(await form.locator('img[src="x"], a[href^="command:"]').count()).toBe(0);
    expect(await vscode.page.locator('.sidebar').innerText()).not.toContain('Repair');
  });

  it('of an untitled document and of a file: names and comments are text in hovers', async () => {
    const { page } = vscode;
    const words = `${link} <img src=x> \u202egnp \u001b[2J`;
    const ours = readFileSync(path.join(vscode.folder, 'ours.cell'), 'utf8');
    const hostile = /space lab \{.*?\n\}\n/s.exec(ours)![0].replace('space lab', 'space hostile');
    writeFileSync(path.join(vscode.folder, `${link}.cell`), `/// ${words}\n${hostile}`);
    await vscode.command('View: Close All Editors');
    await vscode.command('File: New Untitled Text File');
    await vscode.command('Change Language Mode');
    await vscode.pick('Cell');
    await page.keyboard.insertText(
      '\ncell evil : hostile {\n  a = conv3x3(input)\n  output = concat(a)\n}\n',
    );
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText(`/// ${words}`);
    await expect.poll(() => vscode.hint('evil'), soon).toMatch(/top /);
    const hover = page.locator('.monaco-hover:visible').last();
    for (const word of ['evil', 'hostile']) {
      await vscode.hover(vscode.line('cell').getByText(word, { exact: true }).first(), hover);
      await expect.poll(() => hover.innerText(), soon).toContain('Repair');
      await vscode.screenshot(`hostile words in the hover over ${word}`);
      expect(await hover.innerText()).not.toMatch(/(?!\s)\p{Cc}|\u202e/u);
      const links = hover.locator('a').evaluateAll(all => all.map(each => each.outerHTML).join());
      expect(await links).not.toContain('workbench.action.quit');
      expect(await hover.locator('img[src="x"]').count()).toBe(0);
      await page.mouse.move(0, 0);
    }
  });

  it('the old side of a diff adds nothing to what the workspace has', async () => {
    await vscode.command('View: Close All Editors');
    await vscode.open('ours.cell');
    const cells = vscode.page.locator('.sidebar .monaco-list-row', { hasText: 'ours.cell' });
    await expect.poll(() => cells.count(), soon).toBeGreaterThan(0);
    const count = await cells.count();
    await vscode.line('cell').click();
    await vscode.page.keyboard.press('Control+End');
    await vscode.page.keyboard.type('\n// changed\n');
    await vscode.command('File: Compare Active File with Saved');
    await vscode.page.locator('.monaco-diff-editor').first().waitFor();
    await vscode.page.waitForTimeout(3000);
    await vscode.screenshot('a diff with the saved file');
    expect(await cells.count()).toBe(count);
    expect(await vscode.page.locator('.squiggly-error, .squiggly-warning').count()).toBe(0);
  });
});
