import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import { enumerateCells } from '../../../src/cells/enumerate';
import type { GraphSpace } from '../../../src/cells/space';
import { writeSpelling } from '../../../src/cells/spelling';
import { printSpace } from '../../../src/document/printSpace';
import type { RunEvent } from '../../../src/protocol/events';
import { resumeRun, type StartedRun, startRun } from '../../../src/runs/localExecutor';
import { cancelRun } from '../../../src/runs/manageRun';
import { readEvents } from '../../../src/runs/readEvents';
import { readRun } from '../../../src/runs/runReader';
import { bundlePrograms } from '../../bundle';
import { vertexSpace } from '../cells/spaces';
import { temporaryFolder, until } from './folders';

const root = path.resolve(import.meta.dirname, '../../..');
const dist = path.join(root, 'test/.tmp/resume');
const cli = path.join(dist, 'cli.js');
const space: GraphSpace = { ...vertexSpace, name: 'small', vertices: 5 };
const cells = [...enumerateCells(space)];
const patience = 240_000;

let workspace: string;
beforeAll(() => {
  bundlePrograms(dist, { cli: 'src/cli/main.ts' });
}, patience);
beforeEach(() => {
  workspace = temporaryFolder();
  writeFileSync(path.join(workspace, 'small.cell'), printSpace(space));
  writeTable(0);
});
afterEach(() => {
  delete process.env['RENAS_WORKERS'];
});

/** Convolutions are good, the more so the later they stand. */
function writeTable(offset: number): void {
  const worth = (cell: GraphCell) =>
    cell.operations.reduce((sum, o, i) => sum + (3 - o) * (i + 1), cell.edges[1] ? 0.5 : 0) + offset;
  const rows = cells.slice(0, 150).map(cell => `"${writeSpelling(space, cell)}",${worth(cell)}`);
  writeFileSync(path.join(workspace, 'table.csv'), `cell,score\n${rows.join('\n')}\n`);
}

function begin(command: string, ...args: string[]): StartedRun {
  return startRun({
    node: process.execPath,
    cli,
    runsFolder: path.join(workspace, '.renas', 'runs'),
    command,
    arguments: () => ['--space', 'small.cell', ...args],
    title: command,
    cwd: workspace,
  });
}

const trainOn = (recipe: string, samples = '100') =>
  ['train', '--data', 'table.csv', '--label', 'score', '--samples', samples, '--recipe', recipe] as const;

/** Kills a run with SIGKILL as soon as its checkpoint has a part. */
async function killAt({ folder, ended }: StartedRun, part: string): Promise<void> {
  const file = path.join(folder, 'checkpoint', `${part}.bin`);
  await until(() => existsSync(file), Boolean, patience);
  process.kill((await readRun(folder)).record!.pid, 'SIGKILL');
  await ended;
  expect(await readRun(folder)).toMatchObject({ state: 'interrupted', resumable: true });
}

async function resume(folder: string): Promise<void> {
  expect(await resumeRun({ node: process.execPath, cli, folder }).ended).toBeUndefined();
}

function parts(folder: string): string[] {
  const checkpoint = path.join(folder, 'checkpoint');
  return existsSync(checkpoint) ? readdirSync(checkpoint).filter(name => name.endsWith('.bin')) : [];
}

const eventsOf = async (folder: string): Promise<readonly RunEvent[]> => (await readEvents(folder)).events;

function expectSameModel(folder: string, other: string): void {
  for (const name of ['weights.bin', 'model.json'])
    expect(readFileSync(path.join(folder, 'model', name))).toEqual(
      readFileSync(path.join(other, 'model', name)),
    );
}

describe('a run killed with SIGKILL and resumed comes to the result of one that was not', () => {
  test(
    'training by the recipe default: cancelled among its workers, then killed while the student learns',
    async () => {
      process.env['RENAS_WORKERS'] = '0';
      const whole = begin(...trainOn('default'));
      process.env['RENAS_WORKERS'] = '2';
      const { folder, ended } = begin(...trainOn('default'));
      await until(
        () => parts(folder),
        names => names.some(name => name.startsWith('network')),
        patience,
      );
      const first = await readRun(folder);
      expect(first.record?.results.model).toBe('model');
      const asked = performance.now();
      await cancelRun(folder);
      await ended;
      expect(performance.now() - asked).toBeLessThan(2000);
      const cancelled = await readRun(folder);
      expect(cancelled).toMatchObject({ state: 'cancelled', resumable: true });
      expect(cancelled.record?.figure).toMatch(/^τ [\d.]+, first predictor$/);
      const card = JSON.parse(readFileSync(path.join(folder, 'model', 'card.json'), 'utf8'));
      expect(card.name).toMatch(/first predictor$/);

      await killAt(resumeRun({ node: process.execPath, cli, folder }), 'student');
      writeFileSync(path.join(folder, 'checkpoint', 'student.bin'), 'torn');
      await resume(folder);

      await whole.ended;
      expectSameModel(folder, whole.folder);
      const row = await readRun(folder);
      expect(row).toMatchObject({
        state: 'done',
        problem: undefined,
        record: { started: first.record!.started, figure: (await readRun(whole.folder)).record!.figure },
      });
      expect(row.resumable).toBeUndefined();
      expect(row.record!.resumed).toHaveLength(2);
      expect(readdirSync(folder)).not.toContain('checkpoint');
      const events = await eventsOf(folder);
      expect(events.filter(({ event }) => event === 'resumed')).toHaveLength(2);
      const seconds = events.map(event => event.seconds);
      expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
      expect(events).toContainEqual(
        expect.objectContaining({ text: expect.stringMatching(/student\.bin is torn/) }),
      );
    },
    2 * patience,
  );

  test(
    'training by the recipe renas',
    async () => {
      const whole = begin(...trainOn('renas', '30'));
      const broken = begin(...trainOn('renas', '30'));
      await killAt(broken, 'network');
      await resume(broken.folder);
      await whole.ended;
      expectSameModel(broken.folder, whole.folder);
      const steps = (await eventsOf(broken.folder)).flatMap(e => (e.event === 'metric' ? [e.step] : []));
      expect(steps).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    },
    patience,
  );

  test(
    'a search under the shipped predictor',
    async () => {
      const search = (out: string) =>
        begin(
          'search',
          ...['--space', 'nasbench201', '--model', path.join(root, 'models', 'nasbench201')],
          ...['--budget', '12000', '--out', path.join(workspace, out)],
        );
      const whole = search('whole.cell');
      const broken = search('broken.cell');
      await until(
        () => parts(broken.folder),
        names => names.length > 0,
        patience,
      );
      await killAt(broken, parts(broken.folder)[0]!.replace('.bin', ''));
      await resume(broken.folder);
      await whole.ended;
      const found = readFileSync(path.join(whole.folder, 'found.cell'), 'utf8');
      expect(readFileSync(path.join(broken.folder, 'found.cell'), 'utf8')).toBe(found);
      expect(readFileSync(path.join(workspace, 'whole.cell'), 'utf8')).toBe(found);
      expect(existsSync(path.join(workspace, 'broken.cell'))).toBe(false);
      expect(readFileSync(path.join(broken.folder, 'log.txt'), 'utf8')).toContain(
        `cp ${path.join(broken.folder, 'found.cell')} ${path.join(workspace, 'broken.cell')}`,
      );
      const told = async (folder: string) =>
        (await eventsOf(folder)).flatMap(e => (e.event === 'metric' ? [[e.step, e.values]] : []));
      expect(await told(broken.folder)).toEqual(await told(whole.folder));
    },
    patience,
  );

  test(
    'a loop',
    async () => {
      const loop = () => begin('loop', '--oracle', 'table.csv', '--label', 'score', '--budget', '60');
      const whole = loop();
      const broken = loop();
      await killAt(broken, 'measured');
      await resume(broken.folder);
      await whole.ended;
      const rounds = async (folder: string) =>
        (await eventsOf(folder)).flatMap(e => (e.event === 'round' ? [e.cells] : []));
      expect(await rounds(broken.folder)).toEqual(await rounds(whole.folder));
    },
    patience,
  );
});

test(
  'what can not be resumed is refused in one sentence',
  async () => {
    const refusal = async (folder: string) => {
      const sentence = await resumeRun({ node: process.execPath, cli, folder }).ended;
      expect(sentence).toMatch(/^The run could not go on \(exit code 3\)\. renas: [^\n]*\.?$/);
      return sentence;
    };
    const run = begin(...trainOn('renas', '30'));
    await until(
      () => readRun(run.folder),
      row => (row.progress ?? 0) > 0,
      patience,
    );
    expect(await refusal(run.folder)).toContain('is still going');
    await killAt(run, 'network');
    writeTable(1);
    expect(await refusal(run.folder)).toContain('table.csv has changed');
    rmSync(path.join(workspace, 'table.csv'));
    expect(await refusal(run.folder)).toContain('table.csv is gone');
    rmSync(path.join(run.folder, 'checkpoint'), { recursive: true });
    expect((await readRun(run.folder)).problem).toContain('left no checkpoint');
    expect(await refusal(run.folder)).toContain('left no checkpoint');
    const none = path.join(workspace, 'none');
    mkdirSync(none);
    expect(await refusal(none)).toContain('holds no run');
  },
  patience,
);
