import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEngineFor } from '../../../src/cli/engine/engineFor';
import { orderFor } from '../../../src/engines/choice';
import { keepMeasurements, readMeasurements } from '../../../src/engines/measurements';
import type { EngineReport } from '../../../src/engines/probe';

const report = (
  name: EngineReport['name'],
  latency: number,
  perSecond: number,
  more: Partial<EngineReport> = {},
): EngineReport => ({
  name,
  usable: true,
  reason: '',
  figures: { latency_100_ms: latency, cells_per_second: perSecond },
  ...more,
});

const reports: readonly EngineReport[] = [
  report('cuda', 0, 0, { usable: false, reason: 'no', figures: {} }),
  report('webgpu', 9, 900_000),
  report('native', 1.9, 60_000),
  report('wasm', 2, 51_300),
  report('cpu', 43, 2300),
];

describe('the choice of an engine', () => {
  test('is made for each kind of work, and a hair’s breadth is not worth an added engine', () => {
    expect(orderFor('hints', reports).names).toEqual(['wasm', 'native', 'webgpu', 'cpu']);
    expect(orderFor('ranking', reports).names).toEqual(['webgpu', 'wasm', 'native', 'cpu']);
    expect(orderFor('ranking', reports).because).toBe(
      'best for ranking here, 900000 cells/s, while wasm 51300 cells/s, native 60000 cells/s',
    );
  });

  test('is the ladder where nothing was measured', () => {
    expect(orderFor('training', reports)).toEqual({
      names: ['webgpu', 'native', 'wasm', 'cpu'],
      because: 'the first that works',
    });
  });
});

describe('what was measured', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
    file = path.join(folder, 'cache', 'engines.json');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is kept for this machine and forgotten when the version or driver is another', () => {
    expect(readMeasurements(file)).toBeUndefined();
    keepMeasurements(reports, file);
    expect(readMeasurements(file)?.reports).toEqual(reports);
    vi.stubEnv('RENAS_VERSION', '99');
    expect(readMeasurements(file)).toBeUndefined();
    keepMeasurements([], file);
    vi.unstubAllEnvs();
    expect(readMeasurements(file)?.reports).toEqual(reports);
  });

  test.each(['', '[', '[]', 'null', '{"x":1}', '\0'])('is measured anew where the cache holds %j', text => {
    keepMeasurements(reports, file);
    writeFileSync(file, text);
    expect(readMeasurements(file)).toBeUndefined();
    keepMeasurements(reports, file);
    expect(readMeasurements(file)?.reports).toEqual(reports);
  });

  test('of a report that is none is not believed', () => {
    keepMeasurements(reports, file);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"usable":true', '"usable":"yes"'));
    expect(readMeasurements(file)).toBeUndefined();
  });
});

describe('starting an engine for some work', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('keeps to what the command line names', async () => {
    vi.stubEnv('RENAS_ENGINE', 'cpu');
    expect((await startEngineFor('training', { engine: 'wasm' })).name).toBe('wasm');
    expect((await startEngineFor('training', {})).name).toBe('cpu');
  });

  test('goes on without the engine that is preferred where it cannot be used, and says why', async () => {
    vi.stubEnv('RENAS_ENGINE', 'native');
    const { name, reason } = await startEngineFor('hints');
    expect(name).toBe('wasm');
    expect(reason).toMatch(
      /^native is chosen but cannot be used, @tensorflow\/tfjs-node is not installed: instead wasm \(/,
    );
  });

  test('leaves out the engines that have failed, the preferred one too', async () => {
    vi.stubEnv('RENAS_ENGINE', 'wasm');
    const { name, reason } = await startEngineFor('hints', { without: { wasm: 'it failed twice' } });
    expect(name).toBe('cpu');
    expect(reason).toContain('wasm: it failed twice');
  });
});
