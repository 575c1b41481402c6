import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/protocol/events';
import type { RunAction } from '../../src/protocol/panel';
import type { RunRow } from '../../src/protocol/run';
import {
  cells,
  fileCells,
  loopEvents,
  measurements,
  paretoEvents,
  row,
  rowOf,
  rows,
  searchEvents,
  trainEvents,
} from './samples';
import { describePanel } from './usePanel';

describePanel('the detail of a run', rows, panel => {
  const detail = () => panel.page.getByRole('article', { name: 'Selected run', exact: true });
  const show = async (run: string, events: readonly RunEvent[] = []) => {
    await panel.send({ kind: 'show', view: 'runs', run });
    await panel.send({ kind: 'run', run: rowOf(run), from: 0, events });
  };
  const buttons = async () => {
    const texts = await detail().locator('.actions vscode-button').allInnerTexts();
    return texts.map(text => text.trim());
  };
  const tools = () =>
    detail()
      .getByRole('toolbar', { name: 'Run' })
      .getByRole('button')
      .evaluateAll(all => all.map(each => each.getAttribute('aria-label')));
  const repeat = ['Duplicate with Changes…', 'Copy as Command Line', 'Write Report…'];
  const folder = ['Show Log', 'Open Folder'];

  test('the actions are those that the state allows', async () => {
    await show('train-running');
    expect([await buttons(), await tools()]).toEqual([['Cancel'], [...repeat, ...folder]]);
    await show('train-done');
    const all = ['Run Again', ...repeat, ...folder, 'Delete…'];
    expect([await buttons(), await tools()]).toEqual([['Use for Hints'], all]);
    await show('interrupted');
    expect([await buttons(), await tools()]).toEqual([['Resume'], all]);
    await show('old-experiment');
    expect([await buttons(), await tools()]).toEqual([[], [...folder, 'Delete…']]);
  });

  test('each action reaches the host, by the keyboard too', async () => {
    await show('interrupted');
    const asked: readonly (readonly [string, RunAction])[] = [
      ['Resume', 'resume'],
      ['Run Again', 'again'],
      ['Duplicate with Changes…', 'duplicate'],
      ['Copy as Command Line', 'copyCommand'],
      ['Show Log', 'showLog'],
      ['Open Folder', 'reveal'],
      ['Delete…', 'delete'],
    ];
    for (const [name, action] of asked) {
      await detail().getByRole('button', { name, exact: true }).focus();
      await panel.page.keyboard.press('Enter');
      expect(await panel.last()).toEqual({ kind: 'act', action, run: 'interrupted' });
    }
    const focused = () => panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await detail().getByRole('button', { name: 'Run Again' }).focus();
    await panel.page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Duplicate with Changes…');
    await panel.page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Star');
    await panel.page.keyboard.press('Tab');
    expect(await focused()).toBe('Duplicate with Changes…');
    await show('train-running');
    await detail().getByRole('button', { name: 'Cancel' }).click();
    expect(await panel.last()).toEqual({ kind: 'act', action: 'cancel', run: 'train-running' });
  });

  test('all that repeats a run is there: its line, folder, seed, versions, and what it read', async () => {
    await show('train-done');
    const facts = await detail().locator('dl').last().innerText();
    for (const part of [
      'renas train --space nasbench201 --data data/cifar.csv --label validation_accuracy --samples 424 --seed 0 --recipe default',
      '/home/ada/nets',
      'wasm',
      'ReNAS 0.1.0, Node 20.20.2',
      'data/cifar.csv · SHA-256 9f86d081884c7d65…',
    ])
      expect(facts.replaceAll(/\s+/g, ' ')).toContain(part);
  });

  test('the line that repeats a run is shown, selected and copied with each of its blanks', async () => {
    const command = `python  train.py${' '.repeat(3000)}; rm -r a\u00a0b`;
    const run = rowOf('train-done');
    const { record } = run;
    await panel.send({ kind: 'show', view: 'runs', run: run.id });
    const measuring = { ...record!, arguments: ['measure', 'a.cell', '--command', command] };
    await panel.send({ kind: 'run', run: { ...run, record: measuring }, from: 0, events: [] });
    const line = detail().locator('dl').last().locator('.code');
    const written = `renas measure a.cell --command $'${command.replace('\u00a0', '\\302\\240')}'`;
    // A break between words is told as a line end.
    expect((await line.innerText()).replaceAll('\n', '')).toBe(written);
    await line.click();
    const selected = await panel.page.evaluate(() => String(getSelection()));
    expect(selected.replaceAll('\n', '')).toBe(written);
    const tops = await line
      .locator('span')
      .evaluateAll(all => all.slice(-3).map(each => each.getBoundingClientRect().top));
    const train = await line.getByText('train.py').evaluate(each => each.getBoundingClientRect().top);
    expect(tops[0]).toBeGreaterThan(train + 100);
    await show('train-done');
  });

  test('each state that needs one has its sentence, with the way on', async () => {
    const sentences: Readonly<Record<string, string>> = {
      '20250131-160512-search-0a1b': 'Its process is loading.',
      failed: 'mend the table, or choose another label column',
      interrupted: 'Resume goes on from its last checkpoint',
      cancelled: 'It was stopped when asked to; what it had finished is kept.',
      'old-experiment': 'run.json is not valid JSON. Nothing in the folder is touched',
    };
    for (const [run, sentence] of Object.entries(sentences)) {
      await show(run);
      await detail().getByText(sentence).waitFor();
    }
  });

  test('trainings show how they stand, how far they are, and the best so far', async () => {
    await show('loop-done', []);
    const table = panel.page.getByRole('region', { name: 'Measurements' });
    expect(await table.isVisible()).toBe(false);
    await panel.send({ kind: 'measurements', run: 'loop-done', rows: measurements });
    const cells = async (row: number) =>
      (await table.getByRole('row').nth(row).locator('th, td').allInnerTexts()).map(text => text.trim());
    expect(await cells(0)).toEqual([
      ...['Cell', 'Seed', 'State', 'Epoch', 'validation_accuracy', 'Time', 'Learning curve'],
    ]);
    expect(await cells(2)).toEqual(['inception', '0', 'measured', '4 of 4', '87.4', '6 min 52 s', '']);
    expect(await cells(3)).toEqual(['wide', '0', 'running', '2 of 4', '70.25', '', '']);
    expect((await cells(4))[2]).toBe('cannot be trained: the loss is not a number');
    await panel.page
      .getByText(
        '2 measured, 1 running, 1 waiting, 1 cannot be trained. Best so far: inception, validation_accuracy 87.4.',
      )
      .waitFor();
    await table.getByRole('img', { name: 'validation_accuracy from 55.5 to 70.25 in 2 epochs' }).waitFor();
    // One chart of all learning curves, and the log of each training.
    await panel.page.getByRole('img', { name: /^Learning curves: validation_accuracy/ }).waitFor();
    await table.getByRole('button', { name: 'inception: show its log' }).click();
    expect(await panel.last()).toEqual({ kind: 'trainingLog', run: 'loop-done', key: 'm2' });
    await table.getByRole('cell', { name: 'cannot be trained' }).click();
    expect(await panel.last()).toEqual({ kind: 'trainingLog', run: 'loop-done', key: 'm4' });
    expect(await table.getByRole('button').count()).toBe(4);
    // A command need not say how long it took.
    const untimed = measurements.map(({ seconds: _, ...row }) => row);
    await panel.send({ kind: 'measurements', run: 'loop-done', rows: untimed });
    expect(await cells(2)).toEqual(['inception', '0', 'measured', '4 of 4', '87.4', '']);
    // On a cluster.
    const [first, second, third, ...others] = measurements;
    const waiting = { ...third!, state: 'waiting', why: 'Priority' } as const;
    const queued = [first!, second!, waiting, ...others.slice(0, 1), { ...third!, key: 'm5', node: 'n2' }];
    await panel.send({ kind: 'measurements', run: 'loop-done', rows: queued });
    await expect.poll(async () => (await cells(3))[2]).toBe('waiting: Priority');
    expect((await cells(5))[2]).toBe('running on n2');
    const since = '2026-12-01T13:02:00.000Z';
    const silent = { since, why: 'Unable to contact slurm controller (connect failure)' };
    const away = { ...rowOf('loop-done'), state: 'running', phase: 'measure', silence: silent } as const;
    await panel.send({ kind: 'run', run: away, from: 0, events: [] });
    await detail()
      .getByText(/^Slurm does not answer since .*: below stands what it said last\.$/)
      .waitFor();
    await detail()
      .getByText(/^Measuring · Slurm does not answer since .*; its jobs go on$/)
      .waitFor();
    await panel.send({ kind: 'run', run: rowOf('loop-done'), from: 0, events: [] });
    await expect.poll(() => detail().getByText('does not answer').isVisible()).toBe(false);
    // Of another run than the one that is shown.
    await panel.send({ kind: 'measurements', run: 'search-done', rows: measurements.slice(0, 1) });
    expect(await table.getByRole('row').count()).toBe(6);
  });

  test('of a loop what was expected of its cells stands against what they measured', async () => {
    const title = detail().getByRole('heading', { name: 'Expected and Measured' });
    const round = (n: number, label: number): RunEvent => ({
      ...{ event: 'round', seconds: n, round: n, measured: n },
      cells: [{ cell: `cell measured${n} {}`, label, expected: { value: 90, low: 88, high: 91.5 } }],
    });
    await show('loop-done', [round(1, 89), round(2, 92)]);
    expect(await title.isVisible()).toBe(false);
    await show('loop-done', [
      round(1, 89),
      round(2, 92),
      round(3, 91),
      {
        event: 'round',
        seconds: 4,
        round: 4,
        measured: 4,
        cells: [{ cell: 'cell measured4 {}', label: 85 }],
      },
    ]);
    await title.waitFor();
    await detail().getByRole('img', { name: '2 of 3 cells are within their interval' }).waitFor();
    await detail().getByText('with the 80 % interval: 2 of 3 cells measured within theirs').waitFor();
  });

  test('of a loop the cells show what they measured, and go to a CSV with it', async () => {
    await show('loop-done', loopEvents);
    const found = detail().getByRole('region', { name: 'Best Cells Found' });
    expect((await found.getByRole('columnheader').allInnerTexts()).slice(0, 4)).toEqual([
      ...['Cell', 'validation_accuracy', 'test_accuracy', 'Top'],
    ]);
    expect(await found.getByRole('row').nth(4).getByRole('cell').allInnerTexts()).toEqual(
      expect.arrayContaining(['91.10', '93.74']),
    );
    await detail().getByText('The best of 50 cells measured.').waitFor();
    await detail().getByRole('button', { name: 'Export the table Best Cells Found to CSV' }).click();
    const [saved] = await panel.said('save');
    const [head, first] = saved?.file.content.split('\r\n') ?? [];
    expect(saved?.file.name).toBe('best-cells-found.csv');
    expect(head).toBe('cell,validation_accuracy,test_accuracy,Top,Score,Parameters,FLOPs,hash,source');
    expect(first).toMatch(/^best1,91\.61,94\.37,0\.004,3\.2,8555530,2530000000,0{32},"cell best1/);
  });

  test('a cell that is open stays so, and keeps the keyboard, while a search finds better ones', async () => {
    const run = rowOf('search-done');
    const found = (seconds: number, best: ReturnType<typeof cells>): RunEvent => ({
      event: 'found',
      seconds,
      scored: 100 * seconds,
      found: best,
    });
    await show('search-done', [found(1, cells(4).slice(2))]);
    await detail().getByRole('button', { name: 'Source of found3' }).click();
    await detail().getByRole('button', { name: 'Insert at Cursor' }).focus();
    await panel.send({ kind: 'run', run, from: 1, events: [found(2, cells(4))] });
    expect(await detail().getByRole('rowheader').allInnerTexts()).toEqual([
      ...['found1', 'found2', 'found3', 'found4'],
    ]);
    await panel.page.keyboard.press('Enter');
    expect(await panel.last()).toEqual({ kind: 'insertCell', text: cells(3)[2]?.cell });
    expect(await panel.said('draw')).toHaveLength(1);
    await detail().getByRole('button', { name: 'Source of found4' }).focus();
    await panel.send({ kind: 'run', run, from: 2, events: [found(3, cells(5))] });
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Source of found4',
    );
  });

  test('the Pareto front is drawn and listed, the cheapest first, and its cells open like the others', async () => {
    await show('search-done', searchEvents(3));
    expect(await detail().getByRole('heading', { name: 'Pareto Front' }).isVisible()).toBe(false);
    await show('search-done', paretoEvents);
    const chart = detail().getByRole('img', { name: /^Rank against parameters of 9 cells/ });
    expect(await chart.getAttribute('aria-label')).toContain(
      'from pareto1, top 6.3 % at 1.28 M to found1, top <0.01 % at 8.56 M',
    );
    expect(await chart.locator('.point').count()).toBe(9);
    expect(await chart.locator('.other').count()).toBe(9);
    const front = detail().getByRole('region', { name: 'Pareto Front' });
    // A click on a point, or beside it, opens the row of its cell.
    const source = (name: string) => detail().getByRole('button', { name: `Source of ${name}` });
    const point = detail().locator('.pareto g', { hasText: 'pareto3:' }).locator('.point');
    await point.scrollIntoViewIfNeeded();
    const { x, y } = (await point.boundingBox())!;
    await panel.page.mouse.click(x - 2, y + 4);
    expect(await source('pareto3').getAttribute('aria-expanded')).toBe('true');
    await front.locator('tr.source').waitFor();
    await source('pareto3').click();
    expect((await front.getByRole('rowheader').allInnerTexts()).at(0)).toBe('pareto1');
    await front.getByRole('button', { name: 'Source of pareto2' }).click();
    await front.getByRole('button', { name: 'Insert at Cursor' }).click();
    expect(await panel.last()).toMatchObject({ kind: 'insertCell' });
  });

  test('scatter, Pareto front and distribution are saved as drawings that need no style sheet', async () => {
    const save = async (title: string) => {
      await panel.page.getByRole('button', { name: `Save the chart ${title} as SVG` }).click();
      await panel.page.getByRole('button', { name: `Save the chart ${title} as PNG` }).click();
      await expect.poll(async () => (await panel.said('save')).length % 2).toBe(0);
      const [svg, png] = (await panel.said('save')).slice(-2).map(({ file }) => file);
      const odd = await panel.page.evaluate(text => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        if (parsed.querySelector('parsererror')) return ['not XML'];
        const values = [...parsed.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.value);
        return [
          ...values.filter(v => /var\(|color|NaN/.test(v)),
          ...(parsed.querySelector('[class]') ? ['class'] : []),
        ];
      }, svg?.content ?? '');
      expect(odd).toEqual([]);
      const bytes = Buffer.from(png?.content ?? '', 'base64');
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      expect(bytes.readUInt32BE(16)).toBeGreaterThan(400);
      return svg?.name;
    };
    await show('train-done');
    const points = Array.from({ length: 200 }, (_, i) => [i / 2, (i / 2 + 5) % 100] as const);
    await panel.send({ kind: 'ranking', run: 'train-done', points });
    expect(await save('Predicted and Measured Rank')).toBe('predicted-and-measured-rank.svg');
    await show('search-done', paretoEvents);
    expect(await save('Rank against cost')).toBe('rank-against-cost.svg');
    await panel.send({ kind: 'show', view: 'cells' });
    await panel.send({ kind: 'cells', cells: fileCells });
    expect(await save('Scores of nasbench101')).toBe('scores-of-nasbench101.svg');
  });

  test('two runs are compared by the cells that they found: in common, or by one alone, and at which place', async () => {
    const runs = ['a', 'b'].map(id => row({ id, title: `Search ${id}`, results: { found: 'found.cell' } }));
    const found = cells(5);
    const of = (cellsOf: typeof found): readonly RunEvent[] => [
      { event: 'done', seconds: 1, scored: 100, space_size: 423_624, found: cellsOf },
    ];
    await panel.send({ kind: 'runs', runs });
    await panel.page.getByRole('grid', { name: 'Runs' }).focus();
    await panel.page.keyboard.press('Control+a');
    await panel.send({ kind: 'run', run: runs[0] as RunRow, from: 0, events: of(found.slice(0, 3)) });
    await panel.send({ kind: 'run', run: runs[1] as RunRow, from: 0, events: of(found.slice(2)) });
    await panel.page.getByText('1 cell was found by both, 2 only by Search a, 2 only by Search b.').waitFor();
    const table = panel.page.getByRole('region', { name: 'Cells found' });
    const lines = await table.locator('tbody tr').allInnerTexts();
    expect(lines.slice(0, 2).map(line => line.replaceAll(/\s+/g, ' ').trim())).toEqual([
      '00000002 3rd as found3 · top 0.016 % 1st as found3 · top 0.016 %',
      '00000000 1st as found1 · ≈ 17th of 423,624 not found',
    ]);
    await panel.page.getByRole('button', { name: 'Write Report…' }).click();
    expect(await panel.last()).toEqual({ kind: 'actAll', action: 'report', runs: ['a', 'b'] });
    await table.getByRole('button', { name: '00000003', exact: true }).click();
    expect(await panel.last()).toMatchObject({
      kind: 'openCell',
      cell: { from: 'run', run: 'b', name: 'found4' },
    });
    await panel.page.getByRole('button', { name: 'Open both files of cells side by side' }).click();
    expect(await panel.last()).toEqual({ kind: 'diffFound', runs: ['a', 'b'] });
    await table.getByRole('button', { name: 'Compare cell 00000000' }).click();
    await panel.page.getByText('found1 is chosen').waitFor();
  });

  test('of a file that two runs have read differently, both versions are shown', async () => {
    const runs = ['a', 'b'].map(id =>
      row({
        id,
        inputs: [
          { path: 'lab.cell', sha256: id.repeat(64) },
          { path: 'table.csv', sha256: id.repeat(64) },
        ],
      }),
    );
    await panel.send({ kind: 'runs', runs });
    await panel.page.getByRole('grid', { name: 'Runs' }).focus();
    await panel.page.keyboard.press('Control+a');
    const differences = panel.page.getByRole('region', { name: 'Differences' });
    expect(await differences.getByText('Content of table.csv').count()).toBe(1);
    expect(await differences.getByRole('button').count()).toBe(1);
    await differences.getByRole('button', { name: 'Open both versions of lab.cell side by side' }).click();
    expect(await panel.last()).toEqual({ kind: 'diffInput', runs: ['a', 'b'], path: 'lab.cell' });
  });

  test('twelve runs of thousands of points lie over each other, with one tooltip over all', async () => {
    const runs = Array.from({ length: 12 }, (_, i) =>
      row({ id: `t${i}`, command: 'train', title: `Train ${i}`, arguments: ['train', '--seed', `${i}`] }),
    );
    await panel.send({ kind: 'runs', runs });
    await panel.page.getByRole('grid', { name: 'Runs' }).focus();
    await panel.page.keyboard.press('Control+a');
    const taken = await panel.page.evaluate(
      async ({ all, events }) => {
        const start = performance.now();
        for (const run of all) window.postMessage({ kind: 'run', run, from: 0, events }, '*');
        await new Promise(resolve => setTimeout(resolve));
        await new Promise(requestAnimationFrame);
        return performance.now() - start;
      },
      { all: runs, events: trainEvents(3000) },
    );
    expect(taken).toBeLessThan(5000);
    const loss = panel.page.getByRole('img', { name: /^Loss: training/ });
    expect(await loss.getAttribute('aria-label')).toContain('over 3,000 epochs');
    await panel.page.locator('.chart').first().locator('.u-over').hover();
    const tip = panel.page.locator('.chart-tip').first();
    expect(await tip.locator('.tip-name').allInnerTexts()).toEqual(runs.map((_, i) => `Train ${i}`));
    expect((await tip.locator('.number').allInnerTexts()).every(text => /^0\.\d+$/.test(text))).toBe(true);
    const moved = await panel.page.evaluate(async () => {
      const over = document.querySelector('.chart .u-over');
      if (!over) return Number.POSITIVE_INFINITY;
      const { left, top } = over.getBoundingClientRect();
      const start = performance.now();
      for (let i = 1; i <= 20; i++) {
        over.dispatchEvent(
          new MouseEvent('mousemove', { clientX: left + 10 * i, clientY: top + 20, bubbles: true }),
        );
        await new Promise(requestAnimationFrame);
      }
      return (performance.now() - start) / 20;
    });
    expect(moved).toBeLessThan(200);
  });
});
