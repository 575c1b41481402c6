import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import esbuild from 'esbuild';
import { root } from './steps.mjs';

/** The exports of TypeScript (its text, with paths from the project's root), bundled for plain Node as `name`. */
export async function loadBundled(name, source) {
  // Below node_modules, so that the engine finds its WebAssembly beside the package.
  const outfile = path.join(root, 'node_modules/.cache/renas', `${name}.cjs`);
  mkdirSync(path.dirname(outfile), { recursive: true });
  await esbuild.build({
    stdin: { contents: source, resolveDir: root },
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
