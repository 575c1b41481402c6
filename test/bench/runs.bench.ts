import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { createRunFeed } from '../../src/client/runs/runFeed';
import { readRun } from '../../src/runs/runReader';
import { watchRuns } from '../../src/runs/runStore';
import { record } from '../webview/samples';

const folder = mkdtempSync(path.join(tmpdir(), 'renas-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

function writeRun(runs: string, id: string, events: number): string {
  const own = path.join(runs, id);
  mkdirSync(own, { recursive: true });
  const figures = { figure: 'top 0.03 %', results: { found: 'found.cell' } };
  writeFileSync(path.join(own, 'run.json'), JSON.stringify(record({ id, ...figures }), null, 2));
  const file = path.join(own, 'events.jsonl');
  for (let i = 0; i < events; i += 10_000) appendFileSync(file, lines(i, Math.min(events, i + 10_000)));
  return own;
}

function lines(from: number, to: number): string {
  let text = '';
  for (let step = from; step < to; step++)
    text += `{"event":"metric","seconds":${step / 10},"step":${step},"values":{"best_score":${step},"best_top":${1 / (step + 1)}}}\n`;
  return text;
}

const few = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 };

describe('the runs of a workspace', () => {
  const runs = path.join(folder, 'many');
  for (let i = 0; i < 5000; i++)
    writeRun(runs, `20250131-154502-search-${i.toString(16).padStart(4, '0')}`, 10);
  bench(
    'listing 5,000 of them',
    async () => {
      const store = watchRuns(runs);
      await new Promise<void>(resolve => {
        store.onChange(resolve);
      });
      if (store.rows().length !== 5000) throw new Error('not all were listed');
      store.dispose();
    },
    few,
  );
  const kept = watchRuns(runs);
  bench('looking whether 5,000 known ones have changed', () => kept.refresh(), few);
});

describe('opening a run', () => {
  for (const events of [100, 1_000_000]) {
    const own = writeRun(path.join(folder, 'runs'), `with-${events}`, events);
    bench(
      `with ${events.toLocaleString('en-US')} events`,
      async () => {
        const message = await createRunFeed(path.basename(own), own).next(await readRun(own));
        if (message?.kind !== 'run' || message.events.length === 0) throw new Error('nothing was read');
      },
      few,
    );
  }
});
