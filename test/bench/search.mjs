// Prints how good the cells are that each strategy finds, beside the published figures: `npm run bench:search --
// [--seeds N] [--only nasbench201,nasbench201/cifar100,nasbench101] [--strategies loop,…]`.

import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '../..');
// Below node_modules, so that the engine finds its WebAssembly beside the package.
const folder = path.join(root, 'node_modules/.cache/renas');
const bundle = path.join(folder, 'searchTable.cjs');

mkdirSync(folder, { recursive: true });
await esbuild.build({
  entryPoints: [path.join(root, 'test/bench/searchTable.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  loader: { '.cell': 'text' },
  logLevel: 'warning',
});
const { printTables } = createRequire(import.meta.url)(bundle);
await printTables(process.argv.slice(2), path.resolve(root, process.env.RENAS_DATA ?? '../shared/data'));
