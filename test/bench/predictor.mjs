// Prints how well both recipes rank, beside the published figures: `npm run bench:predictor -- [--quick] [--seeds N]
// [--only nasbench101:424,…] [--recipes default,renas] [--half first]`.

import path from 'node:path';
import { loadBundled } from '../../scripts/bundled.mjs';
import { root } from '../../scripts/steps.mjs';

const { printTable } = await loadBundled('predictorTable', "export * from './test/bench/predictorTable'");
await printTable(process.argv.slice(2), path.resolve(root, process.env.RENAS_DATA ?? '../shared/data'));
