import path from 'node:path';

/** A folder of this machine that keeps runs. */
export interface RunHome {
  /** As the explorer names it. */
  readonly name: string;
  readonly folder: string;
  /** `.renas/runs` in it; need not exist. */
  readonly runs: string;
}

/** The folders of the workspace that are on a disk; without one, the extension's own `storage`. */
export function runHomes(
  folders: readonly { readonly name: string; readonly folder: string }[],
  storage: string,
): readonly [RunHome, ...RunHome[]] {
  const [first, ...others] = folders.map(homeOf);
  return first ? [first, ...others] : [homeOf({ name: 'No folder', folder: storage })];
}

/** The innermost home that a file lies in. */
export function homeOfFile(homes: readonly RunHome[], file: string): RunHome | undefined {
  return homes
    .filter(({ folder }) => isInside(path.relative(folder, file)))
    .reduce<RunHome | undefined>((a, b) => (a && a.folder.length > b.folder.length ? a : b), undefined);
}

function homeOf({ name, folder }: { readonly name: string; readonly folder: string }): RunHome {
  return { name, folder, runs: path.join(folder, '.renas', 'runs') };
}

function isInside(relative: string): boolean {
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
