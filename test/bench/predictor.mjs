// Prints how well both recipes rank, beside the published figures: `npm run bench:predictor -- [--quick] [--seeds N]
// [--only nasbench101:424,…] [--recipes default,renas] [--half first]`.

import { dataFolder, loadBundled } from './bundled.mjs';

const { printTable } = await loadBundled('predictorTable');
await printTable(process.argv.slice(2), dataFolder);
