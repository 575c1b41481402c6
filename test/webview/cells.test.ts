import { expect, test } from 'vitest';
import { cells, drawn, fileCells, rowOf, rows, searchEvents } from './samples';
import { describePanel } from './usePanel';

describePanel('cells in the panel', rows, panel => {
  const openFound = async (name: string) => {
    await panel.send({ kind: 'show', view: 'runs', run: 'search-done' });
    await panel.send({ kind: 'run', run: rowOf('search-done'), from: 0, events: searchEvents(5) });
    await panel.page.getByRole('button', { name: `Source of ${name}`, exact: true }).click();
  };
  const found = cells(3).map(({ name, cell }) => ({
    from: 'run' as const,
    run: 'search-done',
    name,
    text: cell,
  }));
  const lastDraw = async () => (await panel.sent()).filter(m => m.kind === 'draw').at(-1)!;

  test('a cell found is drawn, opened and inserted', async () => {
    await openFound('found2');
    const asked = await lastDraw();
    expect(asked.cells).toEqual([found[1]]);
    await panel.send({ kind: 'drawn', request: 'of before', cells: [{ refused: 'Not this.' }] });
    await panel.page.getByText('Drawing…').waitFor();
    await panel.send({ kind: 'drawn', request: asked.request, cells: [drawn('found2')] });
    await panel.page.getByRole('img', { name: /^found2, a cell of nasbench101/ }).waitFor();
    await panel.page.getByRole('button', { name: 'Open', exact: true }).click();
    expect(await panel.last()).toEqual({ kind: 'openCell', cell: found[1] });
    await panel.page.getByRole('button', { name: 'Insert at Cursor' }).click();
    expect(await panel.last()).toEqual({ kind: 'insertCell', text: found[1]?.text });
  });

  test('a drawing that cannot be had says why, and a drawing is never more than one', async () => {
    await openFound('found1');
    await panel.send({
      kind: 'drawn',
      request: (await lastDraw()).request,
      cells: [{ refused: 'It has errors.' }],
    });
    await panel.page.getByText('It has errors.').waitFor();
    await panel.page.getByRole('button', { name: 'Source of found2', exact: true }).click();
    const bad =
      '<svg xmlns="http://www.w3.org/2000/svg"><script>window.broken = 1</script><image href="x"/><text>ok</text></svg>';
    await panel.send({
      kind: 'drawn',
      request: (await lastDraw()).request,
      cells: [{ ...drawn('found2'), drawing: bad }],
    });
    await panel.page.locator('.drawing svg').waitFor();
    expect(await panel.page.locator('.drawing svg :is(script, image)').count()).toBe(0);
  });

  test('a cell found and one of the open file are compared', async () => {
    await openFound('found1');
    await panel.page.getByRole('button', { name: 'Compare', exact: true }).click();
    await panel.page.getByText('found1 is chosen').waitFor();
    expect((await panel.sent()).filter(m => m.kind === 'watchCells')).toEqual([
      { kind: 'watchCells', watch: true },
    ]);
    await panel.send({ kind: 'cells', cells: fileCells });
    await panel.page.getByRole('button', { name: 'Compare inception' }).focus();
    await panel.page.keyboard.press('Enter');
    const asked = await lastDraw();
    expect(asked.cells.map(cell => cell.name)).toEqual(['found1', 'inception']);
    await panel.send({
      kind: 'drawn',
      request: asked.request,
      cells: [
        drawn('found1'),
        {
          ...drawn('inception'),
          parameters: 4_000_000,
          score: { score: 1, top: 30, low: 12, high: 45, unlike: true },
          chance: 0.996,
          measured: [
            { metric: 'validation', value: 0.94, percent: false, table: 'ours.csv' },
            { metric: 'accuracy', value: 93.4, percent: true },
          ],
        },
      ],
    });
    const one = panel.page.getByRole('article', { name: 'inception' });
    const facts = await one.textContent();
    expect(facts).toContain('4,000,000 (−50 %)');
    expect(facts).toContain('≈ top 30 % (80 % interval: 12 to 45 %), unlike all cells trained on');
    expect(facts).toContain('Better than found1with a chance of >99 %');
    expect(facts).toContain('Measured validation0.94 (ours.csv)Measured accuracy93.4 %, better');
    const other = await panel.page.getByRole('article', { name: 'found1' }).textContent();
    expect(other).not.toMatch(/chance|80 %|unlike|better/);
    expect(
      await panel.page.getByRole('button', { name: 'Compare inception' }).getAttribute('aria-pressed'),
    ).toBe('true');
    await panel.page.getByRole('button', { name: 'Take found1 out of the comparison' }).click();
    await panel.page.getByText('inception is chosen').waitFor();
    await panel.page.getByRole('tab', { name: 'Runs' }).click();
    expect(await panel.last()).toEqual({ kind: 'watchCells', watch: false });
  });

  test('two cells of the workspace are put beside each other, and stay so when the page is made anew', async () => {
    const [one, other] = ['inception', 'chain'].map(name => ({
      from: 'file' as const,
      name,
      target: { uri: `file:///${name}.cell`, position: { line: 0, character: 0 } },
    }));
    if (!one || !other) throw new Error('two cells');
    await panel.send({ kind: 'show', view: 'cells', compare: [one, other] });
    const asked = await lastDraw();
    expect(asked.cells).toEqual([one, other]);
    await panel.send({
      kind: 'drawn',
      request: asked.request,
      cells: [drawn('inception'), { refused: 'chain has errors.' }],
    });
    await panel.page.getByRole('article', { name: 'inception' }).locator('svg').first().waitFor();
    await panel.page.getByText('chain has errors.').waitFor();
    await panel.page.reload();
    await expect.poll(async () => (await lastDraw())?.cells).toEqual([one, other]);
  });

  test('the distribution of the space marks the cells of the file, best first in the list', async () => {
    await panel.send({ kind: 'show', view: 'cells' });
    await panel.page.getByText('Open a .cell file to see').waitFor();
    await panel.send({ kind: 'cells', cells: fileCells });
    const chart = panel.page.getByRole('img', {
      name: /^Predicted scores of a sample of 10,000 cells of nasbench101/,
    });
    expect(await chart.getAttribute('aria-label')).toContain('inception top 1.2 %');
    expect(await chart.locator('.mark').count()).toBe(2);
    expect(
      await panel.page
        .getByRole('list', { name: /nasbench101/ })
        .getByRole('listitem')
        .allInnerTexts(),
    ).toEqual([
      expect.stringMatching(/inception\s*top 1.2 %/),
      expect.stringMatching(/plain\s*top 46 %/),
      expect.stringMatching(/new\s*not ranked/),
    ]);
    await panel.page.getByText('No predictor for space lab says').waitFor();
    await panel.page.getByRole('button', { name: 'plain', exact: true }).click();
    expect(await panel.last()).toMatchObject({ kind: 'openCell', cell: { from: 'file', name: 'plain' } });
  });
});
