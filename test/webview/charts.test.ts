import { expect, test } from 'vitest';
import type { FromPage } from '../../src/protocol/panel';
import { smooth } from '../../webview/charts/smooth';
import { changeTheme } from './page';
import { row, rowOf, rows, searchEvents, trainEvents } from './samples';
import { themes } from './themes';
import { describePanel } from './usePanel';

test('smoothing is the curve itself at weight 0, and an unbiased moving average else', () => {
  expect(smooth([3, null, 5], 0)).toEqual([3, null, 5]);
  expect(smooth([2, 2, null, 2], 0.9).map(v => v && Number(v.toFixed(9)))).toEqual([2, 2, null, 2]);
  // (0.5 · 0.5 · 1 + 0.5 · 3) / (1 − 0.5²)
  expect(smooth([1, 3], 0.5)[1]).toBeCloseTo(7 / 3);
});

describePanel('the charts', rows, panel => {
  const chart = (title: string | RegExp) => panel.page.locator('figure.chart', { hasText: title });
  const surface = (title: string) => chart(title).locator('.plot-place');
  const label = (title: string) => chart(title).getByRole('img').getAttribute('aria-label');
  const reading = (title: string) => chart(title).locator('.reading').first().innerText();
  const train = async (epochs = 100) => {
    await panel.send({ kind: 'show', view: 'runs', run: 'train-running' });
    await panel.send({ kind: 'run', run: rowOf('train-running'), from: 0, events: trainEvents(epochs) });
  };
  /** The numbers of the x axis are on a canvas: the cursor at its ends reads what is shown. */
  const shown = async (title: string) => {
    await surface(title).scrollIntoViewIfNeeded();
    const box = (await chart(title).locator('.u-over').boundingBox())!;
    const ends: number[] = [];
    for (const x of [box.x + 1, box.x + box.width - 2]) {
      await panel.page.mouse.move(x, box.y + 20);
      ends.push(Number(/at (\d+) epochs/.exec(await reading(title))?.[1]));
    }
    return ends;
  };
  const saved = async (): Promise<Extract<FromPage, { kind: 'save' }>['file']> =>
    (await panel.said('save')).at(-1)!.file;
  const save = async (title: string, kind: string) => {
    await chart(title)
      .getByRole('button', { name: /^Save the chart/ })
      .click();
    const before = (await panel.said('save')).length;
    await panel.page.getByRole('menuitem', { name: kind }).click();
    await expect.poll(async () => (await panel.said('save')).length).toBe(before + 1);
  };

  test('a drag zooms all charts, keys zoom and move, and 0 shows all again', async () => {
    await train();
    expect(await shown('Loss')).toEqual([1, 100]);
    const box = (await chart('Loss').locator('.u-over').boundingBox())!;
    await panel.page.mouse.move(box.x + box.width * 0.25, box.y + 30);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + box.width * 0.75, box.y + 40, { steps: 5 });
    await panel.page.mouse.up();
    const zoomed = await shown('Loss');
    expect(zoomed[0]).toBeGreaterThan(20);
    expect(zoomed[1]).toBeLessThan(80);
    await surface('Loss').focus();
    await panel.page.keyboard.press('ArrowRight');
    expect((await shown('Loss'))[0]).toBeGreaterThan(zoomed[0]!);
    // News of a run that goes on leave the part that is looked at.
    const more = trainEvents(110).slice(-12);
    await panel.send({ kind: 'run', run: rowOf('train-running'), from: 102, events: more });
    expect((await shown('Loss'))[1]).toBeLessThan(90);
    await surface('Loss').focus();
    await panel.page.keyboard.press('0');
    expect((await shown('Loss'))[0]).toBe(1);
    await panel.page.keyboard.press('+');
    await panel.page.keyboard.press('+');
    await chart('Loss')
      .getByRole('button', { name: /^Show all/ })
      .click();
    expect((await shown('Loss'))[0]).toBe(1);
  });

  test('a click on the name of a curve hides it, and another shows it', async () => {
    await train();
    const name = chart('Loss').getByRole('button', { name: /^validation/ });
    await name.click();
    expect(await name.getAttribute('aria-pressed')).toBe('false');
    await save('Loss', 'SVG');
    expect((await saved()).content).not.toContain('>validation<');
    await name.click();
    expect(await name.getAttribute('aria-pressed')).toBe('true');
  });

  test('axis, smoothing and time are chosen for all charts, and survive a reload', async () => {
    await train();
    await chart('Loss').getByRole('button', { name: 'Log axis for Loss' }).click();
    await panel.page.getByRole('button', { name: 'Time as x axis' }).click();
    await panel.page.getByRole('slider', { name: 'Smoothing' }).fill('0.9');
    expect(await label('Loss')).toMatch(/over 1 min 40 s\.$/);
    await panel.page.reload();
    await panel.send({ kind: 'runs', runs: rows });
    await train();
    expect(await label('Loss')).toMatch(/over 1 min 40 s\.$/);
    expect(
      await chart('Loss').getByRole('button', { name: 'Log axis for Loss' }).getAttribute('aria-pressed'),
    ).toBe('true');
    expect(await panel.page.getByRole('slider', { name: 'Smoothing' }).inputValue()).toBe('0.9');
    await panel.page.getByRole('slider', { name: 'Smoothing' }).fill('0');
    const exact = await reading('Loss');
    await panel.page.getByRole('slider', { name: 'Smoothing' }).fill('0.9');
    expect(await reading('Loss')).not.toBe(exact);
  });

  test('a chart is enlarged over the page, and Escape puts it back', async () => {
    await train();
    const before = (await surface('Loss').boundingBox())!;
    await chart('Loss')
      .getByRole('button', { name: /^Enlarge/ })
      .click();
    const canvas = panel.page.getByRole('dialog').locator('canvas');
    await expect
      .poll(async () => (await canvas.boundingBox())?.height ?? 0)
      .toBeGreaterThan(2 * before.height);
    await panel.page.keyboard.press('Escape');
    await expect.poll(async () => (await surface('Loss').boundingBox())?.height).toBe(before.height);
    expect(await panel.page.evaluate(() => document.activeElement?.className)).toBe('plot-place');
  });

  test('its points go to CSV and JSON, its picture to SVG and to PNG at twice the size, named after the run', async () => {
    const run = { ...rowOf('train-running'), notes: { name: 'Größer, τ!' } };
    await panel.send({ kind: 'runs', runs: [run] });
    await panel.send({ kind: 'run', run, from: 0, events: trainEvents(100) });
    await save('Loss', 'CSV');
    const csv = await saved();
    expect(csv.name).toBe('gro-er-tau-loss.csv');
    expect(csv.content.split('\r\n').slice(0, 2)).toEqual([
      'epochs,training,validation',
      expect.stringMatching(/^1,0\.67\d+,0\.70\d+$/),
    ]);
    await save('Loss', 'JSON');
    const json = JSON.parse((await saved()).content);
    expect(json).toMatchObject({
      title: 'Loss',
      x: 'epochs',
      curves: [{ label: 'training' }, { label: 'validation' }],
    });
    expect(json.curves[0].points).toHaveLength(100);
    await save('Loss', 'SVG');
    expect((await saved()).content).toMatch(/^<svg [^>]*width="720" height="352"/);
    await save('Loss', 'PNG');
    const png = Buffer.from((await saved()).content, 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1440, 704]);
  });

  test('the best so far is drawn as steps', async () => {
    await panel.send({ kind: 'show', view: 'runs', run: 'search-done' });
    await panel.send({ kind: 'run', run: rowOf('search-done'), from: 0, events: searchEvents(20) });
    await save('Best cell', 'SVG');
    const [line] = /<path d="M[^"L]*H[^"L]*V[^"L]*" fill="none"/.exec((await saved()).content) ?? [];
    expect(line).toBeDefined();
  });

  test('a run that has ended says that its curves are thinned, and one that is read whole does not', async () => {
    const run = rowOf('search-done');
    await panel.send({ kind: 'show', view: 'runs', run: run.id });
    await panel.send({ kind: 'run', run, from: 0, events: searchEvents(20), thinnedFrom: 82_400_000 });
    const said = panel.page.getByText(
      /^This run has written 82 MB of events\. Its curves show a part of them/,
    );
    expect(await said.isVisible()).toBe(true);
    await panel.send({ kind: 'run', run, from: 0, events: searchEvents(20) });
    expect(await said.isVisible()).toBe(false);
  });

  test('one point or two make a sentence, not an empty chart, and what is internal is not shown', async () => {
    const run = rowOf('train-done');
    const metric = (step: number, values: Record<string, number>) =>
      ({ event: 'metric', seconds: step, step, values }) as const;
    await panel.send({ kind: 'show', view: 'runs', run: run.id });
    await panel.send({
      kind: 'run',
      run,
      from: 0,
      events: [metric(0, { tau: 0.84 }), metric(300, { tau: 0.862, teacher_tau: 0.871 })],
    });
    expect(await panel.page.locator('figure.chart').count()).toBe(0);
    const facts = panel.page.locator('section', { hasText: 'Curves' }).locator('dl');
    expect(await facts.innerText()).toMatch(
      /^Kendall’s τ against validation_accuracy\s+0\.862 \(sample of the held-out cells\)$/,
    );
    expect(await panel.page.getByText(/teacher/i).count()).toBe(0);

    const search = rowOf('search-done');
    await panel.send({ kind: 'show', view: 'runs', run: search.id });
    await panel.send({ kind: 'run', run: search, from: 0, events: [metric(1, { best_top: 0.5 })] });
    expect(await facts.innerText()).toMatch(/^Best cell: share of the space[^\n]*\s+0\.5 %$/);
  });

  test('a curve of one point beside a longer one is drawn as a point, in the page and in its picture', async () => {
    const compared = [1, 2].map(seed =>
      row({ id: `p${seed}`, command: 'train', title: `Training ${seed}`, ended: new Date().toISOString() }),
    );
    const metric = (step: number, loss: number) =>
      ({ event: 'metric', seconds: step, step, values: { loss } }) as const;
    const [long, single] = compared as [(typeof compared)[0], (typeof compared)[0]];
    await panel.send({ kind: 'runs', runs: compared });
    await panel.page.getByRole('row', { name: 'Training 1' }).click();
    await panel.page.getByRole('row', { name: 'Training 2' }).click({ modifiers: ['Shift'] });
    await panel.send({
      kind: 'run',
      run: long,
      from: 0,
      events: [0, 50, 100].map(step => metric(step, 0.5)),
    });
    await panel.send({ kind: 'run', run: single, from: 0, events: [metric(50, 0.9)] });
    const canvas = panel.page.locator('figure.chart:visible canvas').first();
    await canvas.waitFor();
    await panel.page.waitForTimeout(200);
    /** Pixels of the second curve's colour. */
    const pixels = await canvas.evaluate(element => {
      const wanted = getComputedStyle(document.body).getPropertyValue('--series-1').trim();
      const own = element as HTMLCanvasElement;
      const probe = document.createElement('canvas').getContext('2d')!;
      probe.fillStyle = wanted;
      probe.fillRect(0, 0, 1, 1);
      const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
      const { data } = own.getContext('2d')!.getImageData(0, 0, own.width, own.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) count++;
      return count;
    });
    expect(pixels).toBeGreaterThan(8);
    await save('Loss', 'SVG');
    expect((await saved()).content.match(/<circle /g)).toHaveLength(1);
  });

  test('runs compared have a dot of their colour in the table, which hides their curves', async () => {
    const compared = [1, 2].map(seed =>
      row({
        id: `t${seed}`,
        command: 'train',
        title: `Training ${seed}`,
        seed,
        ended: new Date().toISOString(),
      }),
    );
    await panel.send({ kind: 'runs', runs: compared });
    await panel.page.getByRole('row', { name: 'Training 1' }).click();
    await panel.page.getByRole('row', { name: 'Training 2' }).click({ modifiers: ['Shift'] });
    for (const run of compared) await panel.send({ kind: 'run', run, from: 0, events: trainEvents(60) });
    const dot = panel.page.getByRole('row', { name: 'Training 2' }).locator('.curve-mark');
    expect(await dot.getAttribute('class')).toContain('series-1');
    await dot.click();
    expect(await dot.getAttribute('class')).toContain('codicon-eye-closed');
    const legend = panel.page.getByRole('list', { name: 'Runs compared' });
    expect(await legend.getByRole('button', { name: 'Training 2' }).getAttribute('aria-pressed')).toBe(
      'false',
    );
    await save('Loss: training', 'SVG');
    expect((await saved()).content).not.toContain('>Training 2<');
    await panel.page.getByRole('grid', { name: 'Runs' }).focus();
    await panel.page.keyboard.press('h');
    expect(await dot.getAttribute('class')).toContain('codicon-circle-filled');
  });

  test('eight curves can be told apart in each theme, and stand out from the background', async () => {
    for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
      await changeTheme(panel.page, theme);
      const [background, ...colors] = await panel.page.evaluate(() => {
        const style = getComputedStyle(document.body);
        const names = ['--vscode-editor-background', ...Array.from({ length: 8 }, (_, i) => `--series-${i}`)];
        return names.map(name => style.getPropertyValue(name).trim());
      });
      const labs = colors.map(lab);
      labs.forEach((a, i) => {
        expect(contrast(colors[i]!, background!), `${theme} ${i}`).toBeGreaterThan(3);
        labs.slice(i + 1).forEach((b, j) => {
          expect(
            Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]),
            `${theme} ${i} ${i + 1 + j}`,
          ).toBeGreaterThan(20);
        });
      });
    }
  });
});

/** Linear sRGB, 0 to 1, of `#rrggbb`. */
function linear(hex: string): readonly [number, number, number] {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

/** As WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** CIELAB, D65. */
function lab(hex: string): readonly [number, number, number] {
  const [r, g, b] = linear(hex);
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
