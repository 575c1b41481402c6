// Trains the predictors that are shipped, into models/, with the built command.
//   node scripts/train-models.mjs [--data DIR] [--folds K] [MODEL …]
// DIR holds the benchmarks' tables (nasbench101.csv.gz, nasbench201.csv.gz, nasbench-macro.csv.gz); RENAS_DATA names it too.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.join(import.meta.dirname, '..');

const nasbench101 = ['--label', 'validation_accuracy'];
const nasbench201 = ['--label', 'cifar10_valid', '--test-label', 'cifar10_test'];

/**
 * Folder of models/ → what it is trained with. The folder that has a space's name answers for it, and learns from every
 * measured cell; those of the recipe `renas` can be chosen instead, and learn from as many as was published: 424 cells of
 * NAS-Bench-101, one per cent of NAS-Bench-201.
 */
const models = {
  nasbench101: { space: 'nasbench101', recipe: 'default', options: nasbench101 },
  'nasbench101-renas': { space: 'nasbench101', recipe: 'renas', options: nasbench101, samples: 424 },
  nasbench201: { space: 'nasbench201', recipe: 'default', options: nasbench201 },
  'nasbench201-renas': { space: 'nasbench201', recipe: 'renas', options: nasbench201, samples: 156 },
  nbmacro: {
    space: 'examples/networks/macro.cell',
    table: 'nasbench-macro',
    recipe: 'default',
    options: ['--label', 'test_mean'],
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env.RENAS_DATA ?? path.join(root, '../shared/data') },
    folds: { type: 'string', default: '3' },
  },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(models);
const command = path.join(root, 'dist/cli.js');
if (!existsSync(command)) fail(`${command} is missing: build it with \`node esbuild.js\`.`);

for (const name of wanted) {
  const {
    space,
    table = space,
    recipe,
    options,
    samples,
  } = models[name] ?? fail(`No model ${name} is shipped; there are ${Object.keys(models).join(', ')}.`);
  const data = path.join(values.data, `${table}.csv.gz`);
  if (!existsSync(data)) fail(`${data} is missing: name the folder of the tables with --data.`);
  const out = path.join(root, 'models', name);
  console.log(`• ${name}`);
  const { status } = spawnSync(
    process.execPath,
    [
      ...[command, 'train', '--space', space, '--data', data, ...options, '--recipe', recipe],
      ...(samples === undefined ? ['--folds', values.folds] : ['--samples', String(samples)]),
      ...['--seed', '1', '--reference', 'all', '--out', out],
    ],
    { stdio: 'inherit', cwd: root },
  );
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
