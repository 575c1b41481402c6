import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/protocol/events';
import { browserPath } from '../browser';
import { paretoEvents, record, searchEvents, trainEvents } from '../webview/samples';
import { syntheticTable } from './syntheticTable';
import { openWorkbench, versions, type Workbench } from './workbench';

const soon = { timeout: 60_000 };
const ended = '2026-01-01T10:01:00.000Z';

/** Runs that are written into the workspace, as the panel shows them in a real VS Code. */
describe.skipIf(!browserPath)('runs in the panel of a real VS Code (needs a Chromium)', () => {
  let vscode: Workbench;
  const write = (
    more: Parameters<typeof record>[0],
    events: readonly RunEvent[],
    of: { readonly ended?: string } = { ended },
  ) => {
    const folder = path.join(vscode.folder, '.renas', 'runs', more.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record({ ...of, ...more })));
    writeFileSync(
      path.join(folder, 'events.jsonl'),
      events.map(each => `${JSON.stringify(each)}\n`).join(''),
    );
    return folder;
  };
  beforeAll(async () => {
    vscode = await openWorkbench({ version: versions.at(-1) as string });
    const front = paretoEvents.map(event =>
      event.event === 'done'
        ? { ...event, found: event.found!.map(cell => ({ ...cell, low: cell.top / 2, high: cell.top * 2 })) }
        : event,
    );
    write({ id: '20260101-100000-search-aaaa', title: 'Search with a front' }, front);
    // More than is read whole, with a last event longer than the end of a file that is read at first.
    const [last] = searchEvents(1).slice(-1);
    const found = (last as { found: readonly { cell: string }[] }).found;
    const many = Array.from({ length: 1000 }, (_, i) => ({
      ...found[i % 10],
      cell: `${'// It was tried in June.\n'.repeat(60)}${found[i % 10]!.cell}`,
      name: `found${i + 1}`,
      hash: i.toString(16).padStart(32, '0'),
    }));
    const end = { ...(last as object), found: many } as unknown as RunEvent;
    expect(JSON.stringify(end).length).toBeGreaterThan(1024 * 1024);
    const long = [...searchEvents(40_000).slice(0, -2), end];
    const large = write({ id: '20260101-100100-search-bbbb', title: 'Search with a long end' }, long);
    expect(statSync(path.join(large, 'events.jsonl')).size).toBeGreaterThan(4 * 1024 * 1024);
    // Where there is a checkpoint, the events say whether anything was done that a Resume could go on from.
    const failed = { state: 'failed', failure: 'There is no predictor for it.' } as const;
    const atOnce = write({ id: '20260101-100200-search-cccc', title: 'Search that failed', ...failed }, []);
    mkdirSync(path.join(atOnce, 'checkpoint'));
    const later = write(
      { id: '20260101-100250-search-ffff', title: 'Search that began', ...failed },
      searchEvents(20).filter(({ event }) => event === 'metric'),
    );
    mkdirSync(path.join(later, 'checkpoint'));
    const args = ['train', '--space', 'nasbench101', '--data', 'lab.csv', '--label', 'accuracy'];
    const training = trainEvents(30).map(event =>
      event.event === 'metric' && 'tau' in event.values
        ? { ...event, values: { ...event.values, teacher_tau: event.values['tau']! } }
        : event,
    );
    write(
      { id: '20260101-100300-train-dddd', command: 'train', title: 'Train on lab.csv', arguments: args },
      training,
    );
    const empty = path.join(vscode.folder, '.renas', 'runs', '20260101-100400-search-eeee');
    mkdirSync(empty);
    // One that was made just now could still get its record.
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(empty, hourAgo, hourAgo);
    // The commands are there once VS Code has read the extension.
    await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().waitFor(soon);
    await vscode.command('ReNAS: Open Panel');
    await vscode.panel().getByRole('grid', { name: 'Runs' }).waitFor(soon);
  });
  afterAll(() => vscode?.close());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed ${task.name.slice(0, 40)}`);
  });

  const row = (name: string) =>
    vscode
      .panel()
      .getByRole('row', { name: new RegExp(name) })
      .first();
  const detail = () => vscode.panel().getByRole('article', { name: 'Selected run' });
  const select = async (name: string) => {
    await row(name).click();
    await expect.poll(() => detail().getByRole('heading').first().innerText(), soon).toContain(name);
  };

  it('opens the row of the cell whose point is clicked, with its interval column from the first sight on', async () => {
    await select('Search with a front');
    await detail().locator('.pareto .point').first().waitFor();
    const columns = detail().getByRole('region', { name: 'Best Cells Found' }).getByRole('columnheader');
    expect(await columns.allInnerTexts()).toContain('80 % interval');
    const point = detail().locator('.pareto g', { hasText: 'pareto4:' }).locator('.point');
    await point.scrollIntoViewIfNeeded();
    await point.click();
    const toggle = detail().getByRole('button', { name: 'Source of pareto4' });
    await expect.poll(() => toggle.getAttribute('aria-expanded'), soon).toBe('true');
    await vscode.screenshot('a point of the front clicked');
  });

  it('shows the end of a run whose last event is long', async () => {
    await select('Search with a long end');
    await detail().getByRole('rowheader', { name: 'found1000', exact: true }).waitFor(soon);
    expect(await detail().getByRole('rowheader').count()).toBe(1000);
  });

  it('has no empty charts, and none of an internal name', async () => {
    await select('Train on lab.csv');
    const shown = (selector: string) => detail().locator(selector).filter({ visible: true });
    await shown('canvas').first().waitFor();
    expect(await shown('.chart-title').allInnerTexts()).toEqual(['Kendall’s τ against accuracy', 'Loss']);
    expect(await shown('.chart .reading').allInnerTexts()).toEqual([
      expect.stringMatching(/^sample of the held-out cells 0\.\d+$/),
      expect.stringMatching(/^training 0\.\d+$/),
      expect.stringMatching(/^validation 0\.\d+$/),
    ]);
    await vscode.screenshot('charts of a training');
  });

  it('offers no Resume for a run that failed at once, and says what a directory without a run is', async () => {
    await select('Search that failed');
    await detail().getByText('There is no predictor for it.').first().waitFor();
    const resume = detail().getByRole('button', { name: 'Resume', exact: true });
    expect(await resume.count()).toBe(0);
    await select('Search that began');
    await resume.waitFor(soon);
    await row('not readable').click();
    await expect.poll(() => detail().innerText(), soon).toContain('There is no run.json in this directory.');
    await vscode.screenshot('a directory without a run');
  });

  it('has the menu of a run on a right click in the table, which writes a report', async () => {
    const file = path.join(vscode.folder, 'front.html');
    const entry = vscode.page.getByRole('menuitem', { name: 'Write Report…' });
    await expect
      .poll(async () => {
        await row('Search with a front').click({ button: 'right' });
        return entry.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      }, soon)
      .toBe(true);
    await vscode.screenshot('menu of a run in the table');
    const entries = await vscode.page.getByRole('menuitem').allInnerTexts();
    for (const each of ['Rename Run…', 'Star or Unstar Run', 'Duplicate Run with Changes…', 'Delete Run…'])
      expect(entries.join('\n')).toContain(each);
    // A menu takes no click in its first moment.
    await vscode.page.waitForTimeout(300);
    await entry.click();
    const dialog = vscode.page.locator('.quick-input-widget', { hasText: 'Where to write the report' });
    await dialog.waitFor(soon);
    const input = dialog.locator('input').first();
    await expect
      .poll(async () => {
        if (await dialog.isVisible()) {
          if ((await input.inputValue()) !== file) await input.fill(file);
          else await vscode.page.keyboard.press('Enter');
        }
        return existsSync(file);
      }, soon)
      .toBe(true);
    await expect.poll(() => readFileSync(file, 'utf8'), soon).toContain('</html>');
    expect(readFileSync(file, 'utf8')).toContain('Search with a front');
  });

  it('sees a table that is copied into the workspace while the form is open, and how large the space is', async () => {
    await vscode.command('ReNAS: New Run…');
    const panel = vscode.panel();
    await panel.getByText(/Where to look: [\d,]+ cells\./).waitFor(soon);
    await panel.getByRole('radio', { name: 'Train a predictor' }).click();
    const offered = panel.getByRole('form', { name: 'Train a predictor' }).locator('vscode-option', {
      hasText: 'copied.csv',
    });
    await panel.getByText('There is no table in this workspace yet').waitFor(soon);
    expect(await offered.count()).toBe(0);
    writeFileSync(path.join(vscode.folder, 'copied.csv'), syntheticTable(40));
    await panel.getByText('40 rows, their cells given by arch_str.').waitFor(soon);
    expect(await offered.count()).toBeGreaterThan(0);
    await vscode.screenshot('a table that was copied');
  });

  it('says of what a duplicate is, and marks what was changed', async () => {
    await vscode.command('ReNAS: Open Panel');
    await select('Search with a front');
    await detail()
      .getByRole('button', { name: /Duplicate/ })
      .click();
    const note = vscode.panel().getByText('Duplicate of “Search with a front”.');
    await note.waitFor(soon);
    await vscode.panel().getByRole('textbox', { name: 'Cells to score' }).fill('400');
    await vscode.panel().getByText('Changed: Cells to score.').waitFor(soon);
    await vscode.panel().getByText('Was 2000').waitFor();
    await vscode.screenshot('a duplicate');
  });
});
