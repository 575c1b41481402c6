// Prints how well spaces are ranked by what was learned from others: `npm run bench:transfer -- [--only SPACE,…]
// [--seeds N] [--measured 0,5,10,20,50,100]`. Every space is left out with its family. With `--speed` it prints what estimates
// take in processor time instead.

import path from 'node:path';
import { loadBundled } from '../../scripts/bundled.mjs';
import { root } from '../../scripts/steps.mjs';

const args = process.argv.slice(2);
const speed = args.includes('--speed');
const source = speed ? 'transferSpeed' : 'transferTable';
const bench = await loadBundled(source, `export * from './test/bench/${source}'`);
if (speed) await bench.printTransferSpeed(path.join(root, 'models/any'));
else await bench.printTransferTable(args, path.resolve(root, process.env.RENAS_DATA ?? '../shared/data'));
