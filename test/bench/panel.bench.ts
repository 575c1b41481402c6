import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CDPSession, Frame } from 'playwright-core';
import { bench, describe } from 'vitest';
import { browserPath } from '../browser';
import { openWorkbench, versions, type Workbench } from '../e2e/workbench';
import { record } from '../webview/samples';

/** What the page notes of itself, in milliseconds since 1970, so that frames can be compared. */
interface Noted {
  /** Enter was pressed in this frame. */
  enter?: number;
  /** The document of this frame began. */
  began: number;
  /** Its table of runs has rows, and they are painted. */
  rows?: number;
}

const points = 10_000;
const compared = 5;
const all = 500;

let vscode: Workbench;
const times = new Map<string, number[]>();
const note = (what: string, value: number) => times.set(what, [...(times.get(what) ?? []), value]);

/** Runs of which the first five have long curves; each other one is of another kind, so that its charts differ. */
function writeRuns(workspace: string): void {
  for (let i = 0; i < all; i++) {
    const train = i % 2 === 1 && i >= compared;
    const minutes = new Date(Date.UTC(2026, 0, 1) - i * 60_000).toISOString();
    const id = `20260101-${String(100_000 + i)}-${train ? 'train' : 'search'}-${i.toString(16).padStart(4, '0')}`;
    const folder = path.join(workspace, '.renas', 'runs', id);
    mkdirSync(folder, { recursive: true });
    const own = train
      ? {
          command: 'train' as const,
          title: `Train on lab${i}.csv`,
          arguments: ['train', '--space', 'nasbench101', '--data', `lab${i}.csv`, '--label', 'accuracy'],
        }
      : { title: `Search nasbench101 ${i}` };
    const metrics = { scored: 2000, best_top: 0.03 + i / 1000, best_score: i };
    const ended = { started: minutes, ended: minutes, figure: 'top 0.03 %', metrics };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(record({ id, ...own, ...ended })));
    const lines = Array.from({ length: i < compared ? points : 200 }, (_, step) => {
      const noise = Math.sin(step * (i + 1)) / 10;
      const values = train
        ? { loss: 1 / (1 + step / 25) + noise }
        : { best_score: Math.log(step + 1) + noise, best_top: 30 / (1 + step) };
      return JSON.stringify({ event: 'metric', seconds: step / 10, step: step + 1, values });
    });
    writeFileSync(path.join(folder, 'events.jsonl'), `${lines.join('\n')}\n`);
  }
}

/** The frame of the panel's page, once it is there. */
async function frame(): Promise<Frame> {
  const element = await vscode.panel().locator('main').elementHandle();
  const own = await element?.ownerFrame();
  if (!own) throw new Error('The panel has no frame.');
  return own;
}

const noted = (of: Frame) => of.evaluate(() => (globalThis as unknown as { noted: Noted }).noted);

/** Seconds that the process of the panel's page has computed on its main thread. */
async function computed(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

async function session(of: Frame): Promise<CDPSession> {
  const context = vscode.page.context();
  // A frame of another origin may be of the page's process.
  const own = await context.newCDPSession(of).catch(() => context.newCDPSession(vscode.page));
  await own.send('Performance.enable', { timeDomain: 'threadTicks' });
  return own;
}

/** Opens a VS Code on many runs, in whose frames everything is noted. */
async function start(): Promise<void> {
  vscode = await openWorkbench({ version: versions.at(-1) as string });
  writeRuns(vscode.folder);
  await vscode.page.context().addInitScript(() => {
    const now = () => performance.timeOrigin + performance.now();
    const own: Noted = { began: now() };
    (globalThis as unknown as { noted: Noted }).noted = own;
    addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Enter') own.enter = now();
      },
      true,
    );
    // VS Code writes the page into a document that is there already, which ends observers, but not timers.
    const timer = setInterval(() => {
      if (document.querySelectorAll('[role=grid] [role=row]').length < 10) return;
      clearInterval(timer);
      // After the paint that follows.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          own.rows = now();
        };
        port2.postMessage(undefined);
      });
    }, 4);
  });
  await vscode.reload();
  await vscode.page.getByRole('tab', { name: 'ReNAS' }).first().click();
  await vscode.page.locator('.sidebar .monaco-list-row', { hasText: 'Search nasbench101' }).first().waitFor();
}

/** Opens the panel by its command. */
async function openPanel(): Promise<void> {
  const { page } = vscode;
  await vscode.command('View: Close All Editors');
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.fill('>ReNAS: Open Panel');
  await page
    .locator('.quick-input-list .monaco-list-row.focused', { hasText: 'ReNAS: Open Panel' })
    .waitFor();
  await page.keyboard.press('Enter');
  await vscode.panel().getByRole('row').nth(20).waitFor();
  const opened = await frame();
  const own = await opened.evaluate(
    () =>
      new Promise<Noted>((resolve, reject) => {
        const until = performance.now() + 10_000;
        const look = () => {
          const { noted } = globalThis as unknown as { noted: Noted };
          if (noted.rows) resolve(noted);
          else if (performance.now() > until) reject(new Error('No rows were seen.'));
          else setTimeout(look, 10);
        };
        look();
      }),
  );
  const main = await noted(page.mainFrame());
  note('open: command to rows in sight, ms', own.rows! - main.enter!);
  note('open: page begun to rows in sight, ms', own.rows! - own.began);
}

/** Selects the next run of the table. */
async function selectRun(): Promise<void> {
  const of = await frame();
  const cpu = await session(of);
  const at = (times.get('select: click to charts, ms')?.length ?? 0) + compared;
  const row = vscode
    .panel()
    .getByRole('row')
    .nth(at + 1);
  const before = await computed(cpu);
  const waited = of.evaluate(
    () =>
      new Promise<{ title: number; charts: number }>(resolve => {
        addEventListener(
          'pointerdown',
          () => {
            const began = performance.now();
            const text = (selector: string) =>
              [...document.querySelectorAll(selector)].map(each => each.textContent).join();
            const [title, charts] = [text('.detail h2'), text('.detail .chart-title')];
            let named = 0;
            const look = () => {
              if (named === 0 && text('.detail h2') !== title) named = performance.now() - began;
              const now = text('.detail .chart-title');
              const ended = performance.now() - began > 10_000;
              if (ended || (named > 0 && now !== '' && now !== charts))
                resolve({ title: named, charts: performance.now() - began });
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          },
          { once: true, capture: true },
        );
      }),
  );
  await row.click({ position: { x: 120, y: 8 } });
  const { title, charts } = await waited;
  note('select: click to title, ms', title);
  note('select: click to charts, ms', charts);
  note('select: main thread of the page, ms', 1000 * ((await computed(cpu)) - before));
  await cpu.detach();
  await vscode.page.waitForTimeout(500);
}

/** Zooms in and out of the curves of several runs, a step each frame. */
async function zoomCharts(): Promise<void> {
  const of = await frame();
  const rows = vscode.panel().getByRole('row');
  await rows.nth(1).click({ position: { x: 120, y: 8 } });
  await rows.nth(compared).click({ position: { x: 120, y: 8 }, modifiers: ['Shift'] });
  await vscode.panel().getByRole('list', { name: 'Runs compared' }).waitFor();
  await vscode.panel().locator('.detail-pane:not([hidden]) .chart canvas').first().waitFor();
  await vscode.page.waitForTimeout(2000);
  const cpu = await session(of);
  const before = await computed(cpu);
  const frames = 120;
  const { clock, script } = await of.evaluate(async count => {
    const pane = [...document.querySelectorAll('.detail-pane')].find(each => each.checkVisibility());
    const over = pane?.querySelector('.chart .u-over');
    if (!over) throw new Error('There is no chart.');
    const box = over.getBoundingClientRect();
    const script: number[] = [];
    const next = () => new Promise(requestAnimationFrame);
    await next();
    const began = performance.now();
    for (let i = 0; i < count; i++) {
      const from = performance.now();
      over.dispatchEvent(
        new WheelEvent('wheel', {
          ctrlKey: true,
          bubbles: true,
          cancelable: true,
          deltaY: i % 40 < 20 ? -100 : 100,
          clientX: box.left + box.width * 0.6,
          clientY: box.top + 20,
        }),
      );
      // A plot draws in a task of its own kind that follows at once.
      await Promise.resolve();
      await Promise.resolve();
      script.push(performance.now() - from);
      await next();
    }
    return { clock: (performance.now() - began) / count, script };
  }, frames);
  note('zoom: from frame to frame, ms', clock);
  note('zoom: main thread of the page a frame, ms', (1000 * ((await computed(cpu)) - before)) / frames);
  for (const each of script) note('zoom: script of one zoom, ms', each);
  await cpu.detach();
  await vscode.screenshot('zoomed');
}

function print(): void {
  const lines = [...times].map(([what, values]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
    return `${what}: median ${median.toFixed(1)}, least ${sorted[0]?.toFixed(1)}, most ${sorted.at(-1)?.toFixed(1)} (${sorted.length})`;
  });
  console.log(`\n${lines.join('\n')}\n`);
}

const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 };

describe.skipIf(!browserPath)('the panel in a real VS Code', () => {
  bench(
    `${all} runs, and ${compared} curves of ${points} points`,
    async () => {
      try {
        await start();
        for (let i = 0; i < 10; i++) await openPanel();
        for (let i = 0; i < 10; i++) await selectRun();
        for (let i = 0; i < 5; i++) await zoomCharts();
      } catch (error) {
        console.error(error);
        await vscode?.screenshot('bench failed');
      } finally {
        await vscode?.close();
        print();
      }
    },
    once,
  );
});
