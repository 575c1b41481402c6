import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { record, searchEvents } from '../webview/samples';
import { openWorkbench, versions, type Workbench } from './workbench';

const root = path.resolve(import.meta.dirname, '../..');
const soon = { timeout: 60_000 };
const newest = versions.at(-1) as string;

/** Writes a finished run into the workspace, as the `renas` command leaves it. */
function writeRun(workspace: string, more: Parameters<typeof record>[0], events = searchEvents(20)): string {
  const folder = path.join(workspace, '.renas', 'runs', more.id);
  mkdirSync(folder, { recursive: true });
  const ended = more.state === 'running' ? {} : { ended: new Date().toISOString() };
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record({ ...ended, ...more })));
  writeFileSync(
    path.join(folder, 'events.jsonl'),
    events.map(event => `${JSON.stringify(event)}\n`).join(''),
  );
  return folder;
}

/** What the panel and the sidebar must not get wrong or lose. */
describe.skipIf(!browserPath)('the panel and the sidebar in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  let trained: string;
  beforeAll(async () => {
    vscode = await openWorkbench({ version: newest, settings: { 'renas.openFoundCells': false } });
    trained = writeRun(vscode.folder, {
      id: '20250101-100000-train-aaaa',
      command: 'train',
      title: 'Train on lab.csv',
      arguments: ['train', '--space', 'nasbench101', '--data', 'lab.csv', '--label', 'accuracy'],
      results: { model: 'model' },
    });
    cpSync(path.join(root, 'models', 'nasbench101'), path.join(trained, 'model'), { recursive: true });
    writeRun(vscode.folder, { id: '20250101-110000-search-bbbb', figure: 'top 0.03 %' });
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
  });
  afterAll(() => vscode?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const row = (text: string | RegExp) =>
    vscode.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  const dialog = () => vscode.page.locator('.monaco-dialog-box');
  const tabs = () => vscode.page.locator('.tabs-container .tab', { hasText: /^ReNAS$/ });
  const status = () => vscode.page.locator('.statusbar-item', { hasText: 'ReNAS' }).first();

  it('names a predictor in use before its run is deleted, and hints come from the shipped one at once', async () => {
    await row('Train on lab.csv').hover();
    await vscode.page.waitForTimeout(1000);
    await row('Train on lab.csv')
      .getByRole('button', { name: /Use This/ })
      .click();
    await expect.poll(() => row(/lab.csv.*in use/).count(), soon).toBe(1);
    await row('Train on lab.csv').click();
    await vscode.panel().getByRole('button', { name: 'Delete…' }).click();
    await expect.poll(() => dialog().innerText(), soon).toMatch(/is the predictor in use for nasbench101/);
    await vscode.screenshot('delete a predictor in use');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => existsSync(trained), soon).toBe(false);
    await expect.poll(() => row(/in use.*shipped/).count(), soon).toBe(1);
    await vscode.command('ReNAS: Restart Language Server');
    await vscode.open('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
  });

  it('has one panel after a reload with the panel in the background', async () => {
    await row('Search nasbench101').click();
    await vscode.panel().getByRole('grid', { name: 'Runs' }).waitFor();
    await vscode.open('residual.cell');
    // VS Code saves what is open some time after it has changed.
    await vscode.page.waitForTimeout(2000);
    await vscode.reload();
    await vscode.page.getByRole('tab', { name: 'residual.cell', selected: true }).first().waitFor();
    // Commands are there once the extension runs.
    await expect.poll(() => status().innerText(), soon).toMatch(/ReNAS: (wasm|native|cpu)/);
    await vscode.command('ReNAS: Open Panel');
    await vscode.panel().getByRole('grid', { name: 'Runs' }).waitFor();
    await vscode.screenshot('one panel after a reload');
    expect(await tabs().count()).toBe(1);
  });

  it('shows that the language server is down, with a way to start it, and takes more than one crash after that', async () => {
    await vscode.open('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
    for (let crash = 0; crash < 5; crash++) await killServer(vscode.folder);
    await expect.poll(() => status().innerText(), soon).toMatch(/server stopped/);
    const toast = vscode.page.locator('.notification-toast', { hasText: /language server crashed/ });
    await vscode.screenshot('server stopped');
    await toast.getByRole('button', { name: 'Restart' }).click();
    await expect.poll(() => status().innerText(), soon).toMatch(/ReNAS: (wasm|native|cpu)/);
    await killServer(vscode.folder);
    await expect.poll(() => status().innerText(), soon).toMatch(/ReNAS: (wasm|native|cpu)/);
  });

  it('shows the pictures of the walkthrough in the colours of the theme, with the rank that the file has', async () => {
    await vscode.open('inception.cell');
    await expect.poll(() => vscode.hint('inception'), soon).toMatch(/^top /);
    const hint = await vscode.hint('inception');
    expect(readFileSync(path.join(root, 'media/walkthrough/ranks.svg'), 'utf8')).toContain(`>${hint}<`);
    await vscode
      .line('maxpool3x3(input)')
      .locator('span', { hasText: /^maxpool3x3$/ })
      .first()
      .dblclick();
    await vscode.page.keyboard.type('conv3x3');
    const edited = readFileSync(path.join(root, 'media/walkthrough/edit.svg'), 'utf8');
    await expect
      .poll(async () => edited.includes(`>${(await vscode.hint('inception')) ?? 'no hint'}<`), soon)
      .toBe(true);
    const background = await vscode.page
      .locator('.monaco-editor')
      .first()
      .evaluate(editor => getComputedStyle(editor).backgroundColor);
    await vscode.command('ReNAS: Get Started');
    await vscode.page.locator('.getting-started-step').first().waitFor();
    const picture = vscode.page
      .frameLocator('.getting-started-media iframe, iframe.webview.ready')
      .first()
      .frameLocator('iframe#active-frame')
      .locator('svg rect')
      .first();
    await expect
      .poll(() => picture.evaluate(rect => getComputedStyle(rect).fill).catch(String), soon)
      .toBe(background);
    await vscode.screenshot('walkthrough picture');
  });
});

/** Kills the language server of this window and waits until the next one is up, if there is one. */
async function killServer(folder: string): Promise<void> {
  const profile = path.dirname(folder);
  const servers = () =>
    execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line.includes(profile) && /dist\/server\.js/.test(line))
      .map(line => Number.parseInt(line, 10));
  const [pid] = servers();
  if (pid === undefined) throw new Error('There is no language server to kill.');
  process.kill(pid, 'SIGKILL');
  for (let waited = 0; waited < 100; waited++) {
    await new Promise(resolve => setTimeout(resolve, 100));
    const now = servers();
    if (now.length > 0 && !now.includes(pid)) break;
  }
  await new Promise(resolve => setTimeout(resolve, 500));
}
