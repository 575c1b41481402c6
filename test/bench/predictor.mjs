// Prints how well both recipes rank, beside the published figures: `npm run bench:predictor -- [--quick] [--seeds N]
// [--only nasbench101:424,…] [--recipes default,renas] [--half first]`.

import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '../..');
// Below node_modules, so that the engine finds its WebAssembly beside the package.
const folder = path.join(root, 'node_modules/.cache/renas');
const bundle = path.join(folder, 'predictorTable.cjs');

mkdirSync(folder, { recursive: true });
await esbuild.build({
  entryPoints: [path.join(root, 'test/bench/predictorTable.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  loader: { '.cell': 'text' },
  logLevel: 'warning',
});
const { printTable } = createRequire(import.meta.url)(bundle);
await printTable(process.argv.slice(2), path.resolve(root, process.env.RENAS_DATA ?? '../shared/data'));
