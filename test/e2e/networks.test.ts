import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { openWorkbench, type Workbench } from './workbench';

const soon = { timeout: 60_000 };
const networks = path.resolve(import.meta.dirname, '../../examples/networks');

/** A space of networks with a Python class as an operation, declared in another file, and with a table of costs. */
describe.skipIf(!browserPath)('a space of networks in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({
      settings: { 'renas.costs': ['ops.csv'], 'renas.hintCosts': ['latency_ms'] },
    });
    const text = readFileSync(path.join(networks, 'attention.cell'), 'utf8');
    const operation = /(?:\/\/\/[^\n]*\n)*operation attention[\s\S]*?\n\n/.exec(text)![0];
    writeFileSync(path.join(vscode.folder, 'blocks.cell'), operation);
    writeFileSync(path.join(vscode.folder, 'mixed.cell'), text.replace(operation, ''));
    cpSync(path.join(networks, 'blocks.py'), path.join(vscode.folder, 'blocks.py'));
    // A millisecond for each operation, whatever it is.
    writeFileSync(path.join(vscode.folder, 'ops.csv'), 'operation,latency_ms\n,1\n');
  });
  afterAll(() => vscode?.close());

  const word = (line: string, text: string) =>
    vscode
      .line(line)
      .locator('span', { hasText: new RegExp(`^${text}$`) })
      .first();
  const hoverText = async () =>
    (await vscode.page.locator('.monaco-hover:visible').first().innerText()).replace(/\s+/g, ' ');

  it('has ranks and what the table says in hints and in the hover of a cell', async () => {
    await vscode.open('mixed.cell');
    await expect.poll(() => vscode.hint('mixed'), soon).toMatch(/^≈ top \S+ %.* · \d+ ms of latency/);
    await vscode.hover(
      word('cell mixed', 'mixed'),
      vscode.page.locator('.monaco-hover:visible', { hasText: 'by your tables of costs' }),
    );
    await vscode.screenshot('costs of a table');
    expect(await hoverText()).toMatch(/\d+ ms of latency, by your tables of costs/);
    await vscode.page.keyboard.press('Escape');
  });

  it('explains an operation of another file, which is a Python class', async () => {
    await vscode.hover(
      word('= attention(', 'attention'),
      vscode.page.locator('.monaco-hover:visible', { hasText: 'A Python class' }),
    );
    await vscode.screenshot('an operation of another file');
    expect(await hoverText()).toMatch(
      /operation attention\(heads\).*Declared in blocks\.cell\..*A Python class: blocks\.Attention\./,
    );
    await vscode.page.keyboard.press('Escape');
  });

  it('completes it, and leads to its declaration', async () => {
    await word('= attention(', 'attention').dblclick();
    await vscode.page.keyboard.type('att');
    const suggestion = vscode.page
      .locator('.suggest-widget .monaco-list-row', { hasText: 'attention' })
      .first();
    await expect
      .poll(async () => {
        await vscode.page.keyboard.press('Control+Space');
        return suggestion.isVisible();
      }, soon)
      .toBe(true);
    await vscode.screenshot('completion of an operation of another file');
    await vscode.page.keyboard.press('Escape');
    await vscode.page.keyboard.press('Control+Z');
    await word('= attention(', 'attention').click();
    await vscode.page.keyboard.press('F12');
    await vscode.page.getByRole('tab', { name: 'blocks.cell', selected: true }).first().waitFor();
    await vscode.screenshot('declaration in another file');
  });

  it('begins a search with the table of costs', async () => {
    await vscode.command('ReNAS: New Run…');
    const panel = vscode.panel();
    await panel.getByRole('radio', { name: 'Search for cells' }).click();
    const field = panel.getByRole('textbox', { name: 'Cost table' });
    await field.scrollIntoViewIfNeeded();
    expect(await field.inputValue()).toBe('ops.csv');
    await vscode.screenshot('costs in the search form');
  });
});

it.skipIf(!browserPath)(
  'tables of costs are those of the folder of a file, or of the one that has them (needs a Chromium)',
  async () => {
    const vscode = await openWorkbench({
      folders: ['lab', 'bare'],
      settings: { 'renas.costs': ['ops.csv'], 'renas.hintCosts': ['latency_ms'] },
    });
    try {
      const beside = path.dirname(vscode.folder);
      const cell = (name: string) => `use nasbench101\n\ncell ${name} {\n  output = concat(input)\n}\n`;
      for (const [folder, name, milliseconds] of [
        ['examples', 'first', 1],
        ['lab', 'second', 3],
        ['bare', 'third', undefined],
      ] as const) {
        if (milliseconds)
          writeFileSync(path.join(beside, folder, 'ops.csv'), `operation,latency_ms\n,${milliseconds}\n`);
        writeFileSync(path.join(beside, folder, `${name}.cell`), cell(name));
      }
      const latency = async (name: string) => {
        await vscode.open(`${name}.cell`);
        await expect.poll(() => vscode.hint(name), soon).toMatch(/ \d+ ms of latency/);
        return Number(/ (\d+) ms of latency/.exec((await vscode.hint(name)) ?? '')![1]);
      };
      const first = await latency('first');
      expect(await latency('second')).toBe(3 * first);
      expect(await latency('third')).toBe(first);
      await vscode.screenshot('costs of several folders');
    } finally {
      await vscode.close();
    }
  },
);
