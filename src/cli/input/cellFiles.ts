import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { UserError } from '../failure';
import { standardInput } from './readInput';

/** Folders whose files are nobody's own. */
const ignored = new Set(['node_modules', '.git', '.renas']);

/**
 * The `.cell` files that an argument names: a file, `-` for the standard input, all below a folder, or those of a
 * pattern that the shell has left, as cmd and PowerShell do. In the order of their names. Throws where there are none.
 * Links, pipes and devices count only where they are named themselves: what a folder has may be anybody's.
 */
export function cellFiles(argument: string): readonly string[] {
  if (argument === standardInput) return [argument];
  const found = statSync(argument, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) return [argument];
  const slashes = process.platform === 'win32' ? argument.replaceAll('\\', '/') : argument;
  if (found) {
    const inside = filesBelow(slashes).filter(file => /\.cell$/i.test(file));
    if (inside.length === 0) throw new UserError(`${argument} is a folder without .cell files.`);
    return inside;
  }
  // A name without a file is told of by whoever reads it.
  const { base, glob, isGlob } = picomatch.scan(slashes);
  if (!isGlob) return [argument];
  const matches = picomatch(glob, { dot: false });
  const prefix = base === '' ? '' : `${base.replace(/\/+$/, '')}/`;
  const folder = statSync(base || '.', { throwIfNoEntry: false })?.isDirectory() ? base || '.' : undefined;
  const matching = folder === undefined ? [] : namesBelow(folder).filter(name => matches(name));
  if (matching.length === 0) throw new UserError(`${argument} names no file.`);
  return matching.map(name => `${prefix}${name}`);
}

function filesBelow(folder: string): readonly string[] {
  return namesBelow(folder).map(name => `${folder.replace(/\/+$/, '')}/${name}`);
}

/** The files below a folder, relative to it, with slashes, in their order. */
function namesBelow(folder: string, below = ''): readonly string[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory()) return entry.isFile() ? [name] : [];
      return ignored.has(entry.name) ? [] : namesBelow(folder, name);
    });
}
