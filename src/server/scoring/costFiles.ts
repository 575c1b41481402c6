import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CostFiles } from '../../protocol/lsp';

/** Every path, once. */
export function allCostFiles(costs: CostFiles): string[] {
  return [...new Set(costs.flatMap(each => (typeof each === 'string' ? [each] : each.costs)))];
}

/** The paths that hold for the cells of a document. */
export function costFilesOf(costs: CostFiles, uri: string): string[] {
  const folders = costs.filter(each => typeof each !== 'string');
  const file = pathOf(uri);
  const innermost = folders
    .filter(({ folder }) => file !== undefined && isInside(path.relative(folder, file)))
    .reduce<(typeof folders)[number] | undefined>(
      (a, b) => (a && a.folder.length > b.folder.length ? a : b),
      undefined,
    );
  const own = (innermost ?? folders[0])?.costs ?? [];
  return [...new Set([...costs.filter(each => typeof each === 'string'), ...own])];
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    // A document that is on no disk.
    return undefined;
  }
}

function isInside(relative: string): boolean {
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
