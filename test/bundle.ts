import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Bundles programs (name → source) into a folder as they ship, with the WebAssembly of the engine and the trainer beside
 * them, for tests that run them as processes of their own.
 */
export function bundlePrograms(folder: string, programs: Readonly<Record<string, string>>): void {
  const sources = Object.entries(programs).map(([name, source]) => [name, path.resolve(root, source)]);
  buildSync({
    entryPoints: Object.fromEntries(sources),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    loader: { '.cell': 'text' },
    logLevel: 'error',
  });
  for (const beside of [
    'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    'src/measure/trainer/train.py',
    'src/measure/trainer/check_classes.py',
  ])
    copyFileSync(path.join(root, beside), path.join(folder, path.basename(beside)));
}
