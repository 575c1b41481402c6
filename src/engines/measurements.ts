import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { readSmallSync } from '../files/regularFile';
import { dictionary, object } from '../protocol/schemas/basics';
import { readJson, readValue } from '../protocol/schemas/readJson';
import { foundPackages } from './added';
import { type EngineReport, engineReport } from './probe';

export interface Measurements {
  /** ISO 8601. */
  readonly measured: string;
  readonly reports: readonly EngineReport[];
}

/** Machines, Node versions and drivers that are remembered. */
const maxKept = 8;

/** What was measured on this machine with this Node, these packages and this driver. */
export function readMeasurements(file = measurementsFile()): Measurements | undefined {
  return readAll(file)[machineKey()];
}

/** Keeps what was measured; a cache that cannot be written costs a measurement next time, and no more. */
export function keepMeasurements(reports: readonly EngineReport[], file = measurementsFile()): Measurements {
  const measurements: Measurements = { measured: new Date().toISOString(), reports };
  const { [machineKey()]: _, ...others } = readAll(file);
  const kept = Object.entries(others).slice(1 - maxKept);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const half = `${file}.${process.pid}`;
    writeFileSync(half, JSON.stringify(Object.fromEntries([...kept, [machineKey(), measurements]])));
    renameSync(half, file);
  } catch {
    // A read-only home.
  }
  return measurements;
}

/** `renas/engines.json` in the user's cache folder. */
export function measurementsFile(): string {
  const { env, platform } = process;
  const home = os.homedir();
  const usual =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Caches')
        : path.join(home, '.cache');
  return path.join(env['XDG_CACHE_HOME'] || usual, 'renas', 'engines.json');
}

/** Changes with everything that changes what can be used or how fast it is. */
export function machineKey(): string {
  const packages = foundPackages().map(({ name, version, entry }) => `${name} ${version} ${entry}`);
  return JSON.stringify([
    os.hostname(),
    os.cpus()[0]?.model ?? '',
    os.cpus().length,
    process.versions['electron'] ? `electron ${process.versions['electron']}` : `node ${process.version}`,
    process.env['RENAS_VERSION'] ?? '',
    process.env['VK_ICD_FILENAMES'] ?? '',
    process.env['RENAS_WEBGPU_FALLBACK'] ?? '',
    driver(),
    ...packages,
  ]);
}

/** The first line that NVIDIA's kernel module says of itself, which holds its version. */
function driver(): string {
  try {
    return readFileSync('/proc/driver/nvidia/version', 'utf8').split('\n', 1)[0]!;
  } catch {
    return '';
  }
}

/** Of other versions, whose engines may have other names, nothing is taken. */
const measurements = object({ measured: v.string(), reports: v.array(engineReport) });
const machines = dictionary<unknown>(v.unknown());
const maxBytes = 2 ** 20;

function readAll(file: string): Readonly<Record<string, Measurements>> {
  try {
    const all = readJson(machines, readSmallSync(file, maxBytes), 'engines.json');
    if (typeof all === 'string') return {};
    return Object.fromEntries(
      Object.entries(all).flatMap(([machine, value]) => {
        const kept = readValue<Measurements>(measurements, value, machine);
        return typeof kept === 'string' ? [] : [[machine, kept]];
      }),
    );
  } catch {
    return {};
  }
}
