import { createHash } from 'node:crypto';
import path from 'node:path';
import { kindOf } from '../cells/kinds/kind';
import type { SearchSpace } from '../cells/space';
import { readSmallSync } from '../files/regularFile';

/** Dotted paths of the Python classes that cells of a space may use: `blocks.Mixer`. */
export function pythonClasses(space: SearchSpace): string[] {
  return [...new Set(kindOf(space).pythonClasses?.(space))].sort();
}

const maxSource = 2 ** 20;

/**
 * SHA-256 of the file of the module of each class, as Python finds it in these folders: they tell whether two measurements
 * are of the same code. Classes of installed packages are left out, and so is what a module imports.
 */
export function classHashes(
  classes: readonly string[],
  folders: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    classes.flatMap(name => {
      const source = moduleSource(name.split('.').slice(0, -1), folders);
      return source === undefined ? [] : [[name, createHash('sha256').update(source).digest('hex')] as const];
    }),
  );
}

function moduleSource(parts: readonly string[], folders: readonly string[]): string | undefined {
  for (const folder of folders)
    for (const file of [`${path.join(folder, ...parts)}.py`, path.join(folder, ...parts, '__init__.py')])
      try {
        return readSmallSync(file, maxSource);
      } catch {
        // Not there, or no file of source code.
      }
  return undefined;
}
