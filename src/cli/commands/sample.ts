import type { Command } from 'commander';
import { sampleCells } from '../../cells/enumerate';
import { createRandom } from '../../cells/random';
import { sampleCommand } from '../../protocol/commands/sample';
import { streamData } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { UserError } from '../failure';
import { findSpace } from '../input/findSpace';
import { cellLines } from '../output/cellLines';

/** `renas sample --space S`: cells drawn uniformly, as a table that `--data` takes. */
export function addSample(program: Command): void {
  addDeclared(program, sampleCommand, async ({ space: name, count, seed, json = false }) => {
    const space = findSpace(name);
    try {
      await streamData(cellLines(space, sampleCells(space, count, createRandom(seed)), json));
    } catch (error) {
      if (error instanceof RangeError) throw new UserError(error.message);
      throw error;
    }
  });
}
