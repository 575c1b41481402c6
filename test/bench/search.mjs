// Prints how good the cells are that each strategy finds, beside the published figures: `npm run bench:search --
// [--seeds N] [--only nasbench201,nasbench201/cifar100,nasbench101] [--strategies loop,…]`. `--only rules` prints the loop
// with a prior that has not seen the space's family beside rules that learn nothing, `--only rules:TABLE` one table of it
// (nasbench201/cifar10, nasbench201/cifar100, nasbench-macro, channel-bench, nasbench101; `--rules loop,…` some rows),
// `--only fronts` fronts of accuracy against latency, `--only fidelities` the loop with two fidelities, and `--only noise` or
// `--only noise:TABLE` the loop on labels with noise.

import path from 'node:path';
import { loadBundled } from '../../scripts/bundled.mjs';
import { root } from '../../scripts/steps.mjs';

const { printTables } = await loadBundled('searchTable', "export * from './test/bench/searchTable'");
await printTables(process.argv.slice(2), path.resolve(root, process.env.RENAS_DATA ?? '../shared/data'));
