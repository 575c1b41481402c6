import path from 'node:path';
import { expect, test } from 'vitest';
import { screenshots } from '../browser';
import { changeTheme } from './page';
import { cells, choices, row, rowOf, rows, searchEvents, trainEvents } from './samples';
import { describePanel } from './usePanel';

describePanel('the panel', undefined, panel => {
  const line = (name: string) => panel.page.getByRole('row', { name });
  const table = () => panel.page.getByRole('grid', { name: 'Runs' });
  const showForm = async (form: 'train' | 'search', more = {}) => {
    await panel.send({ kind: 'choices', choices: { ...choices, ...more } });
    await panel.send({ kind: 'show', view: 'new', form });
  };

  test('says ready, lists the runs, and shows the newest', async () => {
    expect(await panel.sent()).toEqual([{ kind: 'ready' }]);
    await panel.send({ kind: 'runs', runs: rows.slice(1) });
    expect(await table().getByRole('rowheader').allInnerTexts()).toHaveLength(rows.length - 1);
    expect(await line('Train on nasbench101').textContent()).toContain('62 %');
    expect(await line('Train on cifar').textContent()).toContain('τ 0.842');
    expect(await panel.last()).toEqual({ kind: 'select', run: 'train-running' });
    expect(await panel.page.getByRole('heading', { level: 2 }).textContent()).toBe(
      'Train on nasbench101.csv.gz',
    );
  });

  test('an empty list says how to begin, and its button leads to the form', async () => {
    await panel.send({ kind: 'runs', runs: [] });
    await panel.send({ kind: 'choices', choices });
    await panel.page.getByText('No runs yet.').waitFor();
    await panel.page.getByRole('button', { name: 'New Run' }).click();
    await panel.page.getByRole('button', { name: 'Search', exact: true }).waitFor();
  });

  test('the keyboard alone moves through the runs and asks to delete', async () => {
    await panel.send({ kind: 'runs', runs: rows });
    const list = table();
    await panel.page.getByRole('button', { name: 'Name', exact: true }).focus();
    await panel.page.keyboard.press('Shift+Tab');
    expect(await list.evaluate(e => e === document.activeElement)).toBe(true);
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowDown');
    expect(await panel.last()).toEqual({ kind: 'select', run: 'search-done' });
    expect(await list.getAttribute('aria-activedescendant')).toBe('run-search-done');
    await panel.page.keyboard.press('End');
    expect(await panel.last()).toEqual({ kind: 'select', run: 'old-experiment' });
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('ArrowUp');
    expect(await list.getAttribute('aria-activedescendant')).toBe(`run-${rows[0]?.id}`);
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('Delete');
    expect(await panel.last()).toEqual({ kind: 'act', action: 'delete', run: 'old-experiment' });
  });

  test('the keyboard alone reaches the form, changes its kind and launches', async () => {
    await panel.send({ kind: 'choices', choices });
    await panel.page.getByRole('tab', { name: 'Runs' }).focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.getByRole('button', { name: 'Search', exact: true }).waitFor();
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.getByRole('button', { name: 'Train Predictor' }).waitFor();
    await panel.page.getByRole('textbox', { name: 'Seed' }).focus();
    await panel.page.keyboard.press('Enter');
    expect(await panel.last()).toMatchObject({ kind: 'train' });
  });

  test('a run draws its curves as they grow, each event once', async () => {
    const run = rowOf('train-running');
    await panel.send({ kind: 'runs', runs: rows });
    await panel.send({ kind: 'show', view: 'runs', run: run.id });
    const events = trainEvents(100);
    await panel.send({ kind: 'run', run, from: 0, events: events.slice(0, 60) });
    await panel.send({ kind: 'run', run, from: 60, events: events.slice(60) });
    const loss = panel.page.getByRole('img', { name: /^Loss/ });
    expect(await loss.getAttribute('aria-label')).toMatch(
      /training from 0\.67\d* to 0\.13\d*, validation .* over 100 epochs\.$/,
    );
    expect(
      await panel.page
        .getByRole('img', { name: /Kendall’s τ.*sample of the held-out cells from 0\.38\d to 0\.60\d/ })
        .count(),
    ).toBe(1);
    // Messages of a feed that has been replaced meanwhile are passed over.
    await panel.send({ kind: 'run', run, from: 17, events: trainEvents(300) });
    expect(await loss.getAttribute('aria-label')).toContain('over 100 epochs');
    await panel.send({ kind: 'run', run: rowOf('search-done'), from: 0, events: searchEvents(3) });
    expect(await loss.count()).toBe(1);
    expect(await panel.page.getByRole('status').textContent()).toMatch(/^Training · 62 % · about \d min/);
  });

  test('five thousand points are drawn without a stall', async () => {
    const run = rowOf('train-running');
    await panel.send({ kind: 'runs', runs: rows });
    await panel.send({ kind: 'show', view: 'runs', run: run.id });
    await panel.send({ kind: 'run', run, from: 0, events: trainEvents(5_000) });
    const more = trainEvents(5_010).slice(-11);
    const ms = await panel.page.evaluate(
      async message => {
        const start = performance.now();
        window.postMessage(message, '*');
        await new Promise(resolve => setTimeout(resolve));
        await new Promise(requestAnimationFrame);
        return performance.now() - start;
      },
      { kind: 'run', run, from: 5_002, events: more },
    );
    expect(await panel.page.getByRole('img', { name: /^Loss/ }).getAttribute('aria-label')).toContain(
      '5,010 epochs',
    );
    expect(ms).toBeLessThan(500);
  });

  test('the cursor reads the curves, all at one step', async () => {
    await panel.send({ kind: 'runs', runs: rows });
    await panel.send({ kind: 'show', view: 'runs', run: 'train-running' });
    await panel.send({ kind: 'run', run: rowOf('train-running'), from: 0, events: trainEvents(100) });
    await panel.page.locator('.u-over').last().hover();
    const readings = await panel.page.locator('.reading').allInnerTexts();
    expect(readings[1]).toMatch(/^training 0\.\d+ at \d+ epochs$/);
    await changeTheme(panel.page, 'light');
  });

  test('what a search has found stands in a table, and a cell opens to its source', async () => {
    await panel.send({ kind: 'runs', runs: rows });
    await panel.send({ kind: 'show', view: 'runs', run: 'search-done' });
    await panel.send({ kind: 'run', run: rowOf('search-done'), from: 0, events: searchEvents(20) });
    const found = panel.page.getByRole('row', { name: /found3/ });
    expect(await found.locator('th, td').allTextContents()).toEqual([
      '',
      'found3',
      '0.016 %',
      '3.000',
      '7,932,938',
      '2.31 G',
    ]);
    await panel.page.getByRole('button', { name: 'Source of found3' }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.getByText('c = conv3x3(input + b)').waitFor();
    await panel.page.keyboard.press('Enter');
    expect(await panel.page.getByText('c = conv3x3(input + b)').count()).toBe(0);
    await panel.page.getByRole('button', { name: 'Open Found Cells' }).click();
    expect(await panel.last()).toEqual({ kind: 'act', action: 'openFound', run: 'search-done' });
  });

  test('a deleted run gives its place to its neighbour', async () => {
    await panel.send({ kind: 'runs', runs: rows });
    await line('Search lab').click();
    await panel.send({ kind: 'runs', runs: rows.filter(r => r.id !== 'cancelled') });
    expect(await panel.last()).toEqual({ kind: 'select', run: 'old-experiment' });
  });

  test('the search form begins with sensible choices and sends them', async () => {
    await showForm('search');
    await panel.page.getByRole('button', { name: 'Search', exact: true }).click();
    expect(await panel.last()).toEqual({
      kind: 'search',
      settings: {
        space: 'nasbench201',
        strategy: 'evolution',
        budget: 2000,
        top: 10,
        seed: 0,
      },
    });
  });

  test('the search form sends what was chosen and typed', async () => {
    await showForm('search');
    await panel.choose('Predictor', 'Train on cifar.csv (τ 0.842)');
    await panel.choose('Strategy', 'exhaustive');
    expect(await panel.page.getByRole('textbox', { name: 'Cells to score' }).isVisible()).toBe(false);
    await panel.page.getByRole('textbox', { name: 'Most parameters' }).fill('5M');
    await panel.page.getByRole('textbox', { name: 'Most FLOPs' }).fill('2.5 G');
    await panel.page.getByRole('button', { name: 'Search', exact: true }).click();
    expect(await panel.last()).toMatchObject({
      settings: {
        predictor: '/w/.renas/runs/train-done/model',
        strategy: 'exhaustive',
        maxParameters: 5e6,
        maxFlops: 2.5e9,
      },
    });
    expect(await panel.last()).not.toHaveProperty('settings.budget');
  });

  test('limits and the front are sent as they were typed; a wrong one is said at its field', async () => {
    await showForm('search');
    const field = (name: string) => panel.page.getByRole('textbox', { name, exact: true });
    const search = panel.page.getByRole('button', { name: 'Search', exact: true });
    await field('Other limits').fill('macs=300M & latency_ms');
    await panel.page.getByText('A limit is a cost, = and a number.').waitFor();
    expect(await field('Other limits').getAttribute('aria-invalid')).toBe('true');
    expect(await search.isEnabled()).toBe(false);
    await field('Other limits').fill('macs=300M & phone_ms=5');
    await field('Cost table').fill('ops.csv & models/phone');
    // What a limit names can be weighed against, too.
    await panel.choose('Weigh the rank against', 'Phone (ms)');
    await panel.page.getByRole('group', { name: 'Limits' }).scrollIntoViewIfNeeded();
    await panel.page.screenshot({ path: path.join(screenshots('webview'), 'limits.png') });
    await search.click();
    expect(await panel.last()).toMatchObject({
      settings: {
        max: ['macs=300M', 'phone_ms=5'],
        costs: ['ops.csv', 'models/phone'],
        pareto: 'phone_ms',
      },
    });
  });

  test('a mistake is said at its field while typing, and holds the launch', async () => {
    await showForm('search');
    const budget = panel.page.getByRole('textbox', { name: 'Cells to score' });
    await budget.fill('many');
    await panel.page.getByText('Enter a whole number of at least 1.').waitFor();
    expect(await budget.getAttribute('aria-invalid')).toBe('true');
    const search = panel.page.getByRole('button', { name: 'Search', exact: true });
    expect(await search.isEnabled()).toBe(false);
    await budget.press('Enter');
    expect((await panel.sent()).map(m => m.kind)).not.toContain('search');
    await budget.fill('10,000');
    await expect.poll(() => search.isEnabled()).toBe(true);
  });

  test('a space without a predictor says what to do', async () => {
    await showForm('search');
    await panel.choose('Space', 'lab');
    await panel.page.getByText('No predictor for space lab yet: train one').waitFor();
    expect(await panel.page.getByRole('button', { name: 'Search', exact: true }).isEnabled()).toBe(false);
  });

  test('the training form knows its table: columns, cells, a likely label, enough left to test with', async () => {
    await showForm('train');
    await panel.page.getByText('15,625 rows, their cells given by arch_str.').waitFor();
    await panel.page.getByRole('button', { name: 'Train Predictor' }).click();
    expect(await panel.last()).toEqual({
      kind: 'train',
      settings: {
        space: 'nasbench201',
        data: 'data/cifar.csv',
        label: 'validation_accuracy',
        samples: 424,
        recipe: 'default',
        seed: 0,
      },
    });
    await panel.choose('Space', 'nasbench101');
    await panel.page.getByText('The table gives its cells by arch_str, as nasbench201 does').waitFor();
    await panel.choose('Table', 'small.csv');
    await expect
      .poll(() => panel.page.getByRole('textbox', { name: 'Cells to learn from' }).inputValue())
      .toBe('48');
    await panel.page.getByRole('textbox', { name: 'Cells to learn from' }).fill('60');
    await panel.page.getByText('Enter at most 59: the table has 60 cells').waitFor();
    await panel.choose('Table', 'data/notes.csv');
    await panel.page.getByText('No column of it gives cells').waitFor();
  });

  test('a table that was not read yet is asked for, once', async () => {
    await showForm('train');
    await panel.choose('Table', 'data/new.csv');
    await panel.page.getByText('Reading data/new.csv…').waitFor();
    expect(await panel.page.getByRole('button', { name: 'Train Predictor' }).isEnabled()).toBe(false);
    const read = { path: 'data/new.csv', columns: ['acc'], rows: 1000, cells: 'cell', problem: undefined };
    await showForm('train', { tables: choices.tables.map(t => (t.path === read.path ? read : t)) });
    await panel.page.getByText('1,000 rows, their cells given by cell.').waitFor();
    expect((await panel.sent()).filter(m => m.kind === 'readTable')).toEqual([
      { kind: 'readTable', table: 'data/new.csv' },
    ]);
  });

  test('a table can be browsed to', async () => {
    await showForm('train');
    await panel.page.getByRole('button', { name: 'Browse…' }).click();
    expect(await panel.last()).toEqual({ kind: 'browseData', form: 'train' });
    const far = { path: '/far/away.csv', columns: ['acc'], rows: 100, cells: 'cell', problem: undefined };
    await showForm('train', { tables: [far, ...choices.tables] });
    await panel.send({ kind: 'picked', form: 'train', table: far.path });
    await panel.page.getByText('100 rows, their cells given by cell.').waitFor();
    await panel.page.getByRole('button', { name: 'Train Predictor' }).click();
    expect(await panel.last()).toMatchObject({
      settings: { data: '/far/away.csv', label: 'acc', samples: 80 },
    });
  });

  test('a refusal is shown in its place until something changes', async () => {
    await showForm('search');
    await panel.page.getByRole('button', { name: 'Search', exact: true }).click();
    await panel.send({ kind: 'refused', form: 'search', message: 'The disk is full.' });
    await panel.page.getByRole('alert').getByText('The disk is full.').waitFor();
    await panel.page.getByRole('textbox', { name: 'Seed' }).fill('1');
    expect(await panel.page.getByText('The disk is full.').isVisible()).toBe(false);
  });

  test('a double click launches one run', async () => {
    await showForm('search');
    await panel.page.getByRole('button', { name: 'Search', exact: true }).dblclick();
    expect((await panel.sent()).filter(m => m.kind === 'search')).toHaveLength(1);
  });

  test('the tables of costs of the setting are in the field at first, and may be taken out', async () => {
    await showForm('search', { costs: ['costs/phone.csv', 'costs/watch'] });
    const field = panel.page.getByRole('textbox', { name: 'Cost table' });
    expect(await field.inputValue()).toBe('costs/phone.csv & costs/watch');
    await field.fill('');
    await panel.send({ kind: 'choices', choices: { ...choices, costs: ['costs/phone.csv'] } });
    expect(await field.inputValue()).toBe('');
  });

  test('where runs are disabled, the form says why', async () => {
    await showForm('search', { disabled: 'Runs wait until you trust this workspace.' });
    await panel.page.getByRole('form').getByText('Runs wait until you trust this workspace.').waitFor();
    expect(await panel.page.getByRole('button', { name: 'Search', exact: true }).isEnabled()).toBe(false);
  });

  test('the view, the run and what was typed survive a reload', async () => {
    await panel.send({ kind: 'runs', runs: rows });
    await line('Train on cifar').click();
    await showForm('train');
    await panel.choose('Table', 'small.csv');
    await panel.page.getByRole('textbox', { name: 'Seed' }).fill('17');
    await panel.page.reload();
    expect(await panel.sent()).toEqual([
      { kind: 'ready', run: 'train-done' },
      { kind: 'watchCells', watch: true },
    ]);
    await panel.send({ kind: 'runs', runs: rows });
    await panel.send({ kind: 'choices', choices });
    expect(await panel.page.getByRole('textbox', { name: 'Seed' }).inputValue()).toBe('17');
    await panel.page.getByText('60 rows, their cells given by cell.').waitFor();
    await panel.page.getByRole('tab', { name: 'Runs' }).click();
    expect(await panel.page.getByRole('heading', { level: 2 }).textContent()).toBe('Train on cifar.csv');
  });

  test('names from files are text, never markup', async () => {
    const title = '<img src=x onerror=alert(1)>';
    await panel.send({ kind: 'runs', runs: [row({ id: 'odd', title, figure: '<b>1</b>' })] });
    const [cell] = cells(1);
    await panel.send({
      kind: 'run',
      run: row({ id: 'odd', title }),
      from: 0,
      events: [{ event: 'found', seconds: 1, scored: 1, found: [{ ...cell!, name: '<i>x</i>' }] }],
    });
    expect(await panel.page.locator('img, b, i').count()).toBe(0);
    expect(await panel.page.getByRole('heading', { level: 2 }).textContent()).toBe(title);
  });
});
