import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type JoinedRuns, joinRuns } from '../../../src/client/runs/joinedRuns';
import { homeOfFile, runHomes } from '../../../src/client/runs/runHomes';
import { createRun } from '../../../src/runs/runWriter';

test('runs are kept in the folders of the workspace, and without one with the extension', () => {
  expect(runHomes([], '/storage').map(home => home.runs)).toEqual(['/storage/.renas/runs']);
  const homes = runHomes(
    [
      { name: 'lab', folder: '/w/lab' },
      { name: 'cells of lab', folder: '/w/lab/cells' },
    ],
    '/storage',
  );
  expect(homes.map(home => home.runs)).toEqual(['/w/lab/.renas/runs', '/w/lab/cells/.renas/runs']);
  const of = (file: string) => homeOfFile(homes, file)?.name;
  expect(of('/w/lab/a.cell')).toBe('lab');
  expect(of('/w/lab/cells/deep/a.cell')).toBe('cells of lab');
  expect([of('/w/labs/a.cell'), of('/elsewhere/a.cell')]).toEqual([undefined, undefined]);
});

describe('the runs of several folders', () => {
  let folder: string;
  let runs: JoinedRuns;
  const runsOf = (name: string) => path.join(folder, name, '.renas', 'runs');
  const run = (name: string, id: string) =>
    createRun(path.join(runsOf(name), id), {
      command: 'search',
      title: id,
      arguments: ['search'],
      space: 'nasbench101',
      seed: 0,
    }).finish('done');
  const ids = async () => {
    await runs.refresh();
    return runs.rows().map(row => row.id);
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'renas-homes-'));
    runs = joinRuns([runsOf('a'), runsOf('b')]);
  });
  afterEach(() => {
    runs.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test('are listed together, newest first, and each is found in its own', async () => {
    run('a', 'older');
    await new Promise(resolve => setTimeout(resolve, 5));
    run('b', 'newer');
    expect(await ids()).toEqual(['newer', 'older']);
    expect(runs.folderOf('newer')).toBe(path.join(runsOf('b'), 'newer'));
    expect(runs.folderOf('older')).toBe(path.join(runsOf('a'), 'older'));
    // The list is the same object while nothing changes, so that thousands of rows cost little.
    expect(runs.rows()).toBe(runs.rows());
  });

  test('include one whose directory has just been made, before it is listed', () => {
    mkdirSync(path.join(runsOf('b'), 'starting'), { recursive: true });
    expect(runs.folderOf('starting')).toBe(path.join(runsOf('b'), 'starting'));
  });

  test('follow the folders of the workspace', async () => {
    run('a', 'first');
    run('b', 'second');
    let told = 0;
    runs.onChange(() => told++);
    runs.setFolders([runsOf('b')]);
    expect(await ids()).toEqual(['second']);
    expect(told).toBeGreaterThan(0);
  });
});
