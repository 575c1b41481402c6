import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { bundlePrograms } from '../bundle';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };

const cells = `use nasbench101

cell first {
  a = conv3x3(input)
  output = concat(a)
}

cell second {
  a = conv3x3(input)
  b = conv1x1(a)
  output = concat(b)
}
`;

/** Trains nothing: it says that it ran, and reports a value once it may. */
const trainer = `import { appendFileSync, existsSync } from 'node:fs';
appendFileSync('ran.txt', 'ran\\n');
while (!existsSync('go.txt')) await new Promise(resolve => setTimeout(resolve, 100));
appendFileSync(process.env.RENAS_REPORT, JSON.stringify({ event: 'result', values: { accuracy: 90 } }) + '\\n');
`;

/** Blanks and empty lines that would push the rest out of sight. */
const command = `node train.mjs${' '.repeat(4000)}; echo '[more](command:workbench.action.quit)' > more.txt${'\n'.repeat(300)}echo hidden > hidden.txt`;

/** A run whose record somebody else has signed is resumed once its user has read what it executes. */
describe.skipIf(!browserPath)("somebody else's run in a real VS Code (needs a Chromium)", () => {
  let vscode: Workbench;
  let config: string;
  beforeAll(async () => {
    config = mkdtempSync(path.join(tmpdir(), 'renas-config-'));
    bundlePrograms(path.join(config, 'dist'), { cli: 'src/cli/main.ts' });
    vscode = await openWorkbench({
      version: versions.at(-1) as string,
      env: { XDG_CONFIG_HOME: path.join(config, 'mine') },
    });
    writeFileSync(path.join(vscode.folder, 'mine.cell'), cells);
    writeFileSync(path.join(vscode.folder, 'train.mjs'), trainer);
    await startAndStop();
  });
  afterAll(async () => {
    // Trainings go on without those who started them.
    if (vscode) writeFileSync(ran('go.txt'), '');
    await vscode?.close();
    rmSync(config, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const ran = (name: string) => path.join(vscode.folder, name);

  /** The run of another user: one with a secret of their own. */
  async function startAndStop(): Promise<void> {
    const run = path.join(vscode.folder, '.renas', 'runs', 'measure-1');
    const args = ['measure', 'mine.cell', '--command', command, '--run', run];
    const child = spawn(process.execPath, [path.join(config, 'dist', 'cli.js'), ...args], {
      cwd: vscode.folder,
      env: { ...process.env, XDG_CONFIG_HOME: path.join(config, 'theirs') },
    });
    const ended = once(child, 'exit');
    while (!existsSync(ran('ran.txt'))) await setTimeout(100);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    rmSync(ran('ran.txt'));
  }

  it('shows all that would be executed, and does that only when it is told to', async () => {
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
    const row = vscode.page.locator('.sidebar .monaco-list-row', { hasText: 'Measure mine.cell' }).first();
    await expect.poll(() => row.innerText(), soon).toContain('cancelled');
    const dialog = vscode.page.locator('.monaco-dialog-box');
    const ask = async () => {
      await row.hover();
      await row.getByRole('button', { name: 'Resume Run' }).click();
      await dialog.waitFor();
    };
    await ask();
    await vscode.screenshot('dialog');
    const said = (await dialog.innerText()).replaceAll('\u00a0', ' ');
    expect(said).toContain('"Measure mine.cell" was not started by you on this machine.');
    expect(said).toContain('leaves file.cell unchanged: mine.cell');
    expect(said).toContain(
      `executes --command: node train.mjs <4000 blanks> ; echo '[more] (command:workbench.action.quit)' > more.txt`,
    );
    expect(said).toContain('<299 empty lines>');
    expect(said).toContain('echo hidden > hidden.txt');
    expect(said).toContain(`in ${vscode.folder}`);
    expect(await dialog.locator('a[href], a[data-href]').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await setTimeout(3000);
    expect(existsSync(ran('ran.txt'))).toBe(false);
    expect(await row.innerText()).toContain('cancelled');

    await ask();
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => existsSync(ran('ran.txt')), soon).toBe(true);
    writeFileSync(ran('go.txt'), '');
    await expect.poll(() => row.innerText(), soon).not.toContain('%');
    await expect.poll(() => existsSync(ran('.renas/runs/measure-1/measured.cell')), soon).toBe(true);
    await vscode.screenshot('resumed');
    // The file of the user is left to the user: the record that names it is not theirs.
    expect(readFileSync(ran('mine.cell'), 'utf8')).toBe(cells);
  });
});
