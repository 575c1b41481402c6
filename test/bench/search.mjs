// Prints how good the cells are that each strategy finds, beside the published figures: `npm run bench:search --
// [--seeds N] [--only nasbench201,nasbench201/cifar100,nasbench101] [--strategies loop,…]`.

import { dataFolder, loadBundled } from './bundled.mjs';

const { printTables } = await loadBundled('searchTable');
await printTables(process.argv.slice(2), dataFolder);
