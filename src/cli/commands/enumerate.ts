import type { Command } from 'commander';
import { enumerateCells, maxEnumerable, spaceSize } from '../../cells/enumerate';
import type { SearchSpace } from '../../cells/space';
import { enumerateCommand } from '../../protocol/commands/enumerate';
import { streamData } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { UserError } from '../failure';
import { findSpace } from '../input/findSpace';
import { cellLines } from '../output/cellLines';

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
  if (size > maxEnumerable)
    throw new UserError(
      `${space.name} has about ${size.toPrecision(2)} cells, too many to list; \`renas search\` finds good ones without going through all.`,
    );
  await streamData(cellLines(space, enumerateCells(space), json));
}
