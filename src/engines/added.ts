import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as v from 'valibot';
import { readSmallSync } from '../files/regularFile';
import { object } from '../protocol/schemas/basics';
import { readJson } from '../protocol/schemas/readJson';
import type { EngineName } from './ladder';

/** A package that a user has added. */
export interface AddedPackage {
  readonly name: string;
  /** Its entry, absolute. */
  readonly entry: string;
  readonly version: string;
}

/**
 * The folder of the engines that *ReNAS: Install GPU Engine…* has installed: `<folder>/<engine>/node_modules/…`.
 * Without one, and for what is not in it, packages are found as Node finds them from here.
 */
export function addedFolder(): string | undefined {
  return process.env['RENAS_ENGINES'] || undefined;
}

/** Written last by an installation: a folder without it is half of one. */
export const completeMark = 'complete.json';

/** The packages an engine needs that users add, the most wanted first. Any one of them will do. */
export const addedPackages: Readonly<
  Record<'cuda' | 'webgpu' | 'native', readonly { engine: EngineName; name: string }[]>
> = {
  cuda: [{ engine: 'cuda', name: '@tensorflow/tfjs-node-gpu' }],
  webgpu: [{ engine: 'webgpu', name: 'webgpu' }],
  native: [
    { engine: 'native', name: '@tensorflow/tfjs-node' },
    // Where TensorFlow sees no GPU, its GPU package computes on the CPU.
    { engine: 'cuda', name: '@tensorflow/tfjs-node-gpu' },
  ],
};

/** Finds a package of an engine, without loading it. */
export function findAdded(engine: EngineName, name: string): AddedPackage | undefined {
  const folder = addedFolder();
  const own = folder === undefined ? undefined : path.join(folder, engine);
  const places = [
    ...(own !== undefined && existsSync(path.join(own, completeMark))
      ? [path.join(own, 'package.json')]
      : []),
    __filename,
  ];
  for (const place of places) {
    try {
      const { resolve } = createRequire(place);
      const entry = resolve(name);
      return { name, entry, version: versionOf(entry, name) };
    } catch {
      // Not here.
    }
  }
  return undefined;
}

const packageFile = object({ version: v.string() });

function versionOf(entry: string, name: string): string {
  const at = entry.lastIndexOf(path.join('node_modules', ...name.split('/')));
  const home =
    at < 0 ? path.dirname(entry) : path.join(entry.slice(0, at), 'node_modules', ...name.split('/'));
  try {
    const found = readJson(
      packageFile,
      readSmallSync(path.join(home, 'package.json'), 2 ** 20),
      'package.json',
    );
    return typeof found === 'string' ? 'unknown' : found.version;
  } catch {
    return 'unknown';
  }
}

/** Every package of every added engine that is here. */
export function foundPackages(): readonly AddedPackage[] {
  return Object.values(addedPackages)
    .flat()
    .flatMap(({ engine, name }) => findAdded(engine, name) ?? []);
}
