import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listModels } from '../../../src/client/predictors/modelList';
import { joinRuns } from '../../../src/client/runs/joinedRuns';
import { commandLine, settingsOf } from '../../../src/client/runs/repeatRun';
import { runContexts } from '../../../src/client/runs/runContexts';
import { groupRuns } from '../../../src/client/runs/runGroups';
import { runTooltip } from '../../../src/client/runs/runTooltip';
import { knownTables } from '../../../src/client/tables/knownTables';
import {
  describeRun,
  durationOf,
  figureOf,
  sentenceOf,
  stateIcon,
  stateLine,
  titleOf,
} from '../../../src/protocol/describeRun';
import type { RunRow } from '../../../src/protocol/run';
import { abilitiesOf } from '../../../src/protocol/runAbilities';
import { checkedReplay } from '../../../src/runs/checkedReplay';
import { changedInputs } from '../../../src/runs/inputs';
import { readRun } from '../../../src/runs/runReader';
import { record } from '../../webview/samples';
import { temporaryFolder, until } from '../runs/folders';

/** Everything that the extension does with a row by itself. */
async function show(row: RunRow): Promise<void> {
  for (const text of [titleOf(row), describeRun(row), figureOf(row), stateLine(row, 0, undefined)])
    expect(typeof text).toBe('string');
  expect(stateIcon(row).icon).toMatch(/^[a-z-]+$/);
  for (const text of [sentenceOf(row), durationOf(row)])
    expect(['string', 'undefined']).toContain(typeof text);
  abilitiesOf(row);
  runContexts([row]);
  for (const by of ['state', 'kind', 'space'] as const) groupRuns([row], by, () => 'folder');
  knownTables([], [row], '/tmp');
  runTooltip(row);
  await listModels({
    shipped: '/none',
    imported: '/none',
    rows: [row],
    folderOf: () => '/none',
    chosen: new Map(),
  });
  if (!row.record) return;
  settingsOf(row.record);
  await changedInputs(row.record.inputs ?? [], row.record.cwd ?? '/tmp');
  await checkedReplay(row.record, ['/tmp']);
  try {
    commandLine(row.record);
  } catch (error) {
    expect((error as Error).message).toMatch(/can't be repeated: [^\n]*\.$/);
  }
}

const whole = record({
  id: 'run',
  cwd: '/tmp',
  inputs: [{ path: 'a.csv', sha256: '0', text: 'space a {}' }],
  ended: '2026-01-01T00:00:00Z',
  resumed: ['2026-01-01T00:00:00Z'],
  figure: 'top 1 %',
  failure: 'It failed.',
  processStarted: 'boot 1',
  results: { model: 'model', found: 'found.cell', ranking: 'ranking.csv' },
});

/** Every place in a value, as a path of keys. */
function placesIn(value: object, before: readonly string[] = []): string[][] {
  return Object.entries(value).flatMap(([key, inner]) => [
    [...before, key],
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner, [...before, key]) : []),
  ]);
}

function withValue(holder: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const entries = Object.entries(holder as object).map(([name, inner]) => [
    name,
    name === key ? withValue(inner, rest, value) : inner,
  ]);
  return Array.isArray(holder) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

test('a record with a field of another type is shown as unreadable with the reason, or harms nothing', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
  let unreadable = 0;
  const values = [null, 5, -1, 1e308, [1], { a: 1 }, true, 'x', '__proto__', '../../../etc/passwd'];
  const places = placesIn(whole);
  for (const place of places)
    for (const value of values) {
      writeFileSync(path.join(folder, 'run.json'), JSON.stringify(withValue(whole, place, value)));
      const row = await readRun(folder);
      if (row.state === 'unreadable') {
        unreadable++;
        expect(row.problem).toMatch(/run\.json/);
        expect(row.record).toBeUndefined();
      }
      await show(row);
    }
  expect(unreadable).toBeGreaterThan(places.length * 5);
});

test('a result outside the run directory is none', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
  for (const name of ['../other/model', '/etc/passwd', 'C:\\x', '..', 'a/../../b', '\\\\host\\share', '']) {
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...whole, results: { model: name } }));
    expect((await readRun(folder)).record?.results).toEqual({});
  }
});

test('a view that throws stops neither the other views nor the reading, and is told of', async () => {
  const folder = temporaryFolder();
  const errors: unknown[] = [];
  const runs = joinRuns([folder], error => errors.push(error));
  onTestFinished(() => runs.dispose());
  let updates = 0;
  runs.onChange(() => {
    throw new Error('broken');
  });
  runs.onChange(() => updates++);
  for (const id of ['a', 'b']) {
    mkdirSync(path.join(folder, id));
    writeFileSync(path.join(folder, id, 'run.json'), JSON.stringify({ ...whole, id }));
    await until(
      () => runs.rows().some(row => row.id === id),
      seen => seen,
    );
  }
  expect(updates).toBeGreaterThanOrEqual(2);
  expect(errors.length).toBeGreaterThanOrEqual(2);
});

describe.skipIf(process.platform === 'win32')('files that are none, or too large', () => {
  const made = (name: string, make: (file: string) => void) => {
    const folder = path.join(temporaryFolder(), 'run');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(whole));
    const file = path.join(folder, name);
    make(file);
    return readRun(folder);
  };
  const pipe = (file: string) => execFileSync('sh', ['-c', 'rm -f "$0"; mkfifo "$0"', file]);
  const grow = (bytes: number) => (file: string) => {
    writeFileSync(file, '{}');
    truncateSync(file, bytes);
  };

  test('pipes are not waited for', async () => {
    expect((await made('run.json', pipe)).problem).toBe("run.json can't be read: it is not a regular file");
    expect(await made('notes.json', pipe)).toMatchObject({
      state: 'done',
      notesProblem: "notes.json can't be read (it is not a regular file)",
    });
    expect((await made('events.jsonl', pipe)).state).toBe('done');
  });

  test('what is far larger than any run makes it is not read', async () => {
    expect((await made('run.json', grow(400 * 2 ** 20))).problem).toBe(
      "run.json can't be read: it has 400 MiB, and at most 8 are read",
    );
    expect((await made('notes.json', grow(1500 * 2 ** 20))).notesProblem).toContain('it has 1500 MiB');
    expect((await made('log.txt', grow(3 * 2 ** 30))).state).toBe('done');
  });
});
