// Makes the predictor for all spaces, models/any, from the tables of measured networks: `npm run train:any [-- --data DIR]`.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundled } from './bundled.mjs';
import { root } from './steps.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.RENAS_DATA ?? path.join(root, '../shared/data') },
  },
});
const { trainAny } = await loadBundled('train-any', "export * from './scripts/any/trainAny'");
await trainAny(values.data, path.join(root, 'models/any'), root);
