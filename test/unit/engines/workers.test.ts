import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startWorkers } from '../../../src/cli/engine/workers';
import type { StageInput } from '../../../src/predictor/stages';

/** A stand-in for the bundle: `receive(request, reply)` is the body of what it does with a job. */
function start(receive: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-workers-'));
  const program = path.join(folder, 'worker.js');
  writeFileSync(
    program,
    `const { parentPort } = require('node:worker_threads');
     const reply = message => parentPort.postMessage(message);
     parentPort.on('message', request => { ${receive} });`,
  );
  const told: string[] = [];
  const { pool, close } = startWorkers('wasm', 1, sentence => told.push(sentence), program);
  onTestFinished(() => {
    close();
    rmSync(folder, { recursive: true });
  });
  return { pool, told };
}

const task = {} as StageInput<'spread'>;

test('a worker that dies in the middle is replaced, and its part goes on from what it had told', async () => {
  const { pool, told } = start(`
    if (request.from) reply({ kind: 'outcome', outcome: { values: request.from.values } });
    else {
      reply({ kind: 'step', done: 1, state: { values: Float32Array.of(7) } });
      setTimeout(() => process.exit(9), 50);
    }`);
  const steps: number[] = [];
  const outcome = await pool.run('spread', task, { step: done => void steps.push(done) });
  expect(outcome.values).toEqual(Float32Array.of(7));
  expect(steps).toEqual([1]);
  expect(told).toEqual(['A worker of the engine wasm ended (exit code 9): its part goes on in a new one.']);
});

test('one that dies again fails the job; the next job has a new worker', async () => {
  const { pool } = start(`
    if (request.task.good) reply({ kind: 'outcome', outcome: { values: Float32Array.of(1) } });
    else throw new Error('out of memory');`);
  await expect(pool.run('spread', task, { step() {} })).rejects.toThrow('out of memory');
  const good = { good: true } as unknown as typeof task;
  expect((await pool.run('spread', good, { step() {} })).values).toEqual(Float32Array.of(1));
});

test('one that ends while it has nothing to do is replaced for the next job', async () => {
  const { pool, told } = start(`
    reply({ kind: 'outcome', outcome: { values: Float32Array.of(1) } });
    setTimeout(() => process.exit(0), 20);`);
  for (let i = 0; i < 2; i++) {
    expect((await pool.run('spread', task, { step() {} })).values).toEqual(Float32Array.of(1));
    await setTimeout(500);
  }
  expect(told).toEqual([]);
});

test('a job that is not wanted any more ends at once, even one that never yields', async () => {
  const { pool } = start('for (;;);');
  const stop = new AbortController();
  const working = pool.run('spread', task, { signal: stop.signal, step() {} });
  const waiting = pool.run('spread', task, { signal: stop.signal, step() {} });
  void setTimeout(100).then(() => stop.abort(new Error('enough')));
  await expect(working).rejects.toThrow('enough');
  await expect(waiting).rejects.toThrow('enough');
});
