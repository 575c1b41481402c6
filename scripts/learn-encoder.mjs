// Looks at networks of cells before any training, and learns to say from a cell's features what it sees: writes
// src/predictor/recipes/distilled/zeroCost/encoder.json. Needs no measured cell. Takes an hour.
//   node scripts/learn-encoder.mjs [--rounds N] [--cells N] [--steps N] [--seed S]

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundled } from './bundled.mjs';
import { root } from './steps.mjs';

const { values } = parseArgs({
  options: {
    // Each with images and filters of its own.
    rounds: { type: 'string', default: '3' },
    cells: { type: 'string', default: '10000' },
    steps: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const [rounds, count, steps, seed] = [values.rounds, values.cells, values.steps, values.seed].map(Number);

const renas = await loadBundled(
  'learn-encoder',
  `
  export { createRandom } from './src/cells/random';
  export { sampleCells } from './src/cells/enumerate';
  export { builtInSpaces } from './src/document/builtInSpaces';
  export { startEngine } from './src/engines/engine';
  export { createFeatures } from './src/predictor/features/features';
  export { scale, scalingOf } from './src/predictor/math/scaling';
  export { encodedGroups } from './src/predictor/recipes/distilled/zeroCost/encode';
  export { storeEncoder } from './src/predictor/recipes/distilled/zeroCost/encoder';
  export { learnEncoder } from './src/predictor/recipes/distilled/zeroCost/learnEncoder';
  export { createMeter, statistics } from './src/predictor/recipes/distilled/zeroCost/measure';
  `,
);

await renas.startEngine('wasm');
const space = renas.builtInSpaces().get('nasbench101');
const reader = renas.createFeatures(space, renas.encodedGroups, 'functional');
const features = new Float32Array(rounds * count * reader.names.length);
const measured = new Float32Array(rounds * count * renas.statistics);
for (let round = 0; round < rounds; round++) {
  const random = renas.createRandom(seed + round);
  const cells = renas.sampleCells(space, count, random);
  const measure = renas.createMeter(space, random);
  const seen = new Float32Array(count * renas.statistics);
  for (const [i, cell] of cells.entries()) {
    seen.set(await measure(cell), i * renas.statistics);
    if ((i + 1) % 500 === 0) console.log(`• ${round * count + i + 1} of ${rounds * count} cells looked at`);
  }
  const scaling = renas.scalingOf(seen, renas.statistics);
  measured.set(renas.scale(seen, renas.statistics, scaling), round * seen.length);
  features.set(reader.matrix(cells), round * count * reader.names.length);
}
const random = renas.createRandom(seed);
const encoder = await renas.learnEncoder(reader.names, features, measured, renas.statistics, random, steps);
const out = path.join(root, 'src/predictor/recipes/distilled/zeroCost/encoder.json');
writeFileSync(out, `${JSON.stringify(renas.storeEncoder(encoder), undefined, 1)}\n`);
console.log(`• Written to ${path.relative(root, out)}`);
