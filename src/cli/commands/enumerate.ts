import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import { totalCosts } from '../../cells/costs';
import { enumerateCells, mostEnumerable, spaceSize } from '../../cells/enumerate';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import { publishedNames } from '../../exchange/publishedNames';
import { enumerateCommand } from '../../protocol/commands/enumerate';
import { jsonLine, streamData } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { UserError } from '../failure';
import { findSpace } from '../input/findSpace';

/** `renas enumerate --space S`: every distinct cell of a space, as a table that `--data` takes. */
export function addEnumerate(program: Command): void {
  addDeclared(program, enumerateCommand, ({ space, json = false }) =>
    enumerate(findSpace(space), json),
  ).addHelpText(
    'after',
    '\nParameters are those of the cell as it is listed: where channels do not divide evenly, another numbering of the same graph can have a few more or less.',
  );
}

async function enumerate(space: SearchSpace, json: boolean): Promise<void> {
  const size = spaceSize(space);
  if (size > mostEnumerable)
    throw new UserError(
      `${space.name} has about ${size.toPrecision(2)} cells, too many to list; \`renas search\` finds good ones without going through all.`,
    );
  const describe = json
    ? (cell: Cell) => jsonLine(describeCell(space, cell))
    : (cell: Cell) => writeSpelling(space, cell);
  await streamData(chunks(enumerateCells(space), describe));
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
