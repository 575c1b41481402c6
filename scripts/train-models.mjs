// Trains the predictors that are shipped, into models/, with the built command.
//   node scripts/train-models.mjs [--data DIR] [SPACE …]
// DIR holds the benchmarks' tables (nasbench101.csv.gz, nasbench201.csv.gz); RENAS_DATA names it too.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.join(import.meta.dirname, '..');

/** What each is trained with: the published 424 cells of NAS-Bench-101, and one per cent of NAS-Bench-201. */
const models = {
  nasbench101: ['--label', 'validation_accuracy', '--samples', '424', '--seed', '1', '--reference', 'all'],
  nasbench201: [
    ...['--label', 'cifar10_valid', '--test-label', 'cifar10_test'],
    ...['--samples', '156', '--seed', '1', '--reference', 'all'],
  ],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: process.env.RENAS_DATA ?? path.join(root, '../shared/data') } },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(models);
const command = path.join(root, 'dist/cli.js');
if (!existsSync(command)) fail(`${command} is missing: build it with \`node esbuild.js\`.`);

for (const space of wanted) {
  const options =
    models[space] ?? fail(`No model of ${space} is shipped; there are ${Object.keys(models).join(', ')}.`);
  const data = path.join(values.data, `${space}.csv.gz`);
  if (!existsSync(data)) fail(`${data} is missing: name the folder of the tables with --data.`);
  const out = path.join(root, 'models', space);
  console.log(`• ${space}`);
  const { status } = spawnSync(
    process.execPath,
    [command, 'train', '--space', space, '--data', data, ...options, '--recipe', 'renas', '--out', out],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
