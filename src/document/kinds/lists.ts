import type { Cell } from '../../cells/cell';
import { findOperation } from '../../cells/operations';
import type { SearchSpace } from '../../cells/space';
import type { CellBlock } from '../../language/syntax';
import type { LoweredCell } from '../lower';
import { error } from '../loweringErrors';

/**
 * The cell of a block with one list, `NAME = [a, b * 2]`. `make` gets the indices of the operations as they are written and
 * returns the cell, or one sentence why there is none.
 */
export function lowerList(
  body: CellBlock,
  space: SearchSpace,
  make: (operations: readonly number[]) => Cell | string,
): LoweredCell {
  const list = body.statements.find(statement => statement.kind === 'list');
  if (!list) {
    const message = `A cell of ${space.name} lists its choices as '${space.kind} = [ … ]'.`;
    return { cell: undefined, names: [], sites: [], diagnostics: [error(body, 'missing-list', message)] };
  }
  const operations = list.items.flatMap(({ name, times }) =>
    new Array<number>(Math.max(0, Math.min(Math.floor(times), 1000))).fill(findOperation(space, name.text)),
  );
  const made = make(operations);
  if (typeof made === 'string')
    return { cell: undefined, names: [], sites: [], diagnostics: [error(list, 'wrong-list', made)] };
  return { cell: made, names: [], sites: list.items.map(({ name }) => name), diagnostics: [] };
}
