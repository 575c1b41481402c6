import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { known } from '../../document/known';
import { readDocument } from '../../document/readDocument';
import { exitCodes, UserError, usageError } from '../failure';
import { knownSpaces } from './knownSpaces';
import { readSource } from './readSource';

/** The cell that `--start FILE.cell:CELL` names, which must be one of the space that is searched. */
export function findStart(wanted: string, space: SearchSpace): Cell {
  const [, file, name] = /^(.*\.cell):([^:/\\]+)$/.exec(wanted) ?? [];
  if (file === undefined || name === undefined)
    throw usageError(`--start "${wanted}" names no cell; write it as FILE.cell:CELL.`);
  const text = readSource(file);
  const all = knownSpaces(file, text);
  const { cells } = readDocument(text, known([[space.name, space], ...all], all.operations));
  const [found, ...others] = cells.filter(cell => cell.name === name);
  if (!found) {
    const names = cells.slice(0, 10).map(cell => cell.name);
    throw usageError(`${file} has no cell ${name}; it has ${names.join(', ') || 'none'}.`);
  }
  if (others.length > 0)
    throw usageError(`${file} has ${others.length + 1} cells called ${name}; give them different names.`);
  if (!found.space || !found.cell)
    throw new UserError(
      `Cell ${name} of ${file} has errors, so no search can start from it; \`renas check ${file}\` shows them.`,
      exitCodes.inputHasErrors,
    );
  if (spaceKey(found.space) !== spaceKey(space))
    throw usageError(
      `Cell ${name} is one of ${found.space.name}, and the search is in ${space.name}; give both the same space.`,
    );
  return found.cell;
}
