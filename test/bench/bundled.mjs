import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '../..');

/** The folder of the tables of measured cells. */
export const dataFolder = path.resolve(root, process.env.RENAS_DATA ?? '../shared/data');

/** The exports of `test/bench/NAME.ts`, bundled for plain Node. */
export async function loadBundled(name) {
  // Below node_modules, so that the engine finds its WebAssembly beside the package.
  const outfile = path.join(root, 'node_modules/.cache/renas', `${name}.cjs`);
  mkdirSync(path.dirname(outfile), { recursive: true });
  await esbuild.build({
    entryPoints: [path.join(root, 'test/bench', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    loader: { '.cell': 'text' },
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(outfile);
}
