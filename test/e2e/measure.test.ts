import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };
const newest = versions.at(-1) as string;

/** What trains a cell: it reports five epochs, and is the better the more convolutions the cell has. */
const trainer = `import { appendFileSync, readFileSync } from 'node:fs';
const { RENAS_CELL, RENAS_REPORT } = process.env;
const say = line => appendFileSync(RENAS_REPORT, JSON.stringify(line) + '\\n');
const cell = readFileSync(RENAS_CELL, 'utf8').split(/^cell /m)[1];
const accuracy = 80 + 2 * (cell.match(/= (conv|sep)/g) ?? []).length;
for (let epoch = 1; epoch <= 5; epoch++) {
  await new Promise(resolve => setTimeout(resolve, 200));
  console.log('epoch', epoch, 'of 5');
  say({ event: 'epoch', epoch, of: 5, values: { accuracy: accuracy - 20 / epoch } });
}
say({ event: 'result', values: { accuracy } });
`;

const cells = {
  first: ['a = conv3x3(input)', 'output = concat(a)'],
  second: ['a = conv3x3(input)', 'b = sep3x3(a)', 'output = concat(a, b)'],
  third: ['a = maxpool3x3(input)', 'b = sep3x3(a)', 'output = concat(b)'],
  fourth: ['a = conv3x3(input)', 'b = conv5x5(a)', 'c = conv3x3(b)', 'output = concat(c)'],
  fifth: ['a = sep3x3(input)', 'b = skip(a)', 'output = concat(a, b)'],
};

/** The space of `examples/ours.cell`, of which nothing has been measured, and these cells. */
function cellFile(folder: string): string {
  const space = readFileSync(path.join(folder, 'ours.cell'), 'utf8').split('/// Looks near')[0];
  const own = Object.entries(cells).map(
    ([name, lines]) => `cell ${name} : own {\n${lines.map(line => `  ${line}\n`).join('')}}\n`,
  );
  return [space?.replace('space lab', 'space own').trimEnd(), '', ...own].join('\n');
}

/** From the lens above a cell to its measured lines, in the user's own file. */
describe.skipIf(!browserPath)('measuring in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  let config: string;
  let file: string;
  beforeAll(async () => {
    config = mkdtempSync(path.join(tmpdir(), 'renas-config-'));
    vscode = await openWorkbench({ version: newest, env: { XDG_CONFIG_HOME: config } });
    file = path.join(vscode.folder, 'mine.cell');
    writeFileSync(file, cellFile(vscode.folder));
    writeFileSync(path.join(vscode.folder, 'train.mjs'), trainer);
  });
  afterAll(async () => {
    await vscode?.close();
    rmSync(config, { recursive: true, force: true });
  });
  // What another test has left open could stand in the first editor, whose hints are read.
  beforeEach(() => vscode.command('View: Close All Editors'));
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const lens = (title: string) =>
    vscode.page.locator('.codelens-decoration a', { hasText: new RegExp(`^${title}$`) }).first();
  const choose = async (field: string, value: string) => {
    await vscode.panel().getByRole('combobox', { name: field, exact: true }).click();
    await vscode.panel().getByRole('option', { name: value, exact: true }).click();
  };

  it('measures the cells of a file by a command, writes their lines, and the hints learn from them', async () => {
    await vscode.open('mine.cell');
    await expect.poll(() => vscode.hint('first'), soon).toMatch(/^≈ top /);
    await vscode.screenshot('before');
    await lens('Measure').click();
    await choose('Source', 'Training command');
    await vscode.screenshot('form');
    await choose('Cells', 'All without a measured value');
    const command = vscode.panel().getByRole('textbox', { name: 'Training command', exact: true });
    await command.fill('node train.mjs {network} {epoch}');
    await vscode.panel().getByText('There is no {epoch}, but there is {epochs}.').waitFor();
    await vscode.screenshot('form wrong');
    await command.fill('node train.mjs {network} {epochs}');
    await vscode.screenshot('form filled');
    const before = readFileSync(file, 'utf8');
    await vscode.panel().getByRole('button', { name: 'Measure', exact: true }).click();
    const table = vscode.panel().getByRole('region', { name: 'Measurements' });
    await table.getByRole('row', { name: /first.*measured/ }).waitFor();
    await vscode.screenshot('measuring');
    await expect.poll(() => readFileSync(file, 'utf8'), soon).toMatch(/measured accuracy = 82/);
    await vscode.page.waitForTimeout(2000);
    await vscode.screenshot('measured');
    await table.getByRole('button', { name: 'second: show its log', exact: true }).click();
    await vscode.page.getByText('epoch 5 of 5', { exact: true }).first().waitFor();
    await vscode.page.getByRole('tab', { name: /^second, seed 0\.log/ }).waitFor();
    await vscode.screenshot('log of a training');
    await vscode.open('mine.cell');
    await vscode.screenshot('lines in the document');
    await vscode.page.waitForTimeout(2000);
    await vscode.hover(
      vscode.line('cell first'),
      vscode.page
        .locator('.monaco-hover:visible', { hasText: /learned\sfrom\syour\s5\smeasured\scells/ })
        .first(),
    );
    expect(await vscode.page.getByRole('tab', { name: /^measured\.cell/ }).count()).toBe(0);
    await vscode.screenshot('hover');
    await vscode.page.keyboard.press('Control+Z');
    await expect.poll(() => readFileSync(file, 'utf8'), soon).toBe(before);
    await vscode.screenshot('undone');
  });

  it('measures some cells of a space, those that tell most, from the lens above it', async () => {
    await vscode.open('mine.cell');
    await lens('Measure some cells').click();
    const form = vscode.panel();
    const chosen = path.join(vscode.folder, 'own-to-measure.cell');
    const files = form.getByRole('combobox', { name: 'File', exact: true });
    await expect.poll(() => files.textContent(), soon).toContain('own-to-measure.cell');
    const named = readFileSync(chosen, 'utf8').match(/^cell suggested\d+/gm);
    expect(named).toHaveLength(10);
    expect(readFileSync(chosen, 'utf8')).not.toMatch(/^space /m);
    const cells = form.getByRole('combobox', { name: 'Cells', exact: true });
    expect(await cells.textContent()).toContain('All without a measured value');
    await choose('Source', 'Training command');
    await form
      .getByRole('textbox', { name: 'Training command', exact: true })
      .fill('node train.mjs {network} {epochs}');
    await vscode.screenshot('form of some cells');
    await form.getByRole('button', { name: 'Measure', exact: true }).click();
    const lines = () => readFileSync(chosen, 'utf8').match(/^ {2}measured accuracy = /gm)?.length ?? 0;
    await expect.poll(lines, { timeout: 120_000 }).toBe(10);
    await vscode.open('own-to-measure.cell');
    await vscode.screenshot('some cells measured');
  });

  it('measures in a loop, and shows what it expected against what was measured', async () => {
    const { page } = vscode;
    const panel = vscode.panel();
    await vscode.open('mine.cell');
    await vscode.command('ReNAS: New Run…');
    await panel.getByRole('radio', { name: 'Measure in a loop', exact: true }).click();
    await choose('Source', 'Training command');
    await choose('Space', 'own');
    await panel
      .getByRole('textbox', { name: 'Training command', exact: true })
      .fill('node train.mjs {network} {epochs}');
    for (const [name, value] of [
      ['Cells to measure', '8'],
      ['Cells to verify', '1'],
      ['Seeds to verify', '2'],
      ['Repetitions', '1'],
    ] as const)
      await panel.getByRole('textbox', { name, exact: true }).fill(value);
    await vscode.screenshot('form of a loop');
    await panel.getByRole('button', { name: 'Measure', exact: true }).click();
    await panel.getByRole('button', { name: 'Open Found Cells', exact: true }).waitFor({ timeout: 120_000 });
    const settings = path.join(vscode.folder, '.vscode', 'settings.json');
    mkdirSync(path.dirname(settings), { recursive: true });
    const expected = panel.getByRole('img', { name: /^What the loop expected of accuracy/ });
    await expected.waitFor();
    await expected.scrollIntoViewIfNeeded();
    for (const theme of ['Default Light Modern', 'Default High Contrast', 'Default Dark Modern']) {
      writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      await page.waitForTimeout(1500);
      await vscode.screenshot(`loop ${theme}`);
    }
    await panel.getByRole('button', { name: 'Open Found Cells', exact: true }).click();
    await page
      .locator('.view-line', { hasText: /measured\saccuracy\s=/ })
      .first()
      .waitFor();
    await vscode.screenshot('found by the loop');
    // The predictor that the loop has left answers in the editor.
    const hint = await vscode.hint('first');
    await vscode.command('ReNAS: Open Panel');
    await panel.getByRole('button', { name: 'Use for Hints', exact: true }).click();
    await page.getByText('Hints for own now come from "Measure own".').first().waitFor();
    await vscode.open('mine.cell');
    await expect.poll(() => vscode.hint('first'), soon).not.toBe(hint);
    await expect.poll(() => vscode.hint('first'), soon).toMatch(/top \S+ %/);
    await vscode.screenshot('hints from the loop');
  });
});
