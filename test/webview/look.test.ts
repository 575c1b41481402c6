import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser, screenshots } from '../browser';
import { buildPage, openPage, type PageOptions, type PanelPage } from './page';
import {
  choices,
  cluster,
  drawn,
  fileCells,
  loopEvents,
  measurements,
  paretoEvents,
  previewed,
  row,
  rowOf,
  rows,
  searchEvents,
  trainEvents,
} from './samples';
import type { themes } from './themes';

const shots = screenshots('webview');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The scenes that people see most. */
const scenes: Readonly<Record<string, (panel: PanelPage) => Promise<void>>> = {
  search: async ({ send }) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'search-done' });
    await send({ kind: 'run', run: rowOf('search-done'), from: 0, events: searchEvents(120) });
  },
  train: async ({ send }) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'train-running' });
    await send({ kind: 'run', run: rowOf('train-running'), from: 0, events: trainEvents(186) });
  },
  trained: async ({ send, page, sent }) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'train-done' });
    await send({ kind: 'run', run: rowOf('train-done'), from: 0, events: trainEvents(60) });
    const spread = (i: number) => 18 * Math.sin(i * 12.9898) * Math.sin(i * 7.233);
    const points = Array.from({ length: 2000 }, (_, i) => {
      const top = ((i + 1) / 2000) * 100;
      const spelling = `|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|`;
      const hash = (i * 7919 + 2 ** 28).toString(16);
      return [Math.min(100, Math.max(0.05, top + spread(i))), top, { hash, spelling }] as const;
    });
    await send({ kind: 'ranking', run: 'train-done', points });
    await page.locator('.scatter-place').focus();
    await page.keyboard.press('ArrowRight');
    const request = (await sent()).filter(m => m.kind === 'draw').at(-1)?.request ?? '';
    await send({ kind: 'drawn', request, cells: [drawn('cell_10000000')] });
    await page.locator('.scatter:visible').first().scrollIntoViewIfNeeded();
  },
  found: async ({ send, page, sent }) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'search-done' });
    await send({ kind: 'run', run: rowOf('search-done'), from: 0, events: searchEvents(20) });
    await page.getByRole('button', { name: 'Source of found1', exact: true }).click();
    const request = (await sent()).filter(m => m.kind === 'draw').at(-1)?.request ?? '';
    await send({ kind: 'drawn', request, cells: [drawn('found1')] });
  },
  cells: async ({ send, page, sent }) => {
    await send({ kind: 'show', view: 'cells' });
    await send({ kind: 'cells', cells: fileCells });
    for (const name of ['inception', 'plain'])
      await page.getByRole('button', { name: `Compare ${name}`, exact: true }).click();
    const request = (await sent()).filter(m => m.kind === 'draw').at(-1)?.request ?? '';
    const marks = { boxes: new Set(['2']), edges: new Set(['0>3']) };
    await send({ kind: 'drawn', request, cells: [drawn('inception', marks), drawn('plain')] });
    await page.locator('.pair-drawn svg').last().scrollIntoViewIfNeeded();
  },
  compare: async ({ send, page }) => {
    const compared = [1, 2, 3].map(seed =>
      row({
        id: `t${seed}`,
        command: 'train',
        title: 'Train on nasbench101.csv.gz',
        seed,
        arguments: [
          ...['train', '--space', 'nasbench101', '--data', 'nasbench101.csv.gz', '--label', 'accuracy'],
          ...['--samples', String(212 * seed), '--seed', String(seed)],
        ],
        figure: `τ 0.${621 + 17 * seed}`,
        ended: new Date().toISOString(),
        results: { model: 'model' },
      }),
    );
    await send({ kind: 'show', view: 'runs' });
    await send({ kind: 'runs', runs: [...compared, ...rows] });
    await page.getByRole('row', { name: /0\.638/ }).click();
    await page.getByRole('row', { name: /0\.672/ }).click({ modifiers: ['Shift'] });
    for (const [i, run] of compared.entries())
      await send({ kind: 'run', run, from: 0, events: trainEvents(100 + 40 * i) });
    await page.locator('.chart').last().scrollIntoViewIfNeeded();
    await page.locator('.chart').last().locator('.u-over').hover();
  },
  'compare-found': async ({ send, page }) => {
    const compared = [1, 2].map(seed =>
      row({
        id: `s${seed}`,
        title: `Search nasbench101, seed ${seed}`,
        seed,
        arguments: ['search', '--space', 'nasbench101', '--budget', '2000', '--seed', `${seed}`],
        figure: 'top 0.004 %',
        ended: new Date().toISOString(),
        results: { found: 'found.cell' },
      }),
    );
    await send({ kind: 'runs', runs: [...compared, ...rows] });
    await page.getByRole('row', { name: /seed 1/ }).click();
    await page.getByRole('row', { name: /seed 2/ }).click({ modifiers: ['Shift'] });
    for (const [i, run] of compared.entries()) {
      const events = searchEvents(20).map(event =>
        event.event === 'done' && event.found
          ? { ...event, found: event.found.slice(3 * i, 7 + 3 * i) }
          : event,
      );
      await send({ kind: 'run', run, from: 0, events });
    }
    await page.getByRole('region', { name: 'Cells found' }).scrollIntoViewIfNeeded();
  },
  pareto: async ({ send, page }) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'search-done' });
    await send({ kind: 'run', run: rowOf('search-done'), from: 0, events: paretoEvents });
    await page.getByRole('heading', { name: 'Pareto Front' }).scrollIntoViewIfNeeded();
    await page.getByRole('region', { name: 'Pareto Front' }).scrollIntoViewIfNeeded();
  },
  loop: async ({ send }) => {
    const run = rowOf('loop-done');
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: run.id });
    await send({ kind: 'run', run, from: 0, events: loopEvents });
  },
  repeat: async ({ send, page }) => {
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: 'train-done' });
    await send({ kind: 'run', run: rowOf('train-done'), from: 0, events: [] });
    await page.getByRole('heading', { name: 'How to Repeat It' }).scrollIntoViewIfNeeded();
  },
  'form-search': async ({ send, page }) => {
    await page.evaluate(() => scrollTo(0, 0));
    await send({ kind: 'choices', choices });
    await send({ kind: 'show', view: 'new', form: 'search' });
    await send({ kind: 'cells', cells: fileCells });
  },
  'form-search-limits': async ({ page }) => {
    await page.getByRole('combobox', { name: 'Latency table' }).click();
    await page.getByRole('option', { name: 'data/cifar.csv' }).click();
    await page.getByRole('button', { name: 'Search', exact: true }).scrollIntoViewIfNeeded();
  },
  'form-train': async ({ send, page }) => {
    await send({
      kind: 'choices',
      choices: { ...choices, disabled: 'Runs wait until you trust this workspace.' },
    });
    await send({ kind: 'show', view: 'new', form: 'train' });
    await page.getByRole('textbox', { name: 'Seed' }).fill('minus one');
  },
  'form-table': async ({ send }) => {
    const table = { ...previewed, rows: 15_625 };
    await send({ kind: 'choices', choices: { ...choices, tables: [table, ...choices.tables.slice(1)] } });
    const problems = [
      { line: 17, message: 'it has no number in validation_accuracy' },
      {
        line: 204,
        message: 'the edge 2 of its cell names the operation "conv_7x7", which the space does not have',
      },
    ];
    await send({
      kind: 'checked',
      table: table.path,
      space: 'nasbench201',
      label: 'validation_accuracy',
      check: { readable: 15_621, unreadable: 4, problems },
    });
  },
  'form-loop': async ({ send }) => {
    await send({ kind: 'show', view: 'new', form: 'loop' });
  },
  measurements: async ({ send }) => {
    const run = rowOf('loop-done');
    await send({ kind: 'runs', runs: rows });
    await send({ kind: 'show', view: 'runs', run: run.id });
    await send({ kind: 'run', run, from: 0, events: [] });
    await send({ kind: 'measurements', run: run.id, rows: measurements });
  },
  'form-measure': async ({ send }) => {
    await send({ kind: 'show', view: 'new', form: 'measure' });
    await send({ kind: 'cells', cells: fileCells });
  },
  'form-measure-slurm': async ({ send, page }) => {
    await send({
      kind: 'cluster',
      cluster,
      remembered: { on: 'slurm', slots: 16, slurm: '--partition=gpu --gres=gpu:1 --time=2-00:00:00' },
    });
    await page.getByRole('button', { name: 'Measure', exact: true }).scrollIntoViewIfNeeded();
  },
};

describe.skipIf(!browserPath)('how the panel looks (needs a Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const shoot = async (panel: PanelPage, name: string) => {
    await panel.page.waitForTimeout(150);
    await panel.page.screenshot({ path: path.join(shots, `${name}.png`) });
    expect(panel.problems).toEqual([]);
    expect(
      await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
  };
  const each = async (options: PageOptions, prefix: string, work = async (_: PanelPage) => {}) => {
    const panel = await openPage(browser, options);
    for (const [name, scene] of Object.entries(scenes)) {
      await scene(panel);
      await shoot(panel, `${prefix}-${name}`);
      await work(panel);
    }
    await panel.page.context().close();
  };

  for (const theme of ['dark', 'light', 'hcDark', 'hcLight'] satisfies (keyof typeof themes)[])
    test(
      `each scene, without a fault that axe finds, in the theme ${theme}`,
      () =>
        each({ theme, height: 800 }, theme, async ({ page }) => {
          if (theme !== 'light') expect(await faults(page, theme)).toEqual([]);
        }),
      180_000,
    );
  test('narrow: nothing is cut off at 300 px', () => each({ width: 300, height: 800 }, 'narrow'));
  test('wide', () => each({ width: 1600, height: 800 }, 'wide'));

  test('each state of a run has its own look and sentence', async () => {
    const panel = await openPage(browser, { height: 420 });
    await panel.page.waitForTimeout(400);
    await shoot(panel, 'state-loading');
    await panel.send({ kind: 'runs', runs: [] });
    await shoot(panel, 'state-empty');
    await panel.send({ kind: 'runs', runs: rows });
    const seen = new Set<string>();
    for (const id of [
      '20250131-160512-search-0a1b',
      'failed',
      'interrupted',
      'cancelled',
      'old-experiment',
    ]) {
      await panel.send({ kind: 'show', view: 'runs', run: id });
      await panel.send({ kind: 'run', run: rowOf(id), from: 0, events: [] });
      await shoot(panel, `state-${rowOf(id).state}`);
      seen.add((await panel.page.locator('.state').textContent()) ?? '');
      expect(await faults(panel.page, 'dark')).toEqual([]);
    }
    expect(seen.size).toBe(5);
    await panel.page.context().close();
  });
});

/** What axe says against the page, in a line each. The themes differ in colours alone, so rules on anything else are for one. */
async function faults(page: PanelPage['page'], theme: keyof typeof themes): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  // Contrast is VS Code's own affair in its two coloured themes.
  const options = theme.startsWith('hc')
    ? { runOnly: { type: 'rule', values: ['color-contrast'] } }
    : { rules: { 'color-contrast': { enabled: false } } };
  const results = await page.evaluate(
    async asked => (window as unknown as { axe: { run(o: unknown): Promise<AxeResults> } }).axe.run(asked),
    { ...options, resultTypes: ['violations'] },
  );
  return results.violations.map(
    v => `${v.id}: ${v.help} (${v.nodes.map(n => n.html.slice(0, 120)).join(' | ')})`,
  );
}
