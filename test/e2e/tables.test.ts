import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { writeSpelling } from '../../src/cells/spelling';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { browserPath } from '../browser';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 30_000 };
const space = builtInSpaces().get('nasbench201')!;
const archs = [
  ...new Set(sampleCells(space, 50, createRandom(3)).map(cell => writeSpelling(space, cell))),
].slice(0, 40);

/** As Ray Tune writes trials: a row an epoch; each tenth trial crashed. Accuracies are per cent on two data sets. */
const trials = [
  'trial_id,dataset,training_iteration,val_acc,val_loss,status,config/arch',
  ...archs.flatMap((arch, i) =>
    ['cifar10', 'cifar100'].flatMap(data =>
      [1, 2].map(epoch =>
        [
          `${data}-${i}`,
          data,
          epoch,
          60 + i + epoch / 4,
          2 - i / 40,
          i % 10 ? 'TERMINATED' : 'ERROR',
          arch,
        ].join(),
      ),
    ),
  ),
].join('\n');

const genotype =
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5])";

/** A table of measured cells from its first sight to the run that learns from it. */
describe.skipIf(!browserPath)('tables in a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  beforeAll(async () => {
    vscode = await openWorkbench({ version: versions.at(-1) as string });
    await vscode.page.setViewportSize({ width: 1440, height: 1250 });
    mkdirSync(path.dirname(settings()), { recursive: true });
    writeFileSync(settings(), '{}');
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
    await vscode.command('ReNAS: New Run…');
    await form().getByRole('radio', { name: /train/i }).click();
  });
  afterAll(() => vscode?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const form = () => vscode.panel();
  const settings = () => path.join(vscode.folder, '.vscode', 'settings.json');
  const choose = async (field: string, value: string) => {
    await form().getByRole('combobox', { name: field, exact: true }).click();
    await form().getByRole('option', { name: value, exact: true }).click();
  };
  const chosen = (field: string) =>
    form().getByRole('combobox', { name: field, exact: true }).locator('[part="selected-value"]').innerText();
  const says = (text: string | RegExp) => form().getByText(text).first().waitFor();

  it('one that appears while the form is open is offered', async () => {
    await says('There is no table in this workspace yet');
    writeFileSync(path.join(vscode.folder, 'trials.csv'), trials);
    await expect.poll(() => chosen('Table'), soon).toContain('trials.csv');
    await says('160 rows, their cells given by config/arch.');
  });

  it('says which rows are not compared, and once they are chosen, what each row was taken for', async () => {
    expect(await chosen('Label column')).toContain('val_acc');
    await says('Rows differ in dataset: choose which count.');
    expect(await form().getByRole('button', { name: 'Train Predictor' }).isEnabled()).toBe(false);
    await vscode.screenshot('rows have to be chosen');
    await choose('Rows', 'dataset is cifar100');
    await says('36 cells of nasbench201 with val_acc.');
    await says(
      /36 of the 160 rows of trials\.csv are used, the last training_iteration, 2; left out: 80 not chosen by Rows, 8 with status ERROR, 36 of earlier epochs\. Epoch and Rows choose others\./,
    );
    await says('Its cells are in config/arch.');
    await says('Higher val_acc is better.');
    await choose('Label column', 'val_loss');
    await says('Lower val_loss is better.');
    await choose('Label column', 'val_acc');
    await says('Higher val_acc is better.');
    for (const theme of ['Default Light Modern', 'Default High Contrast', 'Default Dark Modern']) {
      writeFileSync(
        settings(),
        JSON.stringify({ ...JSON.parse(readFileSync(settings(), 'utf8')), 'workbench.colorTheme': theme }),
      );
      await vscode.page.waitForTimeout(1500);
      await vscode.screenshot(`what was understood ${theme}`);
    }
  });

  const offered = async () => {
    await form().getByRole('combobox', { name: 'Table', exact: true }).click();
    const names = await form().getByRole('option').allInnerTexts();
    await vscode.page.keyboard.press('Escape');
    return names.join();
  };

  it('of JSON is offered if it holds cells, and says by which keys its rows have to be chosen', async () => {
    const byCell = (less: number) => Object.fromEntries(archs.map((arch, i) => [arch, 60 + i - less]));
    writeFileSync(path.join(vscode.folder, 'options.json'), '{"lr": 0.1, "epochs": 12}');
    writeFileSync(
      path.join(vscode.folder, 'supplement.json'),
      JSON.stringify({ cifar10: byCell(0), cifar100: byCell(30) }, undefined, 2),
    );
    await expect.poll(offered, soon).toContain('supplement.json');
    expect(await offered()).not.toContain('options.json');
    await choose('Table', 'supplement.json');
    await says('Rows differ in key: choose which count.');
    await choose('Rows', 'key is cifar10');
    await says('40 cells of nasbench201 with value.');
    await says('Its cells are in key.2.');
    await vscode.screenshot('supplement');
  });

  it('of genotypes is of darts', async () => {
    writeFileSync(path.join(vscode.folder, 'genotypes.csv'), `genotype,acc\n"${genotype}",97.1\n`);
    await expect.poll(offered, soon).toContain('genotypes.csv');
    await choose('Table', 'genotypes.csv');
    await expect.poll(() => chosen('Space'), soon).toContain('darts');
    await says('1 cell of darts with acc.');
    await vscode.screenshot('genotypes');
  });

  it('is read by the run as the form showed it', async () => {
    await choose('Table', 'trials.csv');
    await choose('Rows', 'dataset is cifar100');
    await says('36 cells of nasbench201 with val_acc.');
    await form().getByRole('button', { name: 'Train Predictor' }).click();
    const runs = path.join(vscode.folder, '.renas', 'runs');
    const record = () => {
      try {
        return JSON.parse(readFileSync(path.join(runs, readdirSync(runs)[0]!, 'run.json'), 'utf8'));
      } catch {
        return {};
      }
    };
    await expect.poll(() => record().arguments ?? [], soon).toContain('dataset=cifar100');
    const log = () => readFileSync(path.join(runs, readdirSync(runs)[0]!, 'log.txt'), 'utf8');
    await expect.poll(log, { timeout: 60_000 }).toContain('36 measured cells in trials.csv.');
    writeFileSync(path.join(runs, readdirSync(runs)[0]!, 'cancel'), '');
    await expect.poll(() => record().state, { timeout: 60_000 }).toBe('cancelled');
  });
});
