import type { RunStart } from '../../../src/runs/runWriter';

export const start: RunStart = {
  command: 'search',
  title: 'Search nasbench201',
  arguments: ['search', '--space', 'nasbench201'],
  space: 'nasbench201',
  seed: 7,
};
