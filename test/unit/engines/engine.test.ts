import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type EngineName, engineNames, startEngine } from '../../../src/engines/engine';
import { answerProbe, probeEngines } from '../../../src/engines/probe';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('starting an engine', () => {
  test('takes the first of the ladder that works, says why not those above it, and prints nothing', async () => {
    const written = [
      vi.spyOn(process.stdout, 'write'),
      ...(['log', 'info', 'warn', 'error'] as const).map(method => vi.spyOn(console, method)),
    ];
    const { name, reason } = await startEngine('auto');
    expect(name).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
    expect(reason).toBe(
      'wasm (CPU, WebAssembly with SIMD); not cuda: @tensorflow/tfjs-node-gpu is not installed, not webgpu: webgpu is not installed, not native: @tensorflow/tfjs-node is not installed',
    );
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
  });

  test('changes nothing about how the process dies of an error', async () => {
    const before = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    await startEngine('cpu');
    await startEngine('wasm');
    const after = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    expect(after).toBe(before);
  });

  test('takes the one that is named, or says in a sentence why it cannot', async () => {
    await startEngine('cpu');
    expect(tf.getBackend()).toBe('cpu');
    await expect(startEngine('cuda')).rejects.toThrow(
      /^The engine cuda cannot be used: @tensorflow\/tfjs-node-gpu is not installed\.$/,
    );
    await expect(startEngine('abacus' as EngineName)).rejects.toThrow(
      /^There is no engine "abacus": name auto, /,
    );
  });
});

describe('probing the engines', () => {
  const node = (script: string) => [process.execPath, '-e', script];
  const answers = (report: object) => node(`console.log(${JSON.stringify(JSON.stringify(report))})`);

  test('survives what a broken driver does to the process that loads it', async () => {
    const children: Record<EngineName, string[]> = {
      cuda: node('process.abort()'),
      webgpu: node('setInterval(() => {}, 1000)'),
      native: node('console.error("libtensorflow.so.2: cannot open"); process.exit(3)'),
      wasm: answers({ name: 'wasm', usable: true, reason: 'fine', figures: { cells_per_second: 7 } }),
      cpu: ['no-such-program'],
    };
    const reports = await probeEngines(name => children[name], 3000);
    expect(reports.map(({ name }) => name)).toEqual(engineNames);
    const [cuda, webgpu, native, wasm, cpu] = reports;
    expect(cuda).toMatchObject({ usable: false, reason: expect.stringContaining('ended with SIGABRT') });
    expect(webgpu).toMatchObject({ usable: false, reason: 'it did not answer within 3 s' });
    expect(native).toMatchObject({
      usable: false,
      reason: 'its process ended with code 3 (libtensorflow.so.2: cannot open)',
    });
    expect(wasm).toEqual({ name: 'wasm', usable: true, reason: 'fine', figures: { cells_per_second: 7 } });
    expect(cpu).toMatchObject({ usable: false, reason: expect.stringContaining('ENOENT') });
  });

  test('is answered by a child in one line', async () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0);
    await answerProbe('wasm', async () => ({ cells_per_second: 12 }));
    await answerProbe('cuda', async () => ({}));
    vi.restoreAllMocks();
    expect(lines.map(line => JSON.parse(line))).toEqual([
      {
        name: 'wasm',
        usable: true,
        reason: 'wasm (CPU, WebAssembly with SIMD), as asked for',
        figures: { cells_per_second: 12 },
      },
      { name: 'cuda', usable: false, reason: '@tensorflow/tfjs-node-gpu is not installed', figures: {} },
    ]);
  });
});
