// Builds every bundle of the project into dist/. `node esbuild.js --watch` rebuilds on change.
const fs = require('node:fs');
const path = require('node:path');

if (!fs.existsSync(path.join(__dirname, 'node_modules/esbuild'))) {
  console.error(
    'The packages are not installed: run `npm ci --ignore-scripts` first, or `npm start`, which does both.',
  );
  process.exit(1);
}
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const { version } = require('./package.json');

const shared = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  loader: { '.cell': 'text' },
  define: { 'process.env.RENAS_VERSION': JSON.stringify(version) },
  logLevel: 'warning',
};

const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
};

/** What TensorFlow.js would fetch with where there is no `fetch`; Node has had one since version 18. */
const neverLoaded = ['node-fetch'];

/** One bundle for each process: extension host, language server, `renas` command (runs and predictor), panel's page. */
const bundles = [
  { ...node, entryPoints: { extension: 'src/client/extension.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { server: 'src/server/main.ts' } },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    external: neverLoaded,
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    entryPoints: { panel: 'webview/panel.ts' },
    loader: { ...shared.loader, '.ttf': 'file' },
  },
].map(bundle => ({ ...bundle, outdir: 'dist' }));

const assets = [
  [
    'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    'dist/tfjs-backend-wasm-simd.wasm',
  ],
  ['src/measure/trainer/train.py', 'dist/train.py'],
  ['src/measure/trainer/check_classes.py', 'dist/check_classes.py'],
];

async function main() {
  fs.mkdirSync('dist', { recursive: true });
  for (const [from, to] of assets) fs.copyFileSync(path.join(__dirname, from), path.join(__dirname, to));
  if (!watch) {
    await Promise.all(bundles.map(bundle => esbuild.build(bundle)));
    return;
  }
  for (const bundle of bundles) await (await esbuild.context(bundle)).watch();
}

main().catch(error => {
  console.error(error.message);
  process.exit(1);
});
