// Prints how well spaces are ranked by what was learned from others: `npm run bench:transfer -- [--only SPACE,…]
// [--seeds N] [--measured 0,5,10,20,50,100]`. Every space is left out with its family.

import path from 'node:path';
import { loadBundled } from '../../scripts/bundled.mjs';
import { root } from '../../scripts/steps.mjs';

const { printTransferTable } = await loadBundled(
  'transferTable',
  "export * from './test/bench/transferTable'",
);
await printTransferTable(
  process.argv.slice(2),
  path.resolve(root, process.env.RENAS_DATA ?? '../shared/data'),
);
