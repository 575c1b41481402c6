import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../browser';
import { noSlurm, type Slurm, skipped, startSlurm } from '../unit/measure/slurmBench';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 120_000 };
const why = browserPath ? noSlurm : 'there is no Chromium';

/** What trains a cell; long enough to be seen on its node. */
const trainer = `import { appendFileSync, readFileSync } from 'node:fs';
const { RENAS_CELL, RENAS_REPORT } = process.env;
const say = line => appendFileSync(RENAS_REPORT, JSON.stringify(line) + '\\n');
const accuracy = 80 + readFileSync(RENAS_CELL, 'utf8').match(/= conv/g).length;
for (let epoch = 1; epoch <= 5; epoch++) {
  await new Promise(resolve => setTimeout(resolve, 5000));
  say({ event: 'epoch', epoch, of: 5, values: { accuracy: accuracy - 20 / epoch } });
}
say({ event: 'result', values: { accuracy } });
`;

const cells = `use nasbench101

cell first {
  a = conv3x3(input)
  output = concat(a)
}

cell second {
  a = conv3x3(input)
  b = conv1x1(a)
  output = concat(a, b)
}

cell third {
  a = conv3x3(input)
  b = conv1x1(a)
  c = conv1x1(b)
  output = concat(c)
}
`;

/** From the form to jobs on two nodes, and back into the user's file. */
describe.skipIf(why !== undefined)(skipped('measuring on a real Slurm from a real VS Code', why), () => {
  let slurm: Slurm;
  let vscode: Workbench;
  let config: string;
  let file: string;
  beforeAll(async () => {
    slurm = startSlurm(2, false);
    config = mkdtempSync(path.join(tmpdir(), 'renas-config-'));
    const env = { XDG_CONFIG_HOME: config, SLURM_CONF: process.env['SLURM_CONF'] ?? '' };
    vscode = await openWorkbench({ version: versions.at(-1) as string, env });
    file = path.join(vscode.folder, 'mine.cell');
    writeFileSync(file, cells);
    writeFileSync(path.join(vscode.folder, 'train.mjs'), trainer);
  });
  afterAll(async () => {
    await vscode?.close();
    slurm?.stop();
    rmSync(config, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const lens = (title: string) =>
    vscode.page.locator('.codelens-decoration a', { hasText: new RegExp(`^${title}$`) }).first();
  const box = (name: string) => vscode.panel().getByRole('combobox', { name, exact: true });
  const held = (name: string) => box(name).evaluate(element => (element as HTMLSelectElement).value);
  const choose = async (field: string, value: string | RegExp) => {
    await box(field).click();
    await vscode.panel().getByRole('option', { name: value }).first().click();
  };

  it('trains the cells as jobs, and writes their lines', async () => {
    await vscode.open('mine.cell');
    await lens('Measure').click();
    await choose('Source', 'Training command');
    await choose('Cells', 'All without a measured value');
    await vscode
      .panel()
      .getByRole('textbox', { name: 'Training command', exact: true })
      .fill('node train.mjs {network} {epochs}');
    await choose('Where', 'Slurm cluster');
    await choose('Partition', 'aside');
    await vscode.panel().getByText('2 of 2 nodes idle, no time limit, GPUs: gpu.').waitFor();
    await vscode.screenshot('the form with a cluster');
    await vscode.panel().getByRole('button', { name: 'Measure', exact: true }).click();
    const table = vscode.panel().getByRole('region', { name: 'Measurements' });
    // Once the cluster was asked, without an event of the run.
    await table
      .getByText(/^running on n[12]$/)
      .first()
      .waitFor(soon);
    await table
      .getByText(/^[1-4] of 5$/)
      .first()
      .waitFor(soon);
    await vscode.screenshot('jobs on nodes');
    slurm.do('kill-controller');
    const silent = /^Slurm does not answer since \d\d:\d\d: below/;
    await table.locator('..').getByText(silent).waitFor(soon);
    await vscode
      .panel()
      .getByText(/^Measuring · .*Slurm does not answer/)
      .waitFor(soon);
    await vscode.screenshot('the controller is away');
    slurm.do('start-controller');
    await table
      .locator('..')
      .getByText(silent)
      .waitFor({ ...soon, state: 'hidden' });
    await expect
      .poll(
        () =>
          readFileSync(file, 'utf8')
            .match(/measured accuracy = \d+/g)
            ?.sort(),
        soon,
      )
      .toEqual(['measured accuracy = 81', 'measured accuracy = 82', 'measured accuracy = 83']);
    expect(slurm.queue('-p', 'aside')).toEqual([]);
    await vscode.screenshot('measured on a cluster');
  });

  it('offers what was used last', async () => {
    await vscode.command('ReNAS: New Run…');
    await vscode.panel().getByRole('radio', { name: 'Measure cells' }).click();
    await expect.poll(() => held('Where'), soon).toBe('slurm');
    await expect.poll(() => held('Partition'), soon).toBe('aside');
    await vscode.screenshot('remembered');
  });
});
