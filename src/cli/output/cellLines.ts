import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import { totalCosts } from '../../cells/costs';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import { publishedNames } from '../../exchange/publishedNames';
import { jsonLine } from '../../text/terminal';

/** A line for each cell: its published spelling, or with `json` an object with its hash, costs and published names. */
export function cellLines(space: SearchSpace, cells: Iterable<Cell>, json: boolean): Iterable<string> {
  return chunks(
    cells,
    json ? cell => jsonLine(describeCell(space, cell)) : cell => writeSpelling(space, cell),
  );
}

function describeCell(space: SearchSpace, cell: Cell): object {
  return {
    cell: writeSpelling(space, cell),
    space: space.name,
    hash: canonicalHash(space, cell),
    ...totalCosts(space, cell),
    ...publishedNames(space, cell),
  };
}

/** Lines, many at a time. */
function* chunks(cells: Iterable<Cell>, describe: (cell: Cell) => string): Iterable<string> {
  let chunk = '';
  for (const cell of cells) {
    chunk += `${describe(cell)}\n`;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
