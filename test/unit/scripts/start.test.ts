import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const script = path.resolve(import.meta.dirname, '../../../scripts/start.mjs');

test.each([
  ['--help', 0, /^npm start .*\nnpm start -- --port 8123 .*\n$/],
  ['--prot=1', 1, /^\nUnknown option '--prot'\.\n\nnpm start .*\nnpm start -- --port 8123 .*\n$/],
  ['8123', 1, /^\nUnexpected argument '8123'\.\n\nnpm start /],
  ['--port=70000', 1, /^\n--port is a whole number from 1 to 65535, not '70000'\.\n$/],
])('npm start -- %s is answered before anything is installed', (argument, status, expected) => {
  const done = spawnSync(process.execPath, [script, argument], { encoding: 'utf8' });
  expect([done.status, done.stdout + done.stderr]).toEqual([status, expect.stringMatching(expected)]);
});
