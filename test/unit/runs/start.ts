import path from 'node:path';
import { startRun } from '../../../src/runs/localExecutor';
import type { RunStart } from '../../../src/runs/runWriter';

export const start: RunStart = {
  command: 'search',
  title: 'Search nasbench201',
  arguments: ['search', '--space', 'nasbench201'],
  space: 'nasbench201',
  seed: 7,
};

/** Tries to start a run in this workspace; where that works, its command is none. */
export const beginIn = (workspace: string) => () =>
  startRun({
    node: process.execPath,
    cli: 'no such command',
    runsFolder: path.join(workspace, '.renas', 'runs'),
    command: 'search',
    arguments: () => [],
    title: 'Search',
    cwd: workspace,
  });
