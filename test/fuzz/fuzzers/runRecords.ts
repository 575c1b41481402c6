import type { RunEvent } from '../../../src/protocol/events';
import type { RunRecord } from '../../../src/protocol/run';

/** A record and events as runs write them. */
export const record: RunRecord = {
  format: 1,
  id: 'search-1',
  command: 'search',
  title: 'Search nasbench201',
  arguments: [
    'search',
    '--space',
    'nasbench201',
    '--budget',
    '200',
    '--strategy',
    'evolution',
    '--seed',
    '3',
  ],
  cwd: '/home/me/cells',
  inputs: [{ path: 'a.cell', sha256: 'ab'.repeat(32), text: 'use nasbench201\n' }],
  space: 'nasbench201',
  seed: 3,
  versions: { renas: '0.1.0', node: '20.20.2', engine: 'wasm' },
  state: 'done',
  pid: 4_194_000,
  host: 'elsewhere',
  started: '2026-01-01T00:00:00.000Z',
  ended: '2026-01-01T00:01:00.000Z',
  figure: 'top 0.03 %',
  results: { found: 'found.cell', ranking: 'ranking.csv' },
};

const found = {
  cell: 'cell best { output = input }',
  name: 'best',
  hash: '0'.repeat(32),
  score: 1.5,
  top: 0.3,
  parameters: 100,
  flops: 200,
  measured: { accuracy: 0.9, constructor: 1 },
};

export const events: readonly RunEvent[] = [
  { event: 'progress', seconds: 0.1, phase: 'search', done: 1, total: 200, overall: 0.1 },
  { event: 'metric', seconds: 0.2, step: 1, values: { best_top: 3.2, tau: 0.5 } },
  { event: 'found', seconds: 0.3, scored: 100, found: [found] },
  { event: 'message', seconds: 0.4, text: 'Searching.' },
  { event: 'resumed', seconds: 0.5, text: 'Resumed from its last checkpoint.' },
  { event: 'round', seconds: 0.6, round: 1, measured: 3, cells: [{ cell: found.cell, label: 0.9 }] },
  { event: 'metric', seconds: 0.7, step: 2, values: { best_top: 2.2, tau: 0.6 } },
  { event: 'done', seconds: 1, scored: 200, found: [found], pareto: [found], kendall_tau: 0.6 },
  { event: 'failed', seconds: 1, message: 'The disk is full.' },
];
