import { expect, test } from 'vitest';
import type { EngineRequest } from '../../../src/cli/engine/engineFor';
import { type FailoverOptions, startWithFailover } from '../../../src/cli/engine/failover';
import type { EngineName } from '../../../src/engines/engine';

const ladder: readonly EngineName[] = ['cuda', 'webgpu', 'wasm'];

/** Stands in for engines: the first that is not left out. */
function standIn(more: Partial<FailoverOptions> = {}) {
  const told: string[] = [];
  let request: EngineRequest = {};
  const options: FailoverOptions = {
    work: 'training',
    answers: async () => true,
    signal: new AbortController().signal,
    onEngine: ({ name }, failure) => void told.push(`${failure ?? ''}${name}`),
    start: async (_, asked = {}) => {
      request = asked;
      return { name: ladder.find(name => !asked.without?.[name])!, reason: '' };
    },
    ...more,
  };
  return { told, options, lose: (why: string) => request.onLost?.(why) };
}

test('a piece of work whose engine fails is done on the next, and those before it are kept', async () => {
  const { told, options } = standIn();
  const engines = await startWithFailover(options);
  const done: string[] = [];
  for (const piece of [1, 2, 3])
    await engines.run(async ({ name }) => {
      if (piece === 2 && name !== 'wasm') throw new Error(`out of memory\n  at gpu`);
      done.push(`${piece} ${name}`);
    });
  expect(done).toEqual(['1 cuda', '2 wasm', '3 wasm']);
  expect(told).toEqual([
    'cuda',
    'The engine cuda failed (out of memory).webgpu',
    'The engine webgpu failed (out of memory).wasm',
  ]);
  expect(engines.engine().name).toBe('wasm');
});

test('work that would wait for ever for a lost GPU goes on', async () => {
  const { told, options, lose } = standIn();
  const engines = await startWithFailover(options);
  const name = await engines.run(async ({ name }) => {
    if (name !== 'cuda') return name;
    setTimeout(() => lose('the GPU was lost'), 10);
    return new Promise<EngineName>(() => {});
  });
  expect(name).toBe('webgpu');
  expect(told[1]).toBe('The engine cuda failed (the GPU was lost).webgpu');
});

test('an error of the work itself, and a cancelled run, are not tried again while the engine answers', async () => {
  const failing = async () => {
    throw new Error('too few cells');
  };
  const one = standIn();
  await expect((await startWithFailover(one.options)).run(failing)).rejects.toThrow('too few cells');
  expect(one.told).toEqual(['cuda']);
  const dead = standIn({ answers: async () => false });
  await expect((await startWithFailover(dead.options)).run(failing)).rejects.toThrow('too few cells');
  expect(dead.told.at(-1)).toMatch(/wasm$/);
  const stop = new AbortController();
  const other = standIn({ signal: stop.signal });
  const engines = await startWithFailover(other.options);
  stop.abort();
  await expect(engines.run(failing)).rejects.toThrow('too few cells');
  expect(other.told).toEqual(['cuda']);
});
