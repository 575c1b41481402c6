import path from 'node:path';
import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import { spaceSize } from '../../cells/enumerate';
import type { SearchSpace } from '../../cells/space';
import { readTable } from '../../datasets/readTable';
import { type SearchSettings, searchCommand } from '../../protocol/commands/search';
import { costWords } from '../../protocol/costWords';
import type { FoundCell } from '../../protocol/events';
import { repeatComment } from '../../protocol/options/commandLine';
import { formatCount, formatFound } from '../../protocol/words';
import { type RankedCell, search } from '../../search/search';
import { addDeclared } from '../declaredCommand';
import { startRunEngines } from '../engine/failover';
import { UserError, usageError } from '../failure';
import { checkCostFlags, checkLimits, nothingWithin, readAskedCosts } from '../input/askedCosts';
import { findModel } from '../input/findModel';
import { findSpace } from '../input/findSpace';
import { findStart } from '../input/findStart';
import { readOptions } from '../input/readOptions';
import { tableFile } from '../input/tableFile';
import {
  describeCells,
  type Measured,
  summariseFound,
  withIntervals,
  writeFound,
} from '../output/foundCells';
import { replaceFile } from '../output/replaceFile';
import { inputFiles } from '../run/inputFiles';
import { remembering } from '../run/remember';
import { type RunOutcome, type RunOutput, withRun } from '../run/runOutput';

/** `renas search`: cells that a predictor ranks high, as a `.cell` file. */
export function addSearch(program: Command): void {
  addDeclared(program, searchCommand, runSearch);
}

async function runSearch(flags: SearchSettings): Promise<void> {
  if ((flags.data === undefined) !== (flags.label === undefined))
    throw usageError('--data and --label belong together: name the table and the column of it to report.');
  const space = findSpace(flags.space);
  checkCostFlags(flags);
  await withRun(
    {
      command: 'search',
      title: `Search ${space.name}`,
      space: space.name,
      seed: flags.seed,
      inputs: inputFiles(searchCommand, flags),
      json: flags.json ?? false,
      run: flags.run,
      resume: flags.resume ?? false,
      replace: flags.replace ?? false,
    },
    output => searchWith(space, flags, output),
  );
}

async function searchWith(space: SearchSpace, flags: SearchSettings, output: RunOutput): Promise<RunOutcome> {
  const { limits, pareto: weighed, told } = await readAskedCosts(flags, space);
  checkLimits(space, limits);
  const start = flags.start === undefined ? [] : [findStart(flags.start, space)];
  const engines = await startRunEngines('ranking', 'search', output);
  let loadedOn = engines.engine();
  let predictor = await findModel(space, flags.predictor);
  // A predictor that was trained anew is another one, whose scores do not go with those of before.
  const part = `scores of ${predictor.card.created}`.replaceAll(/[^\w ]/g, '');
  const scored = remembering(output.checkpoint, part, space, cells =>
    engines.run(async engine => {
      if (engine !== loadedOn) predictor = await findModel(space, flags.predictor);
      loadedOn = engine;
      return predictor.score(cells, output.signal);
    }),
  );
  const score = async (cells: readonly Cell[]) => Float32Array.from(await scored(cells));
  const measured = await readMeasured(space, flags, output.signal);
  const cellsInSpace = spaceSize(space);
  const size = Number.isSafeInteger(cellsInSpace) ? { space_size: cellsInSpace } : {};
  const result = await search(
    {
      space,
      strategy: flags.strategy,
      budget: flags.budget ?? (flags.strategy === 'exhaustive' ? Number.POSITIVE_INFINITY : 2000),
      top: flags.top,
      seed: flags.seed,
      start,
      limits,
      pareto: weighed,
      costs: told,
    },
    score,
    progress => {
      const kept = progress.best.length;
      const found = describeCells(space, predictor, progress.best.slice(0, maxReported), measured);
      const { scored: done, total } = progress;
      output.event({
        event: 'progress',
        phase: 'search',
        done,
        total,
        overall: total > 0 ? done / total : 1,
      });
      output.event({ event: 'metric', step: progress.scored, values: bestSoFar(found) });
      output.event({
        event: 'found',
        scored: progress.scored,
        ...size,
        found,
        ...(kept > found.length ? { kept } : {}),
      });
    },
    output.signal,
  );
  if (result.scored === 0 && !output.signal.aborted) throw new UserError(nothingWithin(space, limits));
  const judged = (cells: readonly RankedCell[], stem?: string) =>
    engines.run(() =>
      withIntervals(predictor, cells, describeCells(space, predictor, cells, measured, stem)),
    );
  const found = await judged(result.found);
  const pareto = result.pareto && namedAlike(found, await judged(result.pareto, 'pareto'));
  const text = writeFound(
    space,
    found,
    {
      title: `Found by ${flags.strategy} in ${space.name}: the best ${found.length} of ${formatCount(result.scored)} cells scored.`,
      repeat: repeatComment(searchCommand, flags),
      builtIn: !flags.space.includes('.cell'),
    },
    pareto && {
      title: `The Pareto front of rank against ${costWords(flags.pareto!)}: no other of the ${formatCount(result.scored)} cells is as good in both; cheapest first.`,
      cells: pareto,
    },
  );
  const own = flags.run === undefined ? undefined : path.join(flags.run, resultFile);
  for (const file of [own, flags.out]) if (file !== undefined) replaceFile(file, text);
  predictor.dispose();
  return {
    done: { found, scored: result.scored, ...size, ...(pareto ? { pareto } : {}) },
    figure: found[0] ? formatFound(found[0], size.space_size) : 'nothing found',
    results: own === undefined ? {} : { found: resultFile },
    summary: [
      summariseFound(found, result.scored, flags.out ?? own),
      ...(pareto
        ? [
            `${formatCount(pareto.length)} cells are on the Pareto front of rank against ${costWords(flags.pareto!)}.`,
          ]
        : []),
    ].join('\n'),
  };
}

const resultFile = 'found.cell';

/** Of the best cells so far an event has so many, so that events grow with the steps alone. */
const maxReported = 20;

/** A cell that is among the found ones too goes by its name there. */
function namedAlike(found: readonly FoundCell[], pareto: readonly FoundCell[]): FoundCell[] {
  const known = new Map(found.map(cell => [cell.hash, cell]));
  return pareto.map(cell => known.get(cell.hash) ?? cell);
}

function bestSoFar(found: readonly FoundCell[]): Record<string, number> {
  return found[0] ? { best_score: found[0].score, best_top: found[0].top } : {};
}

async function readMeasured(
  space: SearchSpace,
  flags: SearchSettings,
  signal: AbortSignal,
): Promise<Measured | undefined> {
  if (flags.data === undefined || flags.label === undefined) return undefined;
  const table = await readTable(
    await tableFile(flags.data, signal),
    space,
    [flags.label],
    readOptions(flags, undefined, signal),
  );
  const values = table.labels[flags.label]!;
  // Of cells that are one graph, the mean of all their measurements.
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [i, cell] of table.cells.entries()) {
    const hash = canonicalHash(space, cell);
    const { sum, count } = sums.get(hash) ?? { sum: 0, count: 0 };
    sums.set(hash, { sum: sum + values[i]! * table.counts[i]!, count: count + table.counts[i]! });
  }
  return {
    label: flags.label,
    values: new Map([...sums].map(([hash, { sum, count }]) => [hash, sum / count])),
  };
}
