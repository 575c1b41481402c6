import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import type { FromPredictor } from '../../src/protocol/predictor';
import { bundlePrograms } from '../bundle';

let folder: string;
let child: ChildProcess;
const heard: FromPredictor[] = [];
const waiting: ((message: FromPredictor) => void)[] = [];

const next = () =>
  new Promise<FromPredictor>(resolve => {
    const known = heard.shift();
    if (known) resolve(known);
    else waiting.push(resolve);
  });
const nextOf = async (kind: FromPredictor['kind']) => {
  for (;;) {
    const message = await next();
    if (message.kind === kind) return message;
  }
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-names-'));
  bundlePrograms(path.join(folder, 'dist'), { cli: 'src/cli/main.ts' });
  child = fork(
    path.join(folder, 'dist/cli.js'),
    ['serve', '--models', folder, '--model', '__proto__=/nowhere'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  child.on('message', message => {
    const hears = waiting.shift();
    if (hears) hears(message as FromPredictor);
    else heard.push(message as FromPredictor);
  });
  await nextOf('ready');
}, 120_000);
afterAll(() => {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
});

it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'])(
  'a space called %s has no predictor, and is told so',
  async name => {
    child.send({ kind: 'space', space: { ...builtInSpaces().get('nasbench101')!, name } });
    expect(await nextOf('model')).toEqual({
      kind: 'model',
      space: name,
      reason: `No predictor for space ${name} yet. Train one on a table of its measured cells with "ReNAS: Train Predictor…".`,
    });
  },
);

it('a space called __proto__ has the one chosen for it', async () => {
  child.send({ kind: 'space', space: { ...builtInSpaces().get('nasbench101')!, name: '__proto__' } });
  expect(await nextOf('model')).toMatchObject({
    reason: expect.stringMatching(/^The predictor in \/nowhere can't/),
  });
});

it('a request that can’t be read is answered, and the process goes on', async () => {
  child.send({ kind: 'score', id: 7, space: 'constructor', cells: [{ vertices: 'three' }] });
  expect(await nextOf('failed')).toEqual({
    kind: 'failed',
    id: 7,
    message:
      'The predictor can\'t read the request: "cells.0.vertices" in a message of the language server is text instead of a number.',
  });
  for (const message of [null, 5, 'text', [], {}, { kind: 'none' }]) child.send(message as never);
  child.send({ kind: 'score', id: 8, space: 'nowhere', cells: [] });
  expect(await nextOf('failed')).toEqual({
    kind: 'failed',
    id: 8,
    message: 'The space nowhere was not sent.',
  });
});
