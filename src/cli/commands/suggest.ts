import path from 'node:path';
import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import { totalCosts } from '../../cells/costs';
import { oriented } from '../../cells/goal';
import { writeSpelling } from '../../cells/spelling';
import { readTable } from '../../datasets/readTable';
import { publishedNames } from '../../exchange/publishedNames';
import { type SuggestSettings, suggestCommand } from '../../protocol/commands/suggest';
import { costWords } from '../../protocol/costWords';
import { formatCount } from '../../protocol/words';
import { costsOf, costsTold } from '../../search/standings';
import { suggest } from '../../search/suggest';
import { safeText } from '../../text/safeText';
import { writeData, writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { startEngineFor } from '../engine/engineFor';
import { usageError } from '../failure';
import { checkCostFlags, checkLimits, readAskedCosts } from '../input/askedCosts';
import { findSpace } from '../input/findSpace';
import { labelGoal } from '../input/labelGoal';
import { readOptions } from '../input/readOptions';
import { shippedModels } from '../input/shippedModels';
import { tableFile } from '../input/tableFile';
import { priorOf } from '../input/transferModel';
import { toldCosts } from '../output/foundCells';
import { writeSuggested } from '../output/measuredCells';
import { replaceFile } from '../output/replaceFile';

/** `renas suggest`: the cells to measure next, as a `.cell` file with room for what they measure. */
export function addSuggest(program: Command): void {
  addDeclared(program, suggestCommand, runSuggest);
}

async function runSuggest(flags: SuggestSettings): Promise<void> {
  const { data, label, out } = flags;
  if (data !== undefined && out !== undefined && path.resolve(data) === path.resolve(out))
    throw usageError(`--out would replace what is measured in ${data}: name another file.`);
  checkCostFlags(flags);
  const space = findSpace(flags.space);
  const { limits, pareto, told } = await readAskedCosts(flags, space);
  checkLimits(space, limits);
  const table =
    data === undefined
      ? undefined
      : await readTable(await tableFile(data), space, [label], readOptions(flags, flags.goal));
  for (const { line, message } of table?.problems ?? [])
    writeError(safeText(`${data}:${line}: ${message}\n`, 'terminal'));
  for (const text of table?.notes ?? []) writeError(safeText(`${text}\n`, 'terminal'));
  // Many small products, as for hints.
  await startEngineFor('hints');
  const measured = table?.cells.length ?? 0;
  const { goal, sentence } = labelGoal(label, flags.goal, table?.goal);
  const prior = await priorOf(space, shippedModels);
  const { cells, learned } = await suggest({
    space,
    cells: table?.cells ?? [],
    values: table?.labels[label]?.map(value => oriented(value, goal)) ?? [],
    ...(table ? { trainings: table.counts } : {}),
    count: flags.count,
    acquisition: flags.aim === 'ranking' ? 'variance-reduction' : 'ucb',
    seed: flags.seed,
    limits,
    pareto,
    prior,
  });
  const aim =
    flags.aim === 'ranking' ? 'ranking' : pareto ? `front against ${costWords(pareto.name)}` : 'cell';
  const why = learned
    ? `chosen for the best ${aim} after ${formatCount(measured)} measured`
    : prior && flags.aim !== 'ranking'
      ? 'those that are estimated to be best from other spaces, to begin with'
      : 'far apart from each other, to begin with';
  const costs = costsTold({ limits, pareto, costs: told });
  const text = writeSuggested(space, cells, flags.cellsOnly ? undefined : { name: label, goal }, {
    lines: [
      `${formatCount(cells.length)} cells of ${space.name} to measure next, ${why}. ${sentence}`,
      ...(flags.cellsOnly
        ? []
        : [
            'Write what each measures behind its "measured" and take the slashes away; then ask again with --data naming this file or its folder.',
          ]),
    ],
    builtIn: flags.cellsOnly || !flags.space.includes('.cell'),
  });
  if (out !== undefined) replaceFile(out, text);
  if (flags.json) {
    for (const [i, cell] of cells.entries())
      writeJson({
        cell: writeSpelling(space, cell),
        name: `suggested${i + 1}`,
        space: space.name,
        hash: canonicalHash(space, cell),
        ...totalCosts(space, cell),
        ...toldCosts(costsOf(costs, cell)),
        ...publishedNames(space, cell),
      });
  } else if (out === undefined) writeData(text);
  else writeOut(safeText(`${formatCount(cells.length)} cells written to ${out}, ${why}.\n`, 'terminal'));
  if (cells.length < flags.count)
    writeError(
      safeText(
        'There are no more cells that are not measured, or compute the same as a measured one.\n',
        'terminal',
      ),
    );
}
