import { expect, test } from 'vitest';
import { choices, row, rowOf, rows, trainEvents } from './samples';
import { describePanel } from './usePanel';

describePanel('the table of runs', rows, panel => {
  const table = () => panel.page.getByRole('grid', { name: 'Runs' });
  const line = (name: string) => table().getByRole('row', { name });
  const names = () => table().getByRole('rowheader').allInnerTexts();
  const heads = () => table().getByRole('columnheader').allInnerTexts();
  const filter = () => panel.page.getByRole('textbox', { name: 'Filter runs' });
  const selected = () => table().locator('[aria-selected="true"]').count();

  test('a head sorts by its column: up, down, and as it was; what has no value comes last', async () => {
    const before = await names();
    const result = panel.page.getByRole('button', { name: 'Result' });
    await result.click();
    const best = ['Measure nasbench201', 'Train on cifar.csv', 'Search nasbench101'];
    expect((await names()).slice(0, 3)).toEqual(best);
    expect(await panel.page.getByRole('columnheader', { name: 'Result' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await result.click();
    expect((await names()).slice(0, 3)).toEqual(best.toReversed());
    await result.click();
    expect(await names()).toEqual(before);
  });

  test('the keyboard alone goes along the heads and sorts', async () => {
    await panel.page.getByRole('button', { name: 'Name', exact: true }).focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    expect(await panel.page.getByRole('columnheader', { name: 'Result' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    expect(await panel.page.evaluate(() => document.activeElement?.textContent)).toContain('Result');
  });

  test('the filter asks for every word, in any column or in one', async () => {
    await filter().fill('train nasbench101');
    expect((await names()).sort()).toEqual(['Train on broken.csv', 'Train on nasbench101.csv.gz']);
    await panel.page.getByText(`2 of ${rows.length}`).waitFor();
    await filter().fill('space:lab');
    expect(await names()).toEqual(['Search lab']);
    await filter().fill('no such run');
    await panel.page.getByText('No run passes the filter.').waitFor();
    await filter().press('Escape');
    expect(await names()).toHaveLength(rows.length);
  });

  test('columns are chosen, options of the command line among them, and survive a reload', async () => {
    await panel.page.getByRole('button', { name: 'Choose columns' }).click();
    await panel.page.getByRole('checkbox', { name: 'Space' }).click();
    await panel.page.getByRole('checkbox', { name: 'Strategy' }).click();
    await panel.page.keyboard.press('Escape');
    expect(await heads()).not.toContain('Space');
    expect(await heads()).toContain('Strategy');
    await panel.page.reload();
    await panel.send({ kind: 'runs', runs: rows });
    expect(await heads()).toContain('Strategy');
    expect(await heads()).not.toContain('Space');
  });

  test('what tells runs of one title apart is not cut off', async () => {
    const asked = (seed: string, budget: string) => [
      ...['search', '--space', 'nasbench101', '--strategy', 'evolution'],
      ...['--budget', budget, '--seed', seed],
    ];
    const runs = ['0', '1'].flatMap(seed =>
      ['1000', '20000'].map(budget => row({ id: `${seed}-${budget}`, arguments: asked(seed, budget) })),
    );
    await panel.send({ kind: 'runs', runs });
    await panel.page.getByRole('rowheader', { name: 'seed 1 · budget 20000' }).waitFor();
    const cut = await panel.page
      .locator('.run-row .cell-name')
      .evaluateAll(names => names.filter(name => name.scrollWidth > name.clientWidth).length);
    expect(cut).toBe(0);
  });

  test('a search is sorted by the share of its best cell, however its result is written', async () => {
    const found = (id: string, top: number, figure: string) =>
      row({ id, title: id, figure, metrics: { best_top: top } });
    await panel.send({
      kind: 'runs',
      runs: [
        found('second', 0.0007, '≈ 3rd of 423,624'),
        found('third', 0.03, 'top 0.03 %'),
        found('first', 0.0002, '≈ 1st of 423,624'),
      ],
    });
    await panel.page.getByRole('button', { name: 'Result' }).click();
    expect(await names()).toEqual(['first', 'second', 'third']);
  });

  test('only the columns that differ', async () => {
    const asked = (seed: string) => ['search', '--space', 'lab', '--budget', '500', '--seed', seed];
    await panel.send({
      kind: 'runs',
      runs: ['1', '2'].map(seed => row({ id: `run${seed}`, space: 'lab', arguments: asked(seed) })),
    });
    await panel.page.getByRole('button', { name: 'Only columns that differ' }).click();
    expect((await heads()).map(text => text.trim()).filter(text => text !== '')).toEqual(['Name', 'Seed']);
    expect(
      await panel.page.getByRole('button', { name: 'Only columns that differ' }).getAttribute('aria-pressed'),
    ).toBe('true');
  });

  test('a run is starred by its star and by S, and the list shows it once the host says so', async () => {
    await line('Search lab').locator('.cell-star').click();
    expect(await panel.last()).toEqual({ kind: 'note', runs: ['cancelled'], changes: { star: true } });
    await panel.send({ kind: 'changed', runs: [{ ...rowOf('cancelled'), notes: { star: true } }] });
    expect(await line('Search lab').getByLabel('starred', { exact: true }).count()).toBe(1);
    await line('Search lab').click();
    await table().press('s');
    expect(await panel.last()).toEqual({ kind: 'note', runs: ['cancelled'], changes: { star: false } });
  });

  test('F2 renames: Enter keeps, Escape leaves, and the keyboard is back in the table', async () => {
    await line('Train on cifar').click();
    await table().press('F2');
    const name = panel.page.getByRole('textbox', { name: 'Name of the run' });
    await name.fill('The good one');
    await name.press('Enter');
    expect(await panel.last()).toEqual({
      kind: 'note',
      runs: ['train-done'],
      changes: { name: 'The good one' },
    });
    expect(await table().evaluate(e => e === document.activeElement)).toBe(true);
    await panel.send({
      kind: 'changed',
      runs: [{ ...rowOf('train-done'), notes: { name: 'The good one' } }],
    });
    expect(await panel.page.getByRole('heading', { level: 2 }).first().textContent()).toBe('The good one');
    await panel.page.getByText('First called').waitFor();
    expect(await line('The good one').count()).toBe(1);
    await table().press('F2');
    await name.fill('Another');
    await name.press('Escape');
    expect(await panel.said('note')).toHaveLength(1);
  });

  test('a note is written when typing pauses, to the run it was typed for', async () => {
    await line('Train on cifar').click();
    await panel.page.getByRole('textbox', { name: 'Note' }).fill('best so far');
    await line('Search lab').click();
    expect(await panel.said('note')).toEqual([
      { kind: 'note', runs: ['train-done'], changes: { note: 'best so far' } },
    ]);
    expect(await panel.page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('');
  });

  test('notes that cannot be read are said to be so', async () => {
    await line('Search lab').click();
    await panel.send({
      kind: 'changed',
      runs: [{ ...rowOf('cancelled'), notesProblem: 'notes.json is not valid JSON' }],
    });
    await panel.page.getByText('notes.json is not valid JSON, so the name, star and note').waitFor();
  });

  test('several are selected by the mouse and deleted at once', async () => {
    await line('Train on cifar').click();
    await line('Train on broken').click({ modifiers: ['Control'] });
    expect(await panel.last()).toEqual({
      kind: 'select',
      run: 'train-done',
      compared: ['train-done', 'failed'],
    });
    await line('Search lab').click({ modifiers: ['Shift'] });
    expect(await selected()).toBe(3);
    await table().press('Delete');
    expect(await panel.last()).toEqual({
      kind: 'actAll',
      action: 'delete',
      runs: ['failed', 'interrupted', 'cancelled'],
    });
  });

  test('several are selected by the keyboard', async () => {
    await table().focus();
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('Shift+ArrowDown');
    await panel.page.keyboard.press('Shift+ArrowDown');
    expect(await selected()).toBe(3);
    await panel.page.keyboard.press('Control+ArrowDown');
    await panel.page.keyboard.press('Control+ArrowDown');
    await panel.page.keyboard.press('Control+Space');
    expect(await selected()).toBe(4);
    await panel.page.keyboard.press('Control+a');
    expect(await selected()).toBe(rows.length);
    await panel.page.keyboard.press('Escape');
    expect(await selected()).toBe(1);
  });

  test('what the filter hides is not deleted', async () => {
    await table().focus();
    await panel.page.keyboard.press('Control+a');
    await filter().fill('lab');
    await table().press('Delete');
    expect(await panel.last()).toEqual({ kind: 'act', action: 'delete', run: 'cancelled' });
  });

  test('the curves of runs selected lie over each other, with one tooltip over all', async () => {
    const [a, b] = [
      row({
        id: 'a',
        seed: 1,
        command: 'train',
        title: 'Train',
        arguments: ['train', '--seed', '1', '--label', 'acc'],
      }),
      row({
        id: 'b',
        seed: 2,
        command: 'train',
        title: 'Train',
        arguments: ['train', '--seed', '2', '--label', 'acc'],
      }),
    ];
    await panel.send({ kind: 'runs', runs: [a, b] });
    await table().focus();
    await panel.page.keyboard.press('Control+a');
    expect(await panel.last()).toEqual({ kind: 'select', run: 'a', compared: ['a', 'b'] });
    await panel.page.getByText('Reading their events…').waitFor();
    await panel.send({ kind: 'run', run: a, from: 0, events: trainEvents(40) });
    await panel.send({ kind: 'run', run: b, from: 0, events: trainEvents(80).slice(0, 41) });
    await panel.send({ kind: 'run', run: b, from: 41, events: trainEvents(80).slice(41) });
    const loss = panel.page.getByRole('img', { name: /^Loss: training/ });
    expect(await loss.getAttribute('aria-label')).toMatch(
      /Train · seed 1 from .*, Train · seed 2 from .* over 80 epochs/,
    );
    await panel.page.locator('.chart').first().locator('.u-over').hover();
    const tip = await panel.page.locator('.chart-tip').first().innerText();
    expect(tip).toMatch(/\d+ epochs[\s\S]*Train · seed 1[\s\S]*0\.\d+[\s\S]*Train · seed 2[\s\S]*0\.\d+/);

    const differing = panel.page.getByRole('region', { name: 'Differences' }).getByRole('rowheader');
    expect((await differing.allTextContents()).map(text => text.replace(' (differs)', ''))).toEqual(['Seed']);
    await panel.page.getByRole('checkbox', { name: 'Only what differs' }).click();
    expect(await differing.allTextContents()).toContain('Label column');
  });

  test('the table goes to a CSV as it is shown', async () => {
    const odd = row({ id: 'odd', title: '=cmd("x"), "quoted"\nline', figure: 'τ 0.5', space: 'lab' });
    await panel.send({ kind: 'runs', runs: [odd] });
    await panel.page.getByRole('button', { name: 'Export the table to CSV' }).click();
    const [saved] = await panel.said('save');
    expect(saved?.file).toMatchObject({ name: 'runs.csv', type: 'CSV', encoding: 'utf8' });
    const [head, ...body] = saved?.file.content.split('\r\n') ?? [];
    expect(head).toBe('Run,Starred,Name,State,Result,Kind,Space,Cells,Duration (s),Started');
    expect(body.join('\r\n')).toContain(`odd,,"'=cmd(""x""), ""quoted""\nline",done,τ 0.5,search,lab,2000,`);
  });

  test('the ranks of a training are drawn, and those of another run are not', async () => {
    await panel.send({ kind: 'show', view: 'runs', run: 'train-done' });
    const points = Array.from({ length: 2000 }, (_, i) => [i / 20, (i / 20 + 5) % 100] as const);
    await panel.send({ kind: 'ranking', run: 'other', points });
    expect(await panel.page.locator('.scatter:visible').count()).toBe(0);
    await panel.send({ kind: 'ranking', run: 'train-done', points: points.slice(0, 2) });
    expect(await panel.page.locator('.scatter:visible').count()).toBe(0);
    await panel.send({ kind: 'ranking', run: 'train-done', points });
    const scatter = panel.page.getByRole('img', {
      name: /^Predicted against measured rank of 2,000 cells: 95 %/,
    });
    expect((await scatter.locator('.dots').getAttribute('d'))?.match(/M/g)).toHaveLength(2000);
    await line('Search lab').click();
    expect(await panel.page.locator('.scatter:visible').count()).toBe(0);
  });

  test('a dot of the ranks names its cell under the pointer, and shows it on a click or by the keyboard', async () => {
    await panel.send({ kind: 'show', view: 'runs', run: 'train-done' });
    const cell = (hash: string) => ({ hash, spelling: `01:input,${hash}` });
    const points = [
      [10, 20, cell('aa11bb22cc33')],
      [60, 70, cell('0f0f')],
      [90, 50],
    ] as const;
    await panel.send({ kind: 'ranking', run: 'train-done', points });
    const scatter = panel.page.locator('.scatter-place .scatter');
    await scatter.scrollIntoViewIfNeeded();
    /** The square has sides of 240 pixels, 60 from the left and 10 from the top. */
    const at = (point: readonly [number, number, unknown?]) => ({
      x: 60 + 240 * (1 - point[1] / 100) + 3,
      y: 10 + 240 * (point[0] / 100) - 3,
    });
    const detail = panel.page.locator('.scatter-cell');
    await scatter.locator('svg').hover({ position: at(points[0]) });
    const tip = panel.page.locator('.dot-tip');
    expect(await tip.innerText()).toBe('cell_aa11bb22: predicted top 10 %, measured top 20 %');
    await scatter.locator('svg').click({ position: at(points[0]) });
    expect(await detail.locator('pre').innerText()).toBe(
      'cell cell_aa11bb22 : nasbench201 = "01:input,aa11bb22cc33"',
    );
    expect((await panel.said('draw')).at(-1)?.cells).toEqual([
      {
        from: 'run',
        run: 'train-done',
        name: 'cell_aa11bb22',
        text: 'cell cell_aa11bb22 : nasbench201 = "01:input,aa11bb22cc33"\n',
      },
    ]);
    expect(await scatter.locator('.mark').getAttribute('cx')).toBe('252');
    await detail.getByRole('button', { name: 'Compare' }).waitFor();

    // One that is not named, of a run of a version before, is only a dot.
    await scatter.locator('svg').hover({ position: at(points[2]) });
    expect(await tip.isVisible()).toBe(false);
    await scatter.locator('svg').click({ position: at(points[2]) });
    expect(await detail.locator('strong').innerText()).toBe('cell_aa11bb22');

    await panel.page.locator('.scatter-place').focus();
    await panel.page.keyboard.press('ArrowLeft');
    expect(await detail.locator('strong').innerText()).toBe('cell_0f0f');
    await panel.page.keyboard.press('ArrowRight');
    expect(await detail.locator('strong').innerText()).toBe('cell_aa11bb22');
    await panel.page.keyboard.press('Escape');
    expect(await detail.locator('strong').count()).toBe(0);
  });

  test('of five thousand runs only a part is in the page, wherever one goes', async () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      row({ id: `run${i}`, title: `Run ${i}`, arguments: ['search', '--seed', `${i % 7}`] }),
    );
    await panel.send({ kind: 'runs', runs: many });
    await table().focus();
    await panel.page.keyboard.press('End');
    expect(await table().getAttribute('aria-activedescendant')).toBe('run-run4999');
    expect(await panel.page.locator('.run-row').count()).toBeLessThan(80);
    expect(await table().getAttribute('aria-rowcount')).toBe('5001');
    for (let i = 0; i < 20; i++) await panel.page.keyboard.press('PageUp');
    expect(await table().getAttribute('aria-activedescendant')).not.toBe('run-run4999');
    expect(await panel.page.locator('.run-row').count()).toBeLessThan(80);
    await filter().fill('run 4321');
    expect(await names()).toEqual(['Run 4321']);
  });
});

const measured = [0.62, 0.84, 0.71].map((tau, i) =>
  row({
    id: `m${i}`,
    command: 'train',
    title: 'Train on lab.csv',
    seed: i,
    arguments: ['train', '--space', 'lab', '--data', 'lab.csv', '--seed', `${i}`],
    figure: `τ ${tau}`,
    metrics: { kendall_tau: tau + 0.0001, spearman_rho: tau + 0.1, odd_figure: 3 + i },
  }),
);

describePanel('metrics in the table of runs', measured, panel => {
  const table = () => panel.page.getByRole('grid', { name: 'Runs' });
  const names = () => table().getByRole('rowheader').allInnerTexts();
  const column = async (name: string) => {
    await panel.page.getByRole('button', { name: 'Choose columns' }).click();
    await panel.page.getByRole('checkbox', { name, exact: true }).click();
    await panel.page.keyboard.press('Escape');
  };

  test('runs of one title have names that tell them apart', async () => {
    expect(await names()).toEqual([0, 1, 2].map(seed => `Train on lab.csv · seed ${seed}`));
  });

  test('each metric is a column: the best first, filtered by its number, in the CSV as a number', async () => {
    for (const name of ['τ', 'Odd figure']) await column(name);
    await panel.page.getByRole('button', { name: 'τ', exact: true }).click();
    expect((await names()).map(name => name.at(-1))).toEqual(['1', '2', '0']);
    await panel.page.getByRole('textbox', { name: 'Filter runs' }).fill('tau>0.7');
    expect((await names()).map(name => name.at(-1))).toEqual(['1', '2']);
    await panel.page.getByRole('button', { name: 'Export the table to CSV' }).click();
    const [line] = (await panel.said('save')).at(-1)!.file.content.split('\r\n').slice(1);
    expect(line).toContain(',0.8401,');
    expect(line).toMatch(/,4$/);
  });

  test('a column is resized by a drag and by the keyboard, and stays so', async () => {
    const head = panel.page.getByRole('columnheader', { name: 'Result' });
    const before = (await head.boundingBox())!;
    await panel.page.mouse.move(before.x + before.width + 2, before.y + 8);
    await panel.page.mouse.down();
    await panel.page.mouse.move(before.x + before.width + 52, before.y + 8, { steps: 4 });
    await panel.page.mouse.up();
    await expect.poll(async () => (await head.boundingBox())?.width).toBeCloseTo(before.width + 50, -1);
    await panel.page.getByRole('button', { name: 'Result' }).focus();
    await panel.page.keyboard.press('Alt+ArrowLeft');
    const now = (await head.boundingBox())!.width;
    expect(now).toBeLessThan(before.width + 45);
    await panel.page.reload();
    await panel.send({ kind: 'runs', runs: measured });
    await expect.poll(async () => (await head.boundingBox())?.width).toBe(now);
  });

  test('the border of the table is moved by a drag and by the keyboard', async () => {
    const splitter = panel.page.getByRole('separator', { name: 'Size of the table' });
    const before = (await splitter.boundingBox())!;
    await splitter.hover();
    await panel.page.mouse.down();
    await panel.page.mouse.move(before.x + 50, before.y + 160, { steps: 4 });
    await panel.page.mouse.up();
    const moved = (await splitter.boundingBox())!.y;
    expect(moved).toBeGreaterThan(before.y + 100);
    await splitter.focus();
    await panel.page.keyboard.press('ArrowUp');
    expect((await splitter.boundingBox())!.y).toBeLessThan(moved);
    await splitter.dblclick();
    await expect.poll(async () => (await splitter.boundingBox())?.y).toBe(before.y);
  });

  test('the menu of a row is about that row, or about all that are selected', async () => {
    const context = async (name: string) =>
      JSON.parse((await table().getByRole('row', { name }).getAttribute('data-vscode-context')) ?? '');
    expect(await context('seed 1')).toEqual({
      webviewSection: 'run',
      renasRuns: ['m1'],
      renasAbilities: 'run ended repeatable',
    });
    await table().getByRole('row', { name: 'seed 0' }).click();
    await table()
      .getByRole('row', { name: 'seed 1' })
      .click({ modifiers: ['Shift'] });
    expect(await context('seed 1')).toMatchObject({ webviewSection: 'runs', renasRuns: ['m0', 'm1'] });
    expect(await context('seed 2')).toMatchObject({ webviewSection: 'run', renasRuns: ['m2'] });
  });

  test('two runs are compared in the words of the form, and by how they came out', async () => {
    await panel.page.getByText('Ctrl+click or Shift+click to compare runs').waitFor();
    await table().getByRole('row', { name: 'seed 0' }).click();
    await table()
      .getByRole('row', { name: 'seed 1' })
      .click({ modifiers: ['Control'] });
    const differences = panel.page.getByRole('region', { name: 'Differences' });
    const line = async (name: string) =>
      (
        await differences
          .locator('tbody tr')
          .filter({ has: panel.page.locator('th', { hasText: new RegExp(`^${name}( |$)`) }) })
          .locator('td')
          .allInnerTexts()
      ).join(' | ');
    expect(await line('Seed')).toBe('0 | 1');
    expect(await line('τ')).toBe('0.620 | 0.840');
    expect(await differences.innerText()).not.toContain('--');
  });
});

describePanel('runs of several seeds', measured, panel => {
  test('are one row with mean and deviation, and compared when it is selected', async () => {
    const table = panel.page.getByRole('grid', { name: 'Runs' });
    await panel.page
      .getByRole('button', { name: 'One row for runs that differ in their seed alone' })
      .click();
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual(['Train on lab.csv · 3 seeds']);
    expect(await table.getByRole('row', { name: '3 seeds' }).innerText()).toContain('τ 0.723 ± 0.111');
    await table.getByRole('row', { name: '3 seeds' }).click();
    expect(await panel.last()).toEqual({ kind: 'select', run: 'm0', compared: ['m0', 'm1', 'm2'] });
    await panel.page.getByRole('heading', { name: '3 runs selected' }).waitFor();
  });

  test('are started as one, with a name and a note', async () => {
    await panel.send({ kind: 'choices', choices });
    await panel.send({ kind: 'show', view: 'new', form: 'search' });
    const field = (name: string) => panel.page.getByRole('textbox', { name, exact: true });
    await field('Runs').fill('30');
    await panel.page.getByText('Enter a whole number from 1 to 10.').waitFor();
    await field('Runs').fill('3');
    await field('Name').fill('Baseline');
    await panel.page.getByRole('button', { name: 'Search', exact: true }).click();
    expect(await panel.last()).toMatchObject({ kind: 'search', extras: { seeds: 3, name: 'Baseline' } });
    expect(await field('Runs').inputValue()).toBe('1');
  });
});
