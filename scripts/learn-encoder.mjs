// Looks at networks of cells before any training, and learns to say from a cell's features what it sees: writes
// src/predictor/default/untrained/encoder.json. Needs no measured cell. Takes a quarter of an hour.
//   node scripts/learn-encoder.mjs [--cells N] [--seed S]

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundled } from './bundled.mjs';
import { root } from './steps.mjs';

const { values } = parseArgs({
  options: { cells: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.cells);
const seed = Number(values.seed);

const renas = await loadBundled(
  'learn-encoder',
  `
  export { createRandom } from './src/cells/random';
  export { sampleCells } from './src/cells/enumerate';
  export { builtInSpaces } from './src/document/builtInSpaces';
  export { startEngine } from './src/engines/engine';
  export { createFeatures } from './src/predictor/default/features/features';
  export { encodedGroups } from './src/predictor/default/features/untrained';
  export { storeEncoder } from './src/predictor/default/untrained/encoder';
  export { learnEncoder } from './src/predictor/default/untrained/learnEncoder';
  export { createMeter, statistics } from './src/predictor/default/untrained/measure';
  `,
);

await renas.startEngine('wasm');
const space = renas.builtInSpaces().get('nasbench101');
const random = renas.createRandom(seed);
const cells = renas.sampleCells(space, count, random);
const measure = renas.createMeter(space, random);
const measured = new Float32Array(count * renas.statistics);
for (const [i, cell] of cells.entries()) {
  measured.set(await measure(cell), i * renas.statistics);
  if ((i + 1) % 500 === 0) console.log(`• ${i + 1} of ${count} cells looked at`);
}
const features = renas.createFeatures(space, Object.keys(renas.encodedGroups));
const encoder = await renas.learnEncoder(
  features.names,
  features.matrix(cells),
  measured,
  renas.statistics,
  random,
);
const out = path.join(root, 'src/predictor/default/untrained/encoder.json');
writeFileSync(out, `${JSON.stringify(renas.storeEncoder(encoder), undefined, 1)}\n`);
console.log(`• Written to ${path.relative(root, out)}`);
