import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readThinned } from '../../../src/runs/readThinned';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder } from './folders';

const root = path.resolve(import.meta.dirname, '../../..');
const dist = path.join(root, 'test/.tmp/events');
beforeAll(() => {
  bundlePrograms(dist, { cli: 'src/cli/main.ts' });
}, 120_000);

test('the events of a search grow with its steps, and not with the cells that it keeps', async () => {
  const search = (top: number) => {
    const run = path.join(temporaryFolder(), 'run');
    const model = path.join(root, 'models', 'nasbench201');
    const args = ['search', '--space', 'nasbench201', '--model', model, '--strategy', 'random'];
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(dist, 'cli.js'), ...args, '--budget', '6000', '--top', String(top), '--json', '--run', run],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    expect(status).toBe(0);
    const lines = readFileSync(path.join(run, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    return { run, lines, done: JSON.parse(stdout.trimEnd().split('\n').at(-1)!) };
  };
  const [few, many] = [search(20), search(5000)];
  const sizeOf = (lines: readonly string[]) => lines.slice(0, -1).join('\n').length;
  expect(many.lines).toHaveLength(few.lines.length);
  expect(sizeOf(many.lines)).toBeLessThan(1.1 * sizeOf(few.lines));
  for (const line of many.lines) expect(line.length).toBeLessThan(1 << 20);
  expect(many.done.found).toHaveLength(5000);

  const { events } = await readThinned(many.run);
  const last = events.findLast(({ event }) => event === 'found');
  expect(last).toMatchObject({ scored: 6000, kept: 5000 });
  expect(events.at(-1)).toMatchObject({ event: 'done', kept: 5000 });
  expect(readFileSync(path.join(many.run, 'found.cell'), 'utf8').match(/^cell /gm)).toHaveLength(5000);
});
