import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { isName } from '../../language/lexer';

/** A cell that was read from another tool's text. */
export interface ImportedCell {
  readonly space: SearchSpace;
  readonly cell: Cell;
  /** What the text calls it, else `imported`. */
  readonly name: string;
  /** Of the vertices, where other names than the usual ones say more. */
  readonly names?: readonly string[];
  /** What of the text a cell can't say. */
  readonly doc?: string;
}

export type Spaces = ReadonlyMap<string, SearchSpace>;

/** The name before `=` at the end of a text: `model_spec = api.` */
export function assignedName(before: string): string {
  const [, name] =
    /([\p{ID_Start}_]\p{ID_Continue}*)\s*(?::[^=\n]{0,80})?=\s*[\w.]*$/u.exec(before.slice(-200)) ?? [];
  return name !== undefined && isName(name) ? name : 'imported';
}

/** The spaces of one kind, the one named first. */
export function candidates(spaces: Spaces, first: string, kind: SearchSpace['operationsOn']): SearchSpace[] {
  const all = [...spaces.values()].filter(space => space.operationsOn === kind);
  return [...all.filter(space => space.name === first), ...all.filter(space => space.name !== first)];
}

/** The first cell that a space has; else what is wrong in the first space. */
export function firstCell<T>(
  spaces: readonly SearchSpace[],
  read: (space: SearchSpace) => T | string,
): T | string {
  let wrong: string | undefined;
  for (const space of spaces) {
    const result = read(space);
    if (typeof result !== 'string') return result;
    wrong ??= result;
  }
  return wrong ?? 'No search space is known that this cell could belong to.';
}
